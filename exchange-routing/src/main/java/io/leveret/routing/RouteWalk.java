package io.leveret.routing;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.type.BindingTable;
import io.leveret.routing.type.MessageVisit;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One message's way through the exchanges of one snapshot, in the order in which they come up. */
final class RouteWalk<Q extends QueueTarget> implements MessageVisit<Binding<Q>> {

    private final Topology<Q> topology;
    private final List<ShortString> routingKeys;
    private final Supplier<FieldTable> headersSource;
    private final DistinctList<ShortString> exchanges = new DistinctList<>();
    private final DistinctList<Q> queues = new DistinctList<>();
    private @Nullable FieldTable headers;
    private boolean dependsOnHeaders;

    /** Whether the exchange being visited has matched a binding. */
    private boolean hasMatched;

    RouteWalk(Topology<Q> topology, List<ShortString> routingKeys, Supplier<FieldTable> headersSource) {
        this.topology = topology;
        this.routingKeys = routingKeys;
        this.headersSource = headersSource;
    }

    Route<Q> from(ShortString exchange) {
        exchanges.add(exchange);
        // Grows while the visits find further exchanges.
        for (int i = 0; i < exchanges.size(); i++) {
            visit(topology.node(exchanges.get(i)));
        }
        return Route.to(queues.toList(), dependsOnHeaders);
    }

    Route<Q> fromDefaultExchange() {
        for (ShortString routingKey : routingKeys) {
            Q queue = topology.queue(routingKey);
            if (queue != null) {
                queues.add(queue);
            }
        }
        return Route.to(queues.toList(), false);
    }

    @Override
    public List<ShortString> routingKeys() {
        return routingKeys;
    }

    @Override
    public FieldTable headers() {
        FieldTable known = headers;
        if (known == null) {
            known = headersSource.get();
            headers = known;
        }
        return known;
    }

    @Override
    public void matched(Binding<Q> binding) {
        hasMatched = true;
        Destination<Q> destination = binding.destination();
        if (destination instanceof Destination.ToQueue<Q> to) {
            queues.add(to.queue());
        } else {
            exchanges.add(destination.name());
        }
    }

    private void visit(@Nullable ExchangeNode<Q> node) {
        if (node == null) { // an alternate exchange need not exist
            return;
        }
        BindingTable<Binding<Q>> bindings = node.outgoing();
        dependsOnHeaders |= bindings.readsHeaders();
        hasMatched = false;
        bindings.match(this);
        if (!hasMatched && node.alternate() != null) {
            exchanges.add(node.alternate());
        }
    }
}
