package io.leveret.management.resource;

import io.leveret.management.view.BrokerView;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /api/consumers}, of all virtual hosts, and of the one that the path names. */
public record ConsumerResource(BrokerView broker) implements Handler<RoutingContext> {

    @Override
    public void handle(RoutingContext request) {
        String vhost = request.pathParam("vhost");
        if (PermissionsResource.isUnknown(broker.access(), null, vhost)) {
            Answer.notFound(request);
            return;
        }
        Pending.then(
                request,
                broker.connections().consumers(),
                all -> Answer.ok(
                        request,
                        all.stream()
                                .filter(consumer -> vhost == null
                                        || consumer.queue().vhost().equals(vhost))
                                .filter(consumer -> Callers.of(request)
                                        .owns(consumer.channelDetails().user()))
                                .toList()));
    }
}
