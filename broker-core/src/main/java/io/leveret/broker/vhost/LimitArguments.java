package io.leveret.broker.vhost;

import io.leveret.broker.queue.QueueLimits;
import io.leveret.broker.queue.QueueType;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;

/** The arguments of queue.declare that limit how much may be ready. */
final class LimitArguments {

    static final String MAX_LENGTH = "x-max-length";
    static final String MAX_LENGTH_BYTES = "x-max-length-bytes";
    static final String OVERFLOW = "x-overflow";

    private LimitArguments() {}

    static void requireCounts(FieldTable arguments, String queue) {
        requireCount(arguments, MAX_LENGTH, queue);
        requireCount(arguments, MAX_LENGTH_BYTES, queue);
    }

    static void requireOverflow(FieldTable arguments, String queue) {
        FieldValue overflow = arguments.get(OVERFLOW);
        if (overflow == null) {
            return;
        }
        if (!(overflow instanceof FieldValue.LongString)) {
            throw Arguments.invalid(OVERFLOW, queue, "{unacceptable_type," + overflow.typeName() + "}");
        }
        switch (overflow.render()) {
            case "drop-head", "reject-publish", "reject-publish-dlx" -> {}
            default -> throw Arguments.invalid(OVERFLOW, queue, "invalid_overflow");
        }
    }

    static void requireCount(FieldTable arguments, String name, String queue) {
        FieldValue value = arguments.get(name);
        if (value == null) {
            return;
        }
        long count = Arguments.integer(value, name, queue);
        if (count < 0) {
            throw Arguments.invalid(name, queue, "{value_negative," + count + "}");
        }
    }

    /** The limits by validated arguments. As in RabbitMQ, quorum queues take reject-publish-dlx for the default. */
    static QueueLimits limits(FieldTable arguments, QueueType type) {
        QueueLimits.Overflow overflow = overflow(arguments);
        boolean isDefault = type == QueueType.QUORUM && overflow == QueueLimits.Overflow.REJECT_PUBLISH_DLX;
        return new QueueLimits(
                count(arguments, MAX_LENGTH),
                count(arguments, MAX_LENGTH_BYTES),
                isDefault ? QueueLimits.Overflow.DROP_HEAD : overflow);
    }

    private static long count(FieldTable arguments, String name) {
        return arguments.get(name) instanceof FieldValue.IntegerValue number
                ? number.longValue()
                : QueueLimits.UNLIMITED;
    }

    private static QueueLimits.Overflow overflow(FieldTable arguments) {
        FieldValue overflow = arguments.get(OVERFLOW);
        return switch (overflow == null ? "" : overflow.render()) {
            case "reject-publish" -> QueueLimits.Overflow.REJECT_PUBLISH;
            case "reject-publish-dlx" -> QueueLimits.Overflow.REJECT_PUBLISH_DLX;
            default -> QueueLimits.Overflow.DROP_HEAD;
        };
    }
}
