package io.leveret.management.resource;

import io.leveret.management.view.BrokerView;
import io.leveret.management.view.MemoryBody;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** {@code /api/nodes}, of which there is one, and what is asked of nodes elsewhere. */
public record NodeResource(BrokerView broker, OwnListeners own) {

    private static final String MEMORY = "memory";

    /** The handler of GET for all. */
    public Handler<RoutingContext> list() {
        return request -> Pending.then(
                request, broker.node().body(), node -> Answer.ok(request, List.of(node.with(own.contexts(), null))));
    }

    /** The handler of GET for one. */
    public Handler<RoutingContext> get() {
        return known(request -> Pending.then(request, broker.node().body(), node -> {
            boolean withMemory = "true".equals(Lists.parameters(request).get(MEMORY));
            if (withMemory) {
                Pending.then(
                        request,
                        broker.node().memory(),
                        memory -> Answer.ok(request, node.with(own.contexts(), memory)));
            } else {
                Answer.ok(request, node.with(own.contexts(), null));
            }
        }));
    }

    /** The handler of GET for what takes how much of its memory. */
    public Handler<RoutingContext> memory() {
        return memory(memory -> memory);
    }

    /** The same in parts of a hundred. */
    public Handler<RoutingContext> relativeMemory() {
        return memory(MemoryBody::relative);
    }

    private Handler<RoutingContext> memory(Function<MemoryBody, Object> shown) {
        return known(request -> Pending.then(
                request, broker.node().memory(), memory -> Answer.ok(request, Map.of(MEMORY, shown.apply(memory)))));
    }

    /** The handler of DELETE for what was measured so far: nothing is kept that it could delete. */
    public Handler<RoutingContext> reset() {
        return known(done());
    }

    /** What changes nothing in a broker of one node, as to spread queues over all. */
    public Handler<RoutingContext> done() {
        return request -> Answer.done(request, 204);
    }

    private Handler<RoutingContext> known(Handler<RoutingContext> resource) {
        return request -> {
            String node = request.pathParam("node");
            if (node == null || node.equals(broker.node().name())) {
                resource.handle(request);
            } else {
                Answer.notFound(request);
            }
        };
    }
}
