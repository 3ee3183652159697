package io.leveret.management.resource;

import io.leveret.management.list.Listing;
import io.leveret.management.view.BrokerView;
import io.leveret.management.view.QueueBody;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /api/queues}, {@code /api/queues/detailed} and {@code /api/queues/:vhost}: all queues, or those of one virtual host. */
public record QueueListResource(BrokerView broker) implements Handler<RoutingContext> {

    private static final String TOTALS = "enable_queue_totals";

    @Override
    public void handle(RoutingContext request) {
        String vhost = request.pathParam("vhost");
        if (PermissionsResource.isUnknown(broker.access(), null, vhost)) {
            Answer.notFound(request);
            return;
        }
        Listing<QueueBody> queues = broker.queues(host ->
                (vhost == null || host.equals(vhost)) && Callers.of(request).sees(host));
        if (!Lists.wantsNoFigures(request)) {
            Lists.paged(request, queues);
        } else if ("true".equals(Lists.parameters(request).get(TOTALS))) {
            Lists.paged(request, queues.map(QueueBody::counted));
        } else {
            Lists.paged(request, queues.map(QueueBody::plain));
        }
    }
}
