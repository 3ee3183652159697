package io.leveret.broker.testing;

import io.leveret.broker.queue.DeadLetterRoutes;
import io.leveret.broker.queue.Queue;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.Route;
import io.leveret.routing.Router;
import io.leveret.routing.Topology;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A topology for the dead letters of queues under test, without a virtual host around it. */
public final class TestRoutes implements DeadLetterRoutes {

    private Topology<Queue> topology = Topology.empty();

    /** Lets the default exchange know the queue. */
    public void add(Queue queue) {
        edit(known -> known.withQueue(queue));
    }

    public void edit(UnaryOperator<Topology<Queue>> change) {
        topology = change.apply(topology);
    }

    @Override
    public Route<Queue> route(ShortString exchange, List<ShortString> routingKeys, Supplier<FieldTable> headers) {
        return Router.route(topology, exchange, routingKeys, headers);
    }
}
