package io.leveret.broker.queue;

import org.jspecify.annotations.Nullable;

/**
 * How a queue treats its messages, and how long it stays without use: by its arguments and by the policies that it follows.
 * Immutable; a policy that changes makes others.
 *
 * @param messageTtlMs {@code message-ttl}, or {@link #UNSET}
 * @param expiresMs {@code expires}, or {@link #UNSET}
 * @param limits how much may be ready
 * @param deadLetters where messages go that die, or null if they are gone
 * @param replay how much of what is gone is kept for replay, or null if nothing is
 * @param deliveryLimit how often a message may come back before it dies, or {@link #UNLIMITED}
 * @param movesAtLeastOnce whether a dead letter that nobody takes is tried again, instead of being gone
 */
public record QueueTerms(
        long messageTtlMs,
        long expiresMs,
        QueueLimits limits,
        @Nullable DeadLetterTarget deadLetters,
        @Nullable ReplayBounds replay,
        long deliveryLimit,
        boolean movesAtLeastOnce) {

    /** A number that was not given. */
    public static final long UNSET = -1;

    /** A number of deliveries that nobody reaches. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** Those of a classic queue without arguments that follows no policy. */
    public static final QueueTerms NONE = new QueueTerms(UNSET, UNSET, QueueLimits.NONE, null, null);

    /** Those of a queue where nobody counts how often a message comes back, and where each dead letter moves at once. */
    public QueueTerms(
            long messageTtlMs,
            long expiresMs,
            QueueLimits limits,
            @Nullable DeadLetterTarget deadLetters,
            @Nullable ReplayBounds replay) {
        this(messageTtlMs, expiresMs, limits, deadLetters, replay, UNLIMITED, false);
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
