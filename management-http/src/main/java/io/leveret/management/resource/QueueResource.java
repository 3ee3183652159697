package io.leveret.management.resource;

import io.leveret.management.view.BrokerView;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /api/queues/:vhost/:name}: one queue. */
public record QueueResource(BrokerView broker) implements Handler<RoutingContext> {

    @Override
    public void handle(RoutingContext request) {
        Pending.then(
                request,
                broker.queue(Path.part(request, "vhost"), Path.part(request, "name"), Windows.of(request)),
                queue -> queue.ifPresentOrElse(found -> Answer.ok(request, found), () -> Answer.notFound(request)));
    }
}
