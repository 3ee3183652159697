package io.leveret.management.resource;

import io.leveret.management.view.BrokerView;
import io.leveret.management.view.Caller;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /api/overview}: which broker this is, and its totals; where it listens is for those who monitor it. */
public record OverviewResource(BrokerView broker, OwnListeners own) implements Handler<RoutingContext> {

    @Override
    public void handle(RoutingContext request) {
        Caller caller = Callers.of(request);
        Pending.then(
                request,
                broker.overview(caller::sees, Windows.of(request)),
                overview ->
                        Answer.ok(request, overview.whole(caller.seesAll() ? own.listeners() : null, own.contexts())));
    }
}
