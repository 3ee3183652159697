package io.leveret.broker.vhost;

import io.leveret.broker.queue.QueueSettings;
import io.leveret.broker.queue.QueueTerms;
import io.leveret.broker.queue.QueueType;
import io.leveret.broker.queue.ReplayBounds;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of queue.declare: which have a meaning, which values they take, and which are refused.
 *
 * <p>An argument that RabbitMQ knows and this broker's queue of that type does not serve is refused with the text that
 * RabbitMQ has for an argument of another queue type. What nobody knows is kept, shown and ignored.
 */
final class QueueArguments {

    private static final String TYPE = QueueType.ARGUMENT;
    static final String EXPIRES = "x-expires";
    static final String MESSAGE_TTL = "x-message-ttl";
    private static final String VERSION = "x-queue-version";
    private static final String SINGLE_ACTIVE_CONSUMER = QueueSettings.SINGLE_ACTIVE_CONSUMER;
    private static final String MAX_PRIORITY = QueueSettings.MAX_PRIORITY;
    private static final String LEADER_LOCATOR = "x-queue-leader-locator";
    private static final String MODE = "x-queue-mode";
    /** RabbitMQ's bound for times in milliseconds: ten years. */
    private static final long TIME_MS_MAX = 315_360_000_000L;

    private static final int MAX_PRIORITY_MAX = 255;

    private static final Set<String> LOCATORS = Set.of("client-local", "balanced", "random", "least-leaders");

    /** What takes part in the comparison when a classic queue is declared again, in the order in which RabbitMQ reports it. */
    private static final List<String> COMPARED_BY_CLASSIC = List.of(
            EXPIRES,
            MESSAGE_TTL,
            DeadLetterArguments.EXCHANGE,
            DeadLetterArguments.ROUTING_KEY,
            LimitArguments.MAX_LENGTH,
            LimitArguments.MAX_LENGTH_BYTES,
            MAX_PRIORITY,
            LimitArguments.OVERFLOW,
            MODE,
            VERSION,
            SINGLE_ACTIVE_CONSUMER,
            LEADER_LOCATOR,
            ReplayBounds.MAX_AGE,
            ReplayBounds.MAX_BYTES);

    /** The same of a quorum queue. */
    private static final List<String> COMPARED_BY_QUORUM = List.of(
            DeadLetterArguments.EXCHANGE,
            DeadLetterArguments.ROUTING_KEY,
            QuorumArguments.STRATEGY,
            EXPIRES,
            LimitArguments.MAX_LENGTH,
            LimitArguments.MAX_LENGTH_BYTES,
            QuorumArguments.MAX_IN_MEMORY_LENGTH,
            QuorumArguments.MAX_IN_MEMORY_BYTES,
            LimitArguments.OVERFLOW,
            SINGLE_ACTIVE_CONSUMER,
            QuorumArguments.GROUP_SIZE,
            QuorumArguments.DELIVERY_LIMIT,
            MESSAGE_TTL,
            LEADER_LOCATOR,
            ReplayBounds.MAX_AGE,
            ReplayBounds.MAX_BYTES);

    private static final List<String> OF_CLASSIC_ONLY = List.of(MAX_PRIORITY, MODE, VERSION);

    /** Known to RabbitMQ for some queue type, and without effect here: to accept them would be to lie. */
    private static final List<String> OF_NEITHER = List.of(
            "x-consumer-timeout",
            "x-consumer-disconnected-timeout",
            "x-member-placement-tag",
            "x-delayed-retry-type",
            "x-delayed-retry-min",
            "x-delayed-retry-max",
            "x-max-age",
            "x-stream-max-segment-size-bytes",
            "x-stream-filter-size-bytes",
            "x-initial-cluster-size");

    private QueueArguments() {}

    /** Compares a redeclare's arguments with those of the queue that is there. */
    static void requireSame(FieldTable current, FieldTable received, String queue) {
        FieldValue wanted = received.get(TYPE);
        QueueType type = QueueType.of(current);
        Arguments.requireSame(TYPE, type.title(), wanted == null ? QueueType.CLASSIC.title() : wanted.render(), queue);
        Arguments.requireSame(
                type == QueueType.QUORUM ? COMPARED_BY_QUORUM : COMPARED_BY_CLASSIC, current, received, queue);
    }

    /**
     * Checks the arguments of a new queue: the values of those that its type has, in RabbitMQ's order, then whether there are
     * others.
     *
     * @param durable whether it will be
     * @return the type that they name
     */
    static QueueType validate(FieldTable arguments, boolean durable, String queue) {
        DeadLetterArguments.requireExchangeName(arguments, queue);
        QueueType type = requireType(arguments, queue);
        timeMs(arguments, EXPIRES, queue, 1);
        timeMs(arguments, MESSAGE_TTL, queue, 0);
        DeadLetterArguments.validate(arguments, queue);
        if (type == QueueType.QUORUM) {
            QuorumArguments.requireStrategy(arguments, queue);
        }
        LimitArguments.requireCounts(arguments, queue);
        if (type == QueueType.QUORUM) {
            QuorumArguments.requireMemoryCounts(arguments, queue);
        } else {
            requirePriority(arguments, queue);
        }
        LimitArguments.requireOverflow(arguments, queue);
        if (type == QueueType.CLASSIC) {
            requireVersionTwo(arguments, queue);
        }
        requireBoolean(arguments, SINGLE_ACTIVE_CONSUMER, queue);
        if (type == QueueType.QUORUM) {
            QuorumArguments.requireGroupSizeAndLimit(arguments, queue);
        }
        requireLocator(arguments, queue);
        ReplayArguments.validate(arguments, durable, queue);
        requireNoneOfAnotherType(type, arguments, queue);
        return type;
    }

    /** The first that the client has sent is named. */
    private static void requireNoneOfAnotherType(QueueType type, FieldTable arguments, String queue) {
        List<String> ofAnother = type == QueueType.QUORUM ? OF_CLASSIC_ONLY : QuorumArguments.ALL;
        for (FieldTable.Entry argument : arguments.entries()) {
            String name = argument.name().toString();
            if (ofAnother.contains(name) || OF_NEITHER.contains(name)) {
                throw Arguments.failed(
                        "invalid arg '" + name + "' for " + queue + " of queue type " + type.moduleName());
            }
        }
    }

    /** The value of {@code x-expires} in validated arguments, or {@link QueueTerms#UNSET}. */
    static long expiresMs(FieldTable arguments) {
        return number(arguments.get(EXPIRES));
    }

    /** The value of {@code x-message-ttl} in validated arguments, or {@link QueueTerms#UNSET}. */
    static long messageTtlMs(FieldTable arguments) {
        return number(arguments.get(MESSAGE_TTL));
    }

    private static long number(@Nullable FieldValue value) {
        return value instanceof FieldValue.IntegerValue number ? number.longValue() : QueueTerms.UNSET;
    }

    private static QueueType requireType(FieldTable arguments, String queue) {
        FieldValue type = arguments.get(TYPE);
        if (type == null) {
            return QueueType.CLASSIC;
        }
        if (!(type instanceof FieldValue.LongString)) {
            throw Arguments.invalid(TYPE, queue, "{unacceptable_type," + type.typeName() + "}");
        }
        QueueType named = QueueType.named(type.render());
        if (named == null) {
            throw Arguments.invalid(TYPE, queue, "\"unsupported queue type '" + type.render() + "'\"");
        }
        return named;
    }

    private static void timeMs(FieldTable arguments, String name, String queue, long least) {
        FieldValue value = arguments.get(name);
        if (value == null) {
            return;
        }
        long ms = Arguments.integer(value, name, queue);
        if (ms < 0) {
            throw Arguments.invalid(name, queue, "{value_negative," + ms + "}");
        }
        if (ms < least) {
            throw Arguments.invalid(name, queue, "{value_zero,0}");
        }
        if (ms > TIME_MS_MAX) {
            throw Arguments.invalid(name, queue, "{value_too_large," + ms + "}");
        }
    }

    private static void requirePriority(FieldTable arguments, String queue) {
        FieldValue value = arguments.get(MAX_PRIORITY);
        if (value == null) {
            return;
        }
        long max = Arguments.integer(value, MAX_PRIORITY, queue);
        if (max < 0) {
            throw Arguments.invalid(MAX_PRIORITY, queue, "{value_negative," + max + "}");
        }
        if (max > MAX_PRIORITY_MAX) {
            throw Arguments.invalid(MAX_PRIORITY, queue, "{max_value_exceeded," + max + "}");
        }
    }

    private static void requireVersionTwo(FieldTable arguments, String queue) {
        FieldValue version = arguments.get(VERSION);
        if (version != null && Arguments.integer(version, VERSION, queue) != 2) {
            throw Arguments.invalid(VERSION, queue, "\"unsupported queue version '" + version.render() + "'\"");
        }
    }

    private static void requireBoolean(FieldTable arguments, String name, String queue) {
        FieldValue value = arguments.get(name);
        if (value != null && !(value instanceof FieldValue.Bool)) {
            throw Arguments.invalid(name, queue, "{unacceptable_type," + value.typeName() + "}");
        }
    }

    private static void requireLocator(FieldTable arguments, String queue) {
        FieldValue locator = arguments.get(LEADER_LOCATOR);
        if (locator != null && !(locator instanceof FieldValue.LongString)) {
            throw Arguments.invalid(LEADER_LOCATOR, queue, "{unacceptable_type," + locator.typeName() + "}");
        }
        if (locator != null && !LOCATORS.contains(locator.render())) {
            throw Arguments.invalid(LEADER_LOCATOR, queue, "invalid_queue_locator_arg");
        }
    }
}
