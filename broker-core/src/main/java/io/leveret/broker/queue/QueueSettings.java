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
 * @param messageTtlMs {@code x-message-ttl}, or {@link #UNSET}
 * @param expiresMs {@code x-expires}, or {@link #UNSET}
 * @param limits how much may be ready
 * @param deadLetters where messages go that die, or null if they are gone
 * @param replay how much of what is gone is kept for replay, or null if nothing is
 */
public record QueueSettings(
        boolean durable,
        boolean autoDelete,
        @Nullable Object exclusiveOwner,
        FieldTable arguments,
        long messageTtlMs,
        long expiresMs,
        QueueLimits limits,
        @Nullable DeadLetterTarget deadLetters,
        @Nullable ReplayBounds replay) {

    /** A number that was not given. */
    public static final long UNSET = -1;

    /** The argument that makes a queue serve one consumer at a time. */
    public static final String SINGLE_ACTIVE_CONSUMER = "x-single-active-consumer";

    /** The argument that has messages delivered by their priorities. */
    public static final String MAX_PRIORITY = "x-max-priority";

    /** Whether a connection other than {@code connection} owns the queue exclusively. */
    public boolean isLockedFor(Object connection) {
        return exclusiveOwner != null && exclusiveOwner != connection;
    }

    public boolean isExclusive() {
        return exclusiveOwner != null;
    }

    /** Whether one consumer at a time is served, while others wait for their turn. */
    boolean singleActiveConsumer() {
        return arguments.get(SINGLE_ACTIVE_CONSUMER) instanceof FieldValue.Bool single && single.value();
    }

    /** The highest priority that counts; 0 if none does. */
    int maxPriority() {
        return arguments.get(MAX_PRIORITY) instanceof FieldValue.IntegerValue max ? (int) max.longValue() : 0;
    }

    /** When a message published at {@code nowMs} expires in such a queue, or {@link QueueEntry#NEVER}. */
    long deadlineMs(Message message, long nowMs) {
        long ttlMs = message.expirationMs();
        if (messageTtlMs != UNSET && (ttlMs == Message.NO_EXPIRATION || messageTtlMs < ttlMs)) {
            ttlMs = messageTtlMs;
        }
        return ttlMs == Message.NO_EXPIRATION ? QueueEntry.NEVER : nowMs + ttlMs;
    }
}
