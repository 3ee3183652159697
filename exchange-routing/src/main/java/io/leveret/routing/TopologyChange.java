package io.leveret.routing;

import io.leveret.codec.value.ShortString;
import io.leveret.routing.map.PersistentMap;
import io.leveret.routing.map.PersistentSet;
import io.leveret.routing.type.BindingTable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.UnaryOperator;

/**
 * One change in the making, from one {@link Topology} to the next: keeps both ends of every binding in step and lets
 * auto-delete exchanges follow their last binding. Used by one thread, once, and then forgotten.
 */
final class TopologyChange<Q extends QueueTarget> {

    private PersistentMap<ShortString, ExchangeNode<Q>> exchanges;
    private PersistentMap<ShortString, QueueNode<Q>> queues;
    private final Removals<Q> removals;

    /** Auto-delete exchanges that have lost their last binding. A queue, since a chain of them may be long. */
    private final Deque<ShortString> abandoned = new ArrayDeque<>();

    TopologyChange(
            PersistentMap<ShortString, ExchangeNode<Q>> exchanges,
            PersistentMap<ShortString, QueueNode<Q>> queues,
            Removals<Q> removals) {
        this.exchanges = exchanges;
        this.queues = queues;
        this.removals = removals;
    }

    Topology<Q> finished() {
        for (ShortString name = abandoned.poll(); name != null; name = abandoned.poll()) {
            removeExchange(name);
        }
        return new Topology<>(exchanges, queues);
    }

    /** Both ends are there, the binding is not. */
    void bind(Binding<Q> binding) {
        changeOutgoing(binding.source(), bindings -> bindings.with(binding.routingKey(), binding.arguments(), binding));
        changeIncoming(binding.destination(), bindings -> bindings.with(binding));
    }

    void unbind(Binding<Q> binding) {
        detachFromDestination(binding);
        detachFromSource(binding);
        removals.bindingRemoved(binding);
    }

    void removeQueue(QueueNode<Q> node) {
        queues = queues.without(node.queue().name());
        node.incoming().forEach(this::sourceLoses);
    }

    /** Does nothing if it has gone already. */
    void removeExchange(ShortString name) {
        ExchangeNode<Q> node = exchanges.get(name);
        if (node != null) {
            exchanges = exchanges.without(name);
            node.outgoing().forEach(binding -> {
                detachFromDestination(binding);
                removals.bindingRemoved(binding);
            });
            node.incoming().forEach(this::sourceLoses);
            removals.exchangeRemoved(node.exchange());
        }
    }

    private void sourceLoses(Binding<Q> binding) {
        detachFromSource(binding);
        removals.bindingRemoved(binding);
    }

    private void detachFromDestination(Binding<Q> binding) {
        changeIncoming(binding.destination(), bindings -> bindings.without(binding));
    }

    private void detachFromSource(Binding<Q> binding) {
        changeOutgoing(binding.source(), bindings -> bindings.without(binding.routingKey(), binding));
        ExchangeNode<Q> source = exchanges.get(binding.source());
        if (source != null
                && source.exchange().autoDelete()
                && source.outgoing().isEmpty()) {
            abandoned.add(binding.source());
        }
    }

    /** Does nothing if the exchange is gone, as one is that was bound to itself and is being removed. */
    private void changeOutgoing(ShortString source, UnaryOperator<BindingTable<Binding<Q>>> change) {
        ExchangeNode<Q> node = exchanges.get(source);
        if (node != null) {
            exchanges = exchanges.with(source, node.withOutgoing(change.apply(node.outgoing())));
        }
    }

    /** Does nothing if the destination is gone, as an exchange is that was bound to itself and is being removed. */
    private void changeIncoming(Destination<Q> destination, UnaryOperator<PersistentSet<Binding<Q>>> change) {
        ShortString name = destination.name();
        if (destination instanceof Destination.ToQueue<Q>) {
            QueueNode<Q> node = queues.get(name);
            if (node != null) {
                queues = queues.with(name, node.withIncoming(change.apply(node.incoming())));
            }
        } else {
            ExchangeNode<Q> node = exchanges.get(name);
            if (node != null) {
                exchanges = exchanges.with(name, node.withIncoming(change.apply(node.incoming())));
            }
        }
    }
}
