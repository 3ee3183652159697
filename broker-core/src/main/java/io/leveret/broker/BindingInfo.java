package io.leveret.broker;

import io.leveret.codec.value.FieldTable;
import java.util.Map;

/**
 * One binding for those who look from outside.
 *
 * @param source empty for the default exchange
 * @param toExchange whether the destination is an exchange, and not a queue
 * @param fields the arguments as they were sent, with their types
 */
public record BindingInfo(
        String vhost, String source, String destination, boolean toExchange, String routingKey, FieldTable fields) {

    /** The arguments as plain Java values: String, Long, Double, Boolean, List, Map. */
    public Map<String, Object> arguments() {
        return PlainValues.of(fields);
    }

    /** The hash of the arguments by which RabbitMQ's HTTP API tells bindings of one routing key apart. */
    public int argumentsHash() {
        return TermHash.of(fields);
    }

    /** The same of arguments that a binding may have. */
    public static int argumentsHash(Map<String, ?> arguments) {
        return TermHash.of(PlainValues.table(arguments));
    }
}
