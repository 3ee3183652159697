package io.leveret.broker.vhost;

import io.leveret.broker.catalogue.CatalogueLog;
import io.leveret.broker.catalogue.Definition;
import io.leveret.broker.queue.Queue;
import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.Binding;
import io.leveret.routing.Destination;
import io.leveret.routing.Exchange;
import io.leveret.routing.Removals;
import io.leveret.routing.Topology;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The topology of one virtual host while it is being changed: the control thread's own next snapshot. Records in the
 * catalogue what of a change is durable: durable exchanges and queues, and bindings between them.
 *
 * <p>Owned by the control thread.
 */
final class TopologyEditor implements Removals<Queue> {

    private final VirtualHost virtualHost;
    private final ShortString virtualHostName;
    private final Control control;
    private final CatalogueLog catalogue;
    private final Capacity capacity;
    private Topology<Queue> draft;
    private boolean changed;
    private boolean isShut;
    private Consumer<Exchange> exchangeRemoved = exchange -> {};

    TopologyEditor(VirtualHost virtualHost, Control control, Capacity capacity) {
        this.virtualHost = virtualHost;
        this.virtualHostName = ShortString.of(virtualHost.name());
        this.control = control;
        this.catalogue = control.catalogue();
        this.capacity = capacity;
        this.draft = virtualHost.topology();
        capacity.countExchanges(draft.exchangeCount());
    }

    VirtualHost virtualHost() {
        return virtualHost;
    }

    /** The topology with all changes so far. */
    Topology<Queue> draft() {
        return draft;
    }

    /** Nothing may be added any more. */
    void shut() {
        isShut = true;
    }

    /** 320 once the virtual host is on its way out: what is recorded then would bring it back after a restart. */
    void requireOpen() {
        if (isShut) {
            throw new ConnectionException(ReplyCode.CONNECTION_FORCED, "vhost '" + virtualHost.name() + "' is deleted");
        }
    }

    /** Removes every exchange with its bindings, from the catalogue too. */
    void clear() {
        for (Exchange exchange : List.copyOf(draft.exchanges())) {
            removeExchange(exchange.name());
        }
    }

    void add(Exchange exchange) {
        requireOpen();
        capacity.requireExchange(virtualHost.describe("exchange", exchange.name()));
        capacity.countExchanges(1);
        next(draft.withExchange(exchange));
        if (exchange.durable()) {
            catalogue.put(definition(exchange));
        }
        HostEvents.created(control, virtualHost, exchange);
    }

    /** 406 if there is no room for a queue of that name. */
    void requireQueueRoom(ShortString name) {
        capacity.requireQueue(name, virtualHost, draft.queueCount());
    }

    void add(Queue queue) {
        requireOpen();
        next(draft.withQueue(queue));
        if (queue.settings().durable()) {
            catalogue.put(definition(queue));
        }
        HostEvents.created(control, virtualHost, queue);
    }

    void add(Binding<Queue> binding) {
        requireOpen();
        Topology<Queue> with = draft.withBinding(binding);
        if (with != draft) {
            next(with);
            if (isDurable(binding)) {
                catalogue.put(definition(binding));
            }
            HostEvents.bound(control, "binding.created", virtualHost, binding);
        }
    }

    /** The alternate exchange that a policy names for this exchange, or null. */
    void alternate(ShortString exchange, @Nullable ShortString alternate) {
        Topology<Queue> with = draft.withPolicyAlternate(exchange, alternate);
        if (with != draft) {
            next(with);
        }
    }

    /** The task runs whenever an exchange is gone, whatever took it along. */
    void whenExchangeRemoved(Consumer<Exchange> task) {
        exchangeRemoved = task;
    }

    void removeExchange(ShortString name) {
        next(draft.withoutExchange(name, this));
    }

    void remove(Queue queue) {
        next(draft.withoutQueue(queue, this));
        if (queue.settings().durable()) {
            catalogue.remove(definition(queue));
        }
        HostEvents.deleted(control, virtualHost, queue);
    }

    void remove(Binding<Queue> binding) {
        next(draft.withoutBinding(binding, this));
    }

    @Override
    public void exchangeRemoved(Exchange exchange) {
        capacity.countExchanges(-1);
        if (exchange.durable()) {
            catalogue.remove(definition(exchange));
        }
        exchangeRemoved.accept(exchange);
        HostEvents.deleted(control, virtualHost, exchange);
    }

    @Override
    public void bindingRemoved(Binding<Queue> binding) {
        // The draft still is the topology before the change, so that both ends can be found.
        if (isDurable(binding)) {
            catalogue.remove(definition(binding));
        }
        HostEvents.bound(control, "binding.deleted", virtualHost, binding);
    }

    private boolean isDurable(Binding<Queue> binding) {
        return isDurable(draft.exchange(binding.source())) && isDurable(binding.destination());
    }

    private boolean isDurable(Destination<Queue> destination) {
        return destination instanceof Destination.ToQueue<Queue> to
                ? to.queue().settings().durable()
                : isDurable(draft.exchange(destination.name()));
    }

    private static boolean isDurable(@Nullable Exchange exchange) {
        return exchange != null && exchange.durable();
    }

    private Definition definition(Exchange exchange) {
        return new Definition.OfExchange(
                virtualHostName,
                exchange.name(),
                exchange.type(),
                exchange.autoDelete(),
                exchange.internal(),
                exchange.arguments());
    }

    private Definition definition(Queue queue) {
        return new Definition.OfQueue(
                virtualHostName,
                queue.name(),
                queue.incarnation(),
                queue.settings().autoDelete(),
                queue.settings().arguments());
    }

    private Definition definition(Binding<Queue> binding) {
        return new Definition.OfBinding(
                virtualHostName,
                binding.source(),
                binding.destination() instanceof Destination.ToExchange<Queue>,
                binding.destination().name(),
                binding.routingKey(),
                binding.arguments());
    }

    private void next(Topology<Queue> topology) {
        draft = topology;
        if (!changed) {
            changed = true;
            control.publishAfterBatch(this);
        }
    }

    /** Takes what the catalogue has; nothing is recorded. */
    void restore(Topology<Queue> topology) {
        capacity.countExchanges(topology.exchangeCount() - draft.exchangeCount());
        next(topology);
    }

    void publish() {
        changed = false;
        virtualHost.publish(draft);
    }
}
