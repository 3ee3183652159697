package io.leveret.broker.queue;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.queue.QueueLimits.Overflow;

/**
 * Keeps what is ready in one queue within its limits: refuses what comes, or drops from the head.
 *
 * <p>RabbitMQ delivers each message as it comes, so that only what no consumer has room for counts. Here consumers are
 * served at the end of the turn; so before anything is refused or dropped they are served first.
 *
 * <p>Owned by the queue's home loop.
 */
final class LengthLimit {

    /** Messages dropped before others get their turn. */
    static final int ROUND_MAX = 2048;

    private QueueLimits limits;
    private final Loop home;
    private final QueueState state;
    private final Dispatcher dispatcher;
    private final DeliveryMark mark;
    private final DeadLetters deadLetters;
    private int holds;
    private boolean trimming;
    private boolean stopped;
    private boolean serving;

    LengthLimit(
            QueueLimits limits,
            Loop home,
            QueueState state,
            Dispatcher dispatcher,
            DeadLetters deadLetters,
            DeliveryMark mark) {
        this.limits = limits;
        this.home = home;
        this.state = state;
        this.dispatcher = dispatcher;
        this.mark = mark;
        this.deadLetters = deadLetters;
    }

    /** Keeps these from here on; what is too much goes at the end of the turn. */
    void follow(QueueLimits newLimits) {
        limits = newLimits;
    }

    /** Whether a message may come in; if it is rejected, {@link #refused} is to be told. */
    PublishOutcome outcome(Message message) {
        if (stopped) {
            return PublishOutcome.GONE;
        }
        return admits(message) ? PublishOutcome.ACCEPTED : PublishOutcome.REJECTED;
    }

    private boolean admits(Message message) {
        if (!limits.refuses() || !isExceededWith(message.bodyLength())) {
            return true;
        }
        serveConsumers();
        return !isExceededWith(message.bodyLength());
    }

    /** A message is refused; it may become a dead letter nevertheless. */
    void refused(Message message) {
        if (limits.overflow() == Overflow.REJECT_PUBLISH_DLX) {
            deadLetters.refused(message);
        }
    }

    /** A message has come in. */
    void entered() {
        if (isExceeded()) {
            serveConsumers();
            dropFor();
        }
    }

    /** An entry was settled, and has perhaps come back. */
    void settled() {
        dropFor();
    }

    /** Drops what has to go for one message that has come: however many wait to move, else publishers could outrun them. */
    private void dropFor() {
        for (int left = trimming ? 1 : ROUND_MAX; isExceeded(); left--) {
            if (left == 0 || state.head() == null) {
                trimming = true;
                return;
            }
            deadLetters.headDies(DeathReason.MAXLEN);
        }
        trimming = false;
    }

    /** An entry is about to be settled, and perhaps to come back; {@link #settled} is due then. */
    void settling(QueueEntry entry, Settle.Verdict verdict) {
        if (verdict.comesBack() && isExceededWith(entry.bodyLength())) {
            serveConsumers();
        }
    }

    /**
     * Entries come back together, one by one: until all are there, nobody is served, but before that everybody.
     *
     * @param toSuccessor whether the one to be served has only just become so: what comes back is the first that it gets
     */
    void hold(boolean toSuccessor) {
        if (limits.dropsHead() && !toSuccessor) {
            serveConsumers();
        }
        holds++;
    }

    /** All are back. */
    void release() {
        holds--;
    }

    /** Whether consumers must wait for entries that come back. */
    boolean isHeld() {
        return holds > 0;
    }

    /** Whether more is here than should be, which must be in memory to be dropped. */
    boolean isTrimming() {
        return trimming;
    }

    /** The queue is frozen: nothing is served or dropped any more. */
    void stop() {
        stopped = true;
    }

    /** One round suffices to make room for one message. */
    void serveConsumers() {
        // A consumer whose channel is gone gives back at once what it gets.
        if (holds == 0 && !trimming && !stopped && !serving) {
            serving = true;
            try {
                dispatcher.round(home.turnMs());
            } finally {
                serving = false;
            }
        }
    }

    private boolean isExceededWith(int bodyLength) {
        if (mark.isAwaited()) {
            return false; // what is ready is on its way to a consumer
        }
        // Where dead letters stay until somebody has them, they are still here.
        boolean stay = deadLetters.isSure();
        long count = state.expected() + (stay ? (long) state.moving() : 0);
        long bytes = state.expectedBytes() + (stay ? state.movingBytes() : 0);
        return count >= limits.maxLength() || bytes + bodyLength > limits.maxLengthBytes();
    }

    private boolean isExceeded() {
        return !stopped
                && !mark.isAwaited()
                && limits.dropsHead()
                && (state.ready() > limits.maxLength() || state.readyBytes() > limits.maxLengthBytes());
    }

    /**
     * Drops from the head what is too much after thousands have come back, a bounded number and none while too many wait to
     * move; true if the limit is kept then, or would be if the head were in memory.
     */
    boolean trim() {
        for (int left = ROUND_MAX; isExceeded(); left--) {
            boolean away = state.head() == null;
            if (away || left == 0 || deadLetters.isFull()) {
                trimming = true;
                return away;
            }
            deadLetters.headDies(DeathReason.MAXLEN);
        }
        trimming = false;
        return true;
    }

    /** Ends all that is too much and all whose time is over, whatever a round allows, for those told what is left. */
    void endWhatIsOver() {
        if (stopped) {
            return;
        }
        while (isExceeded() && state.head() != null) {
            deadLetters.headDies(DeathReason.MAXLEN);
        }
        trimming = false;
        dispatcher.expireHeads(home.turnMs());
    }
}
