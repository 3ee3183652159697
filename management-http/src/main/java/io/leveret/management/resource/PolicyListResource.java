package io.leveret.management.resource;

import io.leveret.management.view.BrokerView;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /api/policies} and {@code GET /api/policies/:vhost}: all policies, or those of one virtual host. */
public record PolicyListResource(BrokerView broker) implements Handler<RoutingContext> {

    @Override
    public void handle(RoutingContext request) {
        broker.policies(request.pathParam("vhost"))
                .ifPresentOrElse(
                        policies -> Answer.ok(
                                request,
                                policies.stream()
                                        .filter(policy -> Callers.of(request).sees(policy.vhost()))
                                        .toList()),
                        () -> Answer.notFound(request));
    }
}
