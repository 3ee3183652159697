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
 */
public record QueueTerms(
        long messageTtlMs,
        long expiresMs,
        QueueLimits limits,
        @Nullable DeadLetterTarget deadLetters,
        @Nullable ReplayBounds replay) {

    /** A number that was not given. */
    public static final long UNSET = -1;

    /** Those of a queue without arguments that follows no policy. */
    public static final QueueTerms NONE = new QueueTerms(UNSET, UNSET, QueueLimits.NONE, null, null);

    /** When a message published at {@code nowMs} expires in such a queue, or {@link QueueEntry#NEVER}. */
    long deadlineMs(Message message, long nowMs) {
        long ttlMs = message.expirationMs();
        if (messageTtlMs != UNSET && (ttlMs == Message.NO_EXPIRATION || messageTtlMs < ttlMs)) {
            ttlMs = messageTtlMs;
        }
        return ttlMs == Message.NO_EXPIRATION ? QueueEntry.NEVER : nowMs + ttlMs;
    }
}
