package io.leveret.broker.queue;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import org.jspecify.annotations.Nullable;

/**
 * What a queue was declared with. Immutable.
 *
 * @param durable the durable flag as kept: an exclusive queue is never durable
 * @param autoDelete whether the queue goes with its last consumer
 * @param exclusiveOwner the connection that alone may use the queue, compared by reference, or null
 * @param arguments as given
 * @param declared what they mean as long as no policy says more
 * @param type what kind of queue it is
 * @param priorities what the priorities of messages mean to it
 */
public record QueueSettings(
        boolean durable,
        boolean autoDelete,
        @Nullable Object exclusiveOwner,
        FieldTable arguments,
        QueueTerms declared,
        QueueType type,
        PriorityOrder priorities) {

    /** The argument that makes a queue serve one consumer at a time. */
    public static final String SINGLE_ACTIVE_CONSUMER = "x-single-active-consumer";

    /** The argument that has messages delivered by their priorities. */
    public static final String MAX_PRIORITY = "x-max-priority";

    /**
     * Those of a queue with these arguments, which were validated.
     *
     * @param ofQuorumQueues what priorities mean if it is one of these
     */
    public static QueueSettings of(
            boolean durable,
            boolean autoDelete,
            @Nullable Object exclusiveOwner,
            FieldTable arguments,
            QueueTerms declared,
            PriorityOrder ofQuorumQueues) {
        QueueType type = QueueType.of(arguments);
        PriorityOrder priorities = type == QueueType.QUORUM
                ? ofQuorumQueues
                : arguments.get(MAX_PRIORITY) instanceof FieldValue.IntegerValue max
                        ? PriorityOrder.classic((int) max.longValue())
                        : PriorityOrder.NONE;
        return new QueueSettings(durable, autoDelete, exclusiveOwner, arguments, declared, type, priorities);
    }

    /** Whether a message is to survive in such a queue. */
    public boolean keeps(Message message) {
        return durable && (message.isPersistent() || type == QueueType.QUORUM);
    }

    /** Whether a connection other than {@code connection} owns the queue exclusively. */
    public boolean isLockedFor(Object connection) {
        return exclusiveOwner != null && exclusiveOwner != connection;
    }

    public boolean isExclusive() {
        return exclusiveOwner != null;
    }

    /** Whether one consumer at a time is served, while others wait for their turn. */
    public boolean singleActiveConsumer() {
        return arguments.get(SINGLE_ACTIVE_CONSUMER) instanceof FieldValue.Bool single && single.value();
    }
}
