package io.leveret.broker.vhost;

import io.leveret.broker.queue.QueueTerms;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import java.util.List;

/** The arguments of queue.declare that only quorum queues have. Those of members and memory have no effect on one node. */
final class QuorumArguments {

    static final String DELIVERY_LIMIT = "x-delivery-limit";
    static final String STRATEGY = "x-dead-letter-strategy";
    static final String GROUP_SIZE = "x-quorum-initial-group-size";
    static final String MAX_IN_MEMORY_LENGTH = "x-max-in-memory-length";
    static final String MAX_IN_MEMORY_BYTES = "x-max-in-memory-bytes";
    private static final String AT_LEAST_ONCE = "at-least-once";

    /** All of them. */
    static final List<String> ALL =
            List.of(DELIVERY_LIMIT, STRATEGY, GROUP_SIZE, MAX_IN_MEMORY_LENGTH, MAX_IN_MEMORY_BYTES);

    private QuorumArguments() {}

    static void requireMemoryCounts(FieldTable arguments, String queue) {
        LimitArguments.requireCount(arguments, MAX_IN_MEMORY_LENGTH, queue);
        LimitArguments.requireCount(arguments, MAX_IN_MEMORY_BYTES, queue);
    }

    static void requireGroupSizeAndLimit(FieldTable arguments, String queue) {
        FieldValue size = arguments.get(GROUP_SIZE);
        if (size != null && Arguments.integer(size, GROUP_SIZE, queue) == 0) {
            throw Arguments.invalid(GROUP_SIZE, queue, "{value_zero,0}");
        }
        LimitArguments.requireCount(arguments, GROUP_SIZE, queue);
        FieldValue limit = arguments.get(DELIVERY_LIMIT);
        if (limit != null) {
            Arguments.integer(limit, DELIVERY_LIMIT, queue);
        }
    }

    static void requireStrategy(FieldTable arguments, String queue) {
        FieldValue strategy = arguments.get(STRATEGY);
        if (strategy == null) {
            return;
        }
        if (!(strategy instanceof FieldValue.LongString)) {
            throw Arguments.invalid(STRATEGY, queue, "{unacceptable_type," + strategy.typeName() + "}");
        }
        switch (strategy.render()) {
            case "at-most-once", AT_LEAST_ONCE -> {}
            default -> throw Arguments.invalid(STRATEGY, queue, "invalid_dlx_strategy");
        }
    }

    /** Whether validated arguments want each dead letter to arrive. */
    static boolean isAtLeastOnce(FieldTable arguments) {
        FieldValue strategy = arguments.get(STRATEGY);
        return strategy != null && strategy.render().equals(AT_LEAST_ONCE);
    }

    /** How often a message may come back by validated arguments; {@link QueueTerms#UNLIMITED} where they say nothing. */
    static long deliveryLimit(FieldTable arguments, long unsaid) {
        if (!(arguments.get(DELIVERY_LIMIT) instanceof FieldValue.IntegerValue limit)) {
            return unsaid;
        }
        return limit.longValue() < 0 ? QueueTerms.UNLIMITED : limit.longValue();
    }
}
