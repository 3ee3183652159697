package io.leveret.broker.vhost;

import io.leveret.broker.policy.PolicyKeys;
import io.leveret.broker.queue.QueueLimits;
import io.leveret.broker.queue.QueueTerms;
import io.leveret.broker.queue.QueueType;
import io.leveret.broker.queue.ReplayBounds;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a queue's arguments and its policies say together (BEHAVIOUR section 2.18): of a number the least, else what the
 * arguments say. A policy's setting has the name of the argument without its {@code x-}. Immutable.
 */
final class EffectiveTerms {

    private static final String PREFIX = "x-";

    private static final List<String> LEAST = List.of(
            QueueArguments.EXPIRES,
            QueueArguments.MESSAGE_TTL,
            LimitArguments.MAX_LENGTH,
            LimitArguments.MAX_LENGTH_BYTES);

    private static final List<String> ARGUMENT_FIRST =
            List.of(DeadLetterArguments.EXCHANGE, DeadLetterArguments.ROUTING_KEY, QuorumArguments.STRATEGY);

    private final long deliveryLimitUnsaid;

    /** @param deliveryLimitUnsaid that of a quorum queue of which nobody says it, or {@link QueueTerms#UNLIMITED} */
    EffectiveTerms(long deliveryLimitUnsaid) {
        this.deliveryLimitUnsaid = deliveryLimitUnsaid;
    }

    /** What validated arguments say alone. */
    QueueTerms of(FieldTable arguments) {
        return of(arguments, FieldTable.EMPTY);
    }

    /** What they say together with a validated definition. */
    QueueTerms of(FieldTable arguments, FieldTable definition) {
        QueueType type = QueueType.of(arguments);
        FieldTable effective = definition.isEmpty() ? arguments : effective(type, arguments, definition);
        QueueLimits limits = LimitArguments.limits(effective, type);
        return new QueueTerms(
                QueueArguments.messageTtlMs(effective),
                QueueArguments.expiresMs(effective),
                limits,
                DeadLetterArguments.target(effective),
                ReplayBounds.lesser(ReplayBounds.of(arguments), ReplayBounds.of(definition)),
                deliveryLimit(type, effective, definition),
                // As in RabbitMQ, without effect where a dead letter could not be refused.
                QuorumArguments.isAtLeastOnce(effective) && limits.overflow() == QueueLimits.Overflow.REJECT_PUBLISH);
    }

    private long deliveryLimit(QueueType type, FieldTable effective, FieldTable definition) {
        return switch (type) {
            case QUORUM -> QuorumArguments.deliveryLimit(effective, deliveryLimitUnsaid);
            case CLASSIC ->
                definition.get(PolicyKeys.REDELIVERY_LIMIT) instanceof FieldValue.IntegerValue limit
                        ? limit.longValue()
                        : QueueTerms.UNLIMITED;
        };
    }

    private static FieldTable effective(QueueType type, FieldTable arguments, FieldTable definition) {
        FieldTable.Builder effective = FieldTable.builder();
        LEAST.forEach(name -> put(effective, name, least(arguments.get(name), definition.get(setting(name)))));
        ARGUMENT_FIRST.forEach(name -> put(effective, name, first(arguments.get(name), definition.get(setting(name)))));
        FieldValue declared = arguments.get(LimitArguments.OVERFLOW);
        FieldValue said = definition.get(setting(LimitArguments.OVERFLOW));
        put(
                effective,
                LimitArguments.OVERFLOW,
                type == QueueType.QUORUM ? first(said, declared) : first(declared, said));
        put(
                effective,
                QuorumArguments.DELIVERY_LIMIT,
                leastLimit(
                        arguments.get(QuorumArguments.DELIVERY_LIMIT),
                        definition.get(setting(QuorumArguments.DELIVERY_LIMIT))));
        return effective.build();
    }

    private static String setting(String argument) {
        return argument.substring(PREFIX.length());
    }

    private static void put(FieldTable.Builder into, String name, @Nullable FieldValue value) {
        if (value != null) {
            into.put(name, value);
        }
    }

    private static @Nullable FieldValue first(@Nullable FieldValue one, @Nullable FieldValue other) {
        return one == null ? other : one;
    }

    private static @Nullable FieldValue least(@Nullable FieldValue argument, @Nullable FieldValue setting) {
        if (argument instanceof FieldValue.IntegerValue declared
                && setting instanceof FieldValue.IntegerValue said
                && said.longValue() < declared.longValue()) {
            return setting;
        }
        return first(argument, setting);
    }

    /** The same of numbers of which those below zero stand for no limit. */
    private static @Nullable FieldValue leastLimit(@Nullable FieldValue argument, @Nullable FieldValue setting) {
        if (argument instanceof FieldValue.IntegerValue declared && declared.longValue() < 0) {
            return first(setting, argument);
        }
        if (setting instanceof FieldValue.IntegerValue said && said.longValue() < 0) {
            return first(argument, setting);
        }
        return least(argument, setting);
    }
}
