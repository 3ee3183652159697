package io.leveret.management.resource;

import io.leveret.management.view.PolicyView;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** All policies of one kind, or those of the virtual host that the path names. */
public record PolicyListResource(PolicyView policies) implements Handler<RoutingContext> {

    @Override
    public void handle(RoutingContext request) {
        policies.list(request.pathParam("vhost"))
                .ifPresentOrElse(
                        found -> Answer.ok(
                                request,
                                found.stream()
                                        .filter(policy -> Callers.of(request).sees(policy.vhost()))
                                        .toList()),
                        () -> Answer.notFound(request));
    }
}
