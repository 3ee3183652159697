package io.leveret.broker.vhost;

import io.leveret.broker.policy.Policy;
import io.leveret.broker.policy.PolicyKind;
import io.leveret.broker.queue.Queue;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.Binding;
import io.leveret.routing.Destination;
import io.leveret.routing.Exchange;
import io.leveret.routing.ExchangeType;
import io.leveret.routing.Topology;

/**
 * Makes what a file of definitions names in one virtual host. What is there of a name already stays as it is; nobody's
 * permissions are asked for. On the control thread, but for the checks, which any thread may make.
 */
public final class DefinedThings {

    private final VirtualHost virtualHost;
    private final QueueDeclarations queues;
    private final ExchangeDeclarations exchanges;
    private final Bindings bindings;
    private final PolicyControl policies;

    DefinedThings(
            VirtualHost virtualHost,
            QueueDeclarations queues,
            ExchangeDeclarations exchanges,
            Bindings bindings,
            PolicyControl policies) {
        this.virtualHost = virtualHost;
        this.queues = queues;
        this.exchanges = exchanges;
        this.bindings = bindings;
        this.policies = policies;
    }

    /** Where they are. */
    public VirtualHost virtualHost() {
        return virtualHost;
    }

    /**
     * Makes a queue that was checked with {@link #requireQueue}.
     *
     * @throws io.leveret.codec.ChannelException 406 if there are as many as there may be
     */
    public void queue(ShortString name, boolean durable, boolean autoDelete, FieldTable arguments) {
        queues.define(name, durable, autoDelete, arguments);
    }

    /**
     * Makes an exchange whose arguments were checked with {@link #requireExchange}.
     *
     * @throws io.leveret.codec.ChannelException 406 if there are as many as there may be
     */
    public void exchange(Exchange exchange) {
        exchanges.define(exchange);
    }

    /**
     * Makes a binding that was checked with {@link #requireBinding}; false if one of its ends is not there, or is a queue of
     * one connection.
     */
    public boolean binding(
            ShortString source, boolean toExchange, ShortString destination, ShortString key, FieldTable arguments) {
        return bindings.define(source, toExchange, destination, key, arguments);
    }

    /** Sets a policy, perhaps in the place of another. */
    public void policy(PolicyKind kind, Policy policy) {
        policies.set(kind, policy);
    }

    /**
     * Refuses a queue that nobody could declare.
     *
     * @param description of it, for the text
     * @throws io.leveret.codec.ChannelException 406 with RabbitMQ's text
     */
    public static void requireQueue(boolean durable, boolean autoDelete, FieldTable arguments, String description) {
        QueueDeclarations.requireValid(durable, false, autoDelete, arguments, description);
    }

    /** The same for an exchange. */
    public static void requireExchange(FieldTable arguments, String description) {
        ExchangeDeclarations.requireValid(arguments, description);
    }

    /** The same for a binding that leads out of an exchange of this type. */
    public static void requireBinding(ExchangeType type, FieldTable arguments) {
        ShortString name = ShortString.of("source");
        var unused = Topology.<Queue>empty()
                .withExchange(new Exchange(name, type, false, false, false, FieldTable.EMPTY))
                .withBinding(new Binding<>(name, new Destination.ToExchange<>(name), ShortString.of(""), arguments));
    }
}
