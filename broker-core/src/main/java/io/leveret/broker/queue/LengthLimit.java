package io.leveret.broker.queue;

import io.leveret.broker.queue.QueueLimits.Overflow;

/**
 * Keeps what is ready in one queue within its limits: refuses what comes, or drops from the head.
 *
 * <p>RabbitMQ delivers each message as it comes, so that only what no consumer has room for counts. Here consumers are
 * served at the end of the turn: whoever finds the limit exceeded serves them first, and asks again.
 *
 * <p>Owned by the queue's home loop.
 */
final class LengthLimit {

    /** Messages dropped before others get their turn. */
    static final int ROUND_MAX = 2048;

    private final QueueLimits limits;
    private final QueueState state;
    private final DeadLetters deadLetters;
    private boolean trimming;

    LengthLimit(QueueLimits limits, QueueState state, DeadLetters deadLetters) {
        this.limits = limits;
        this.state = state;
        this.deadLetters = deadLetters;
    }

    /** Whether the limit would be exceeded with this message in addition. */
    boolean isExceededWith(Message message) {
        return state.ready() >= limits.maxLength()
                || state.readyBytes() + message.bodyLength() > limits.maxLengthBytes();
    }

    /** Whether a message that comes now has to be refused. */
    boolean refuses(Message message) {
        return limits.overflow() != Overflow.DROP_HEAD && isExceededWith(message);
    }

    /** A message is refused; it may have to become a dead letter nevertheless. */
    void refuse(Message message) {
        if (limits.overflow() == Overflow.REJECT_PUBLISH_DLX) {
            deadLetters.refused(message);
        }
    }

    /** Whether messages have to go. */
    boolean isExceeded() {
        return limits.overflow() == Overflow.DROP_HEAD
                && (state.ready() > limits.maxLength() || state.readyBytes() > limits.maxLengthBytes());
    }

    /** Whether {@link #trim} has more to do, so that what is at the head must not be delivered. */
    boolean isTrimming() {
        return trimming;
    }

    /** Drops from the head what is too much, a bounded number; true if the limit is kept then. */
    boolean trim() {
        for (int left = ROUND_MAX; isExceeded(); left--) {
            if (left == 0 || deadLetters.isFull()) {
                trimming = true;
                return false;
            }
            deadLetters.headDies(DeathReason.MAXLEN);
        }
        trimming = false;
        return true;
    }

    /** Drops all that is too much, whatever a round allows, for readers that are told what is left. */
    void trimAll() {
        while (isExceeded()) {
            deadLetters.headDies(DeathReason.MAXLEN);
        }
        trimming = false;
    }
}
