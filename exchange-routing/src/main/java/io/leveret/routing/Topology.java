package io.leveret.routing;

import io.leveret.codec.value.ShortString;
import io.leveret.routing.map.PersistentMap;
import io.leveret.routing.map.PersistentSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An immutable snapshot of one virtual host's exchanges, queues and bindings. A change answers a new snapshot, which
 * shares all but the changed paths with this one: it costs O(log n) in the size of the virtual host, and a deletion that
 * for every binding it takes along. A change that changes nothing answers this very snapshot.
 *
 * <p>The default exchange needs no declaration and has no stored bindings: {@link Router} routes it to the queue that
 * the routing key names. Storing it as an {@link Exchange} only makes it visible.
 *
 * <p>Names that do not exist, and names taken by something else, are the caller's errors ({@link
 * IllegalArgumentException}): AMQP's answers to them are given before a change gets here.
 */
public final class Topology<Q extends QueueTarget> {

    private static final Topology<?> EMPTY = new Topology<>(PersistentMap.empty(), PersistentMap.empty());

    private final PersistentMap<ShortString, ExchangeNode<Q>> exchanges;
    private final PersistentMap<ShortString, QueueNode<Q>> queues;

    Topology(PersistentMap<ShortString, ExchangeNode<Q>> exchanges, PersistentMap<ShortString, QueueNode<Q>> queues) {
        this.exchanges = exchanges;
        this.queues = queues;
    }

    /** No exchange, no queue. */
    @SuppressWarnings("unchecked") // the empty snapshot holds nothing of any type
    public static <Q extends QueueTarget> Topology<Q> empty() {
        return (Topology<Q>) EMPTY;
    }

    public @Nullable Exchange exchange(ShortString name) {
        ExchangeNode<Q> node = exchanges.get(name);
        return node == null ? null : node.exchange();
    }

    public @Nullable Q queue(ShortString name) {
        QueueNode<Q> node = queues.get(name);
        return node == null ? null : node.queue();
    }

    /** A read-only view; the order stays the same as long as the names do. */
    public Collection<Exchange> exchanges() {
        return exchanges.values(ExchangeNode::exchange);
    }

    /** A read-only view; the order stays the same as long as the names do. */
    public Collection<Q> queues() {
        return queues.values(QueueNode::queue);
    }

    public int exchangeCount() {
        return exchanges.size();
    }

    public int queueCount() {
        return queues.size();
    }

    /** Adds an exchange, or gives a new definition of the same type to one that is there and keeps its bindings. */
    public Topology<Q> withExchange(Exchange exchange) {
        ExchangeNode<Q> node = exchanges.get(exchange.name());
        if (node == null) {
            return new Topology<>(exchanges.with(exchange.name(), ExchangeNode.of(exchange)), queues);
        }
        if (node.exchange().equals(exchange)) {
            return this;
        }
        require(node.exchange().type() == exchange.type(), "an exchange cannot change its type: ", exchange.name());
        return new Topology<>(exchanges.with(exchange.name(), node.with(exchange)), queues);
    }

    /**
     * Says which alternate exchange a policy gives to an exchange; null for none. The exchange's own argument overrules
     * it. Does nothing if there is no such exchange.
     */
    public Topology<Q> withPolicyAlternate(ShortString exchange, @Nullable ShortString alternate) {
        ExchangeNode<Q> node = exchanges.get(exchange);
        if (node == null || Objects.equals(node.policyAlternate(), alternate)) {
            return this;
        }
        return new Topology<>(exchanges.with(exchange, node.withPolicyAlternate(alternate)), queues);
    }

    /**
     * Takes an exchange out with all bindings from it and to it. Auto-delete exchanges that lose their last binding by
     * this go too, and so on.
     */
    public Topology<Q> withoutExchange(ShortString name) {
        return withoutExchange(name, Removals.ignored());
    }

    /** As {@link #withoutExchange(ShortString)}; {@code removals} learns what goes. */
    public Topology<Q> withoutExchange(ShortString name, Removals<Q> removals) {
        if (!exchanges.containsKey(name)) {
            return this;
        }
        TopologyChange<Q> change = new TopologyChange<>(exchanges, queues, removals);
        change.removeExchange(name);
        return change.finished();
    }

    /** Adds a queue. Another queue of that name has to be taken out before. */
    public Topology<Q> withQueue(Q queue) {
        QueueNode<Q> node = queues.get(queue.name());
        if (node == null) {
            return new Topology<>(exchanges, queues.with(queue.name(), QueueNode.of(queue)));
        }
        require(node.queue() == queue, "another queue has the name ", queue.name());
        return this;
    }

    /**
     * Takes a queue out with all bindings to it, if it is this very queue that has the name. Auto-delete exchanges that
     * lose their last binding by this go too, and so on.
     */
    public Topology<Q> withoutQueue(Q queue) {
        return withoutQueue(queue, Removals.ignored());
    }

    /** As {@link #withoutQueue(QueueTarget)}; {@code removals} learns what goes. */
    public Topology<Q> withoutQueue(Q queue, Removals<Q> removals) {
        QueueNode<Q> node = nodeOf(queue);
        if (node == null) {
            return this;
        }
        TopologyChange<Q> change = new TopologyChange<>(exchanges, queues, removals);
        change.removeQueue(node);
        return change.finished();
    }

    /**
     * Adds a binding, whose two ends must be there.
     *
     * @throws io.leveret.codec.ChannelException PRECONDITION_FAILED if the source exchange's type refuses the arguments
     */
    public Topology<Q> withBinding(Binding<Q> binding) {
        require(
                !binding.source().isEmpty(),
                "the default exchange is not bound to ",
                binding.destination().name());
        require(exchanges.containsKey(binding.source()), "no exchange ", binding.source());
        require(hasDestination(binding), "not here: ", binding.destination().name());
        if (hasBinding(binding)) {
            return this;
        }
        TopologyChange<Q> change = new TopologyChange<>(exchanges, queues, Removals.ignored());
        change.bind(binding);
        return change.finished();
    }

    /** Takes a binding out, if it is there; the source exchange too if it is auto-delete and this was its last binding. */
    public Topology<Q> withoutBinding(Binding<Q> binding) {
        return withoutBinding(binding, Removals.ignored());
    }

    /** As {@link #withoutBinding(Binding)}; {@code removals} learns what goes. */
    public Topology<Q> withoutBinding(Binding<Q> binding, Removals<Q> removals) {
        if (!hasBinding(binding)) {
            return this;
        }
        TopologyChange<Q> change = new TopologyChange<>(exchanges, queues, removals);
        change.unbind(binding);
        return change.finished();
    }

    public boolean hasBinding(Binding<Q> binding) {
        return incoming(binding.destination()).contains(binding);
    }

    public boolean hasBindingsFrom(ShortString exchange) {
        ExchangeNode<Q> node = exchanges.get(exchange);
        return node != null && !node.outgoing().isEmpty();
    }

    /** All bindings with that exchange as source; a new list, O(its size). */
    public List<Binding<Q>> bindingsFrom(ShortString exchange) {
        List<Binding<Q>> bindings = new ArrayList<>();
        ExchangeNode<Q> node = exchanges.get(exchange);
        if (node != null) {
            node.outgoing().forEach(bindings::add);
        }
        return Collections.unmodifiableList(bindings);
    }

    /** All bindings that lead to this very queue; a new list, O(its size). */
    public List<Binding<Q>> bindingsTo(Q queue) {
        return listed(incoming(new Destination.ToQueue<>(queue)));
    }

    /** All bindings that lead to that exchange; a new list, O(its size). */
    public List<Binding<Q>> bindingsToExchange(ShortString exchange) {
        return listed(incoming(new Destination.ToExchange<>(exchange)));
    }

    @Nullable
    ExchangeNode<Q> node(ShortString exchange) {
        return exchanges.get(exchange);
    }

    private @Nullable QueueNode<Q> nodeOf(Q queue) {
        QueueNode<Q> node = queues.get(queue.name());
        return node != null && node.queue() == queue ? node : null;
    }

    private boolean hasDestination(Binding<Q> binding) {
        Destination<Q> destination = binding.destination();
        if (destination instanceof Destination.ToQueue<Q> to) {
            return nodeOf(to.queue()) != null;
        }
        return !destination.name().isEmpty() && exchanges.containsKey(destination.name());
    }

    private PersistentSet<Binding<Q>> incoming(Destination<Q> destination) {
        if (destination instanceof Destination.ToQueue<Q> to) {
            QueueNode<Q> node = nodeOf(to.queue());
            return node == null ? PersistentSet.empty() : node.incoming();
        }
        ExchangeNode<Q> node = exchanges.get(destination.name());
        return node == null ? PersistentSet.empty() : node.incoming();
    }

    private static <Q extends QueueTarget> List<Binding<Q>> listed(PersistentSet<Binding<Q>> set) {
        List<Binding<Q>> bindings = new ArrayList<>(set.size());
        set.forEach(bindings::add);
        return Collections.unmodifiableList(bindings);
    }

    private static void require(boolean condition, String error, ShortString name) {
        if (!condition) {
            throw new IllegalArgumentException(error + name);
        }
    }
}
