package io.leveret.broker.catalogue;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.ExchangeType;

/** One thing of a virtual host that is to be there after a restart. */
public sealed interface Definition {

    /** Name of the virtual host, in UTF-8 at most 255 octets. */
    ShortString virtualHost();

    /** A durable exchange. */
    record OfExchange(
            ShortString virtualHost,
            ShortString name,
            ExchangeType type,
            boolean autoDelete,
            boolean internal,
            FieldTable arguments)
            implements Definition {}

    /**
     * A durable queue.
     *
     * @param incarnation tells the queue's records in the journal from those of earlier queues of its name
     */
    record OfQueue(
            ShortString virtualHost, ShortString name, long incarnation, boolean autoDelete, FieldTable arguments)
            implements Definition {}

    /** A binding between two durable ends. */
    record OfBinding(
            ShortString virtualHost,
            ShortString source,
            boolean toExchange,
            ShortString destination,
            ShortString routingKey,
            FieldTable arguments)
            implements Definition {}

    /** A policy. */
    record OfPolicy(ShortString virtualHost, ShortString name, FieldTable body) implements Definition {}
}
