package io.leveret.broker.vhost;

import io.leveret.broker.queue.DeadLetterTarget;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;
import org.jspecify.annotations.Nullable;

/** The arguments of queue.declare that say where dead letters go. */
final class DeadLetterArguments {

    static final String EXCHANGE = "x-dead-letter-exchange";
    static final String ROUTING_KEY = "x-dead-letter-routing-key";

    private DeadLetterArguments() {}

    /** Refuses an exchange that is no name. RabbitMQ looks at this before all other arguments, and says it differently. */
    static void requireExchangeName(FieldTable arguments, String queue) {
        FieldValue exchange = arguments.get(EXCHANGE);
        if (exchange != null && !(exchange instanceof FieldValue.LongString)) {
            throw Arguments.failed("invalid type '" + exchange.typeName() + "' for arg '" + EXCHANGE + "' in " + queue);
        }
    }

    /** Checks the rest. The exchange need not exist. */
    static void validate(FieldTable arguments, String queue) {
        requireShort(arguments, EXCHANGE, queue);
        FieldValue routingKey = arguments.get(ROUTING_KEY);
        if (routingKey == null) {
            return;
        }
        if (!(routingKey instanceof FieldValue.LongString)) {
            throw Arguments.invalid(ROUTING_KEY, queue, "{unacceptable_type," + routingKey.typeName() + "}");
        }
        if (arguments.get(EXCHANGE) == null) {
            throw Arguments.invalid(ROUTING_KEY, queue, "routing_key_but_no_dlx_defined");
        }
        requireShort(arguments, ROUTING_KEY, queue);
    }

    /** RabbitMQ takes longer ones, and could not send what it then publishes with them. */
    private static void requireShort(FieldTable arguments, String name, String queue) {
        if (arguments.get(name) instanceof FieldValue.LongString text && text.length() > ShortString.BYTES_MAX) {
            throw Arguments.invalid(name, queue, "{value_too_large," + text.length() + "}");
        }
    }

    /** Where the dead letters go by validated arguments, or null if there are none. */
    static @Nullable DeadLetterTarget target(FieldTable arguments) {
        ShortString exchange = text(arguments.get(EXCHANGE));
        return exchange == null ? null : new DeadLetterTarget(exchange, text(arguments.get(ROUTING_KEY)));
    }

    /** The name of the exchange by validated arguments, or null if there is none. */
    static @Nullable ShortString exchange(FieldTable arguments) {
        return text(arguments.get(EXCHANGE));
    }

    private static @Nullable ShortString text(@Nullable FieldValue value) {
        return value instanceof FieldValue.LongString text ? ShortString.copyOf(text.bytes(), 0, text.length()) : null;
    }
}
