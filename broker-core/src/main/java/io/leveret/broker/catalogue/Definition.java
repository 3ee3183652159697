package io.leveret.broker.catalogue;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.ExchangeType;

/** One thing that is to be there after a restart. */
public sealed interface Definition {

    /** One that is made by the clients of a virtual host. */
    sealed interface InVirtualHost extends Definition {
        /** Name of the virtual host, in UTF-8 at most 255 octets. */
        ShortString virtualHost();
    }

    /** A durable exchange. */
    record OfExchange(
            ShortString virtualHost,
            ShortString name,
            ExchangeType type,
            boolean autoDelete,
            boolean internal,
            FieldTable arguments)
            implements InVirtualHost {}

    /**
     * A durable queue.
     *
     * @param incarnation tells the queue's records in the journal from those of earlier queues of its name
     */
    record OfQueue(
            ShortString virtualHost, ShortString name, long incarnation, boolean autoDelete, FieldTable arguments)
            implements InVirtualHost {}

    /** A binding between two durable ends. */
    record OfBinding(
            ShortString virtualHost,
            ShortString source,
            boolean toExchange,
            ShortString destination,
            ShortString routingKey,
            FieldTable arguments)
            implements InVirtualHost {}

    /** A policy. */
    record OfPolicy(ShortString virtualHost, ShortString name, FieldTable body) implements InVirtualHost {}

    /** An operator's policy. */
    record OfOperatorPolicy(ShortString virtualHost, ShortString name, FieldTable body) implements InVirtualHost {}

    /**
     * A virtual host.
     *
     * @param metadata as RabbitMQ's HTTP API shows it: description, tags, default queue type
     */
    record OfVirtualHost(ShortString name, FieldTable metadata) implements Definition {}

    /** A user: password hash, tags, limits. */
    record OfUser(ShortString name, FieldTable body) implements Definition {}

    /** A global parameter: its value. */
    record OfGlobalParameter(ShortString name, FieldTable body) implements Definition {}

    /** What a user may do in a virtual host: three expressions. */
    record OfPermissions(ShortString virtualHost, ShortString user, FieldTable body) implements Definition {}

    /** Which routing keys a user may use with a topic exchange: two expressions. */
    record OfTopicPermissions(ShortString virtualHost, ShortString user, ShortString exchange, FieldTable body)
            implements Definition {}
}
