package io.leveret.management.resource;

import io.leveret.management.view.BrokerView;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /api/queues} and {@code GET /api/queues/:vhost}: all queues, or those of one virtual host. */
public record QueueListResource(BrokerView broker) implements Handler<RoutingContext> {

    @Override
    public void handle(RoutingContext request) {
        String vhost = request.pathParam("vhost");
        if (vhost != null
                && broker.access().virtualHosts().stream()
                        .noneMatch(host -> host.name().equals(vhost))) {
            Answer.notFound(request);
            return;
        }
        Pending.then(
                request,
                broker.queues(),
                queues -> Answer.ok(
                        request,
                        queues.stream()
                                .filter(queue -> vhost == null || queue.vhost().equals(vhost))
                                .filter(queue -> Callers.of(request).sees(queue.vhost()))
                                .toList()));
    }
}
