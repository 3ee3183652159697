package io.leveret.management.resource;

import io.leveret.management.view.BrokerView;
import io.leveret.management.view.QueueBody;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/queues} and {@code GET /api/queues/:vhost}: all queues, or those of one virtual host. */
public record QueueListResource(BrokerView broker) implements Handler<RoutingContext> {

    private static final String DEFAULT_VHOST = "/";

    @Override
    public void handle(RoutingContext request) {
        String vhost = request.pathParam("vhost");
        Pending.then(request, broker.queues(), queues -> answer(request, vhost, queues));
    }

    private static void answer(RoutingContext request, @Nullable String vhost, List<QueueBody> queues) {
        if (vhost == null) {
            Answer.ok(request, queues);
            return;
        }
        List<QueueBody> inVhost =
                queues.stream().filter(queue -> queue.vhost().equals(vhost)).toList();
        // The default virtual host is the only one that is sure to exist while it has no queue.
        if (inVhost.isEmpty() && !vhost.equals(DEFAULT_VHOST)) {
            Answer.notFound(request);
        } else {
            Answer.ok(request, inVhost);
        }
    }
}
