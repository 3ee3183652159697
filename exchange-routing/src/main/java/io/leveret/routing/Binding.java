package io.leveret.routing;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;

/**
 * One way out of an exchange. Every component takes part in the identity: the same key with other arguments is another
 * binding, for all exchange types. As in RabbitMQ the order of the arguments does not matter, the type of a value does:
 * {@code {a: 1 as int16}} and {@code {a: 1 as int32}} make two bindings.
 *
 * @param source the exchange that routes; never the default exchange, whose bindings are implied
 */
public record Binding<Q extends QueueTarget>(
        ShortString source, Destination<Q> destination, ShortString routingKey, FieldTable arguments) {}
