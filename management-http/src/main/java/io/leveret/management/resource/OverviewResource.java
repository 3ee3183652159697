package io.leveret.management.resource;

import io.leveret.management.view.BrokerView;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /api/overview}: which broker this is, and its totals. */
public record OverviewResource(BrokerView broker) implements Handler<RoutingContext> {

    @Override
    public void handle(RoutingContext request) {
        Pending.then(request, broker.overview(), overview -> Answer.ok(request, overview));
    }
}
