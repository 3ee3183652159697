package io.leveret.broker.queue;

/**
 * A place in a queue for a message of a transaction that is being committed. Nobody sees it before {@link #enqueue},
 * but it counts towards the limits of the queue. Owned by the queue's home loop.
 */
public final class Reservation {

    private static final long NO_PLACE = 0;

    private final Queue queue;
    private final Message message;
    private final PublishOutcome outcome;
    private final long position;
    private final long deadlineMs;
    private final boolean stored;

    private Reservation(
            Queue queue, Message message, PublishOutcome outcome, long position, long deadlineMs, boolean stored) {
        this.queue = queue;
        this.message = message;
        this.outcome = outcome;
        this.position = position;
        this.deadlineMs = deadlineMs;
        this.stored = stored;
    }

    /** Takes a place and records the message as part of the transaction, or says why not. On the queue's home loop. */
    public static Reservation in(Queue queue, Message message, long transactionId) {
        assert queue.home().inLoop();
        PublishOutcome outcome = queue.limit().outcome(message);
        if (outcome != PublishOutcome.ACCEPTED) {
            return new Reservation(queue, message, outcome, NO_PLACE, QueueEntry.NEVER, false);
        }
        long deadlineMs =
                queue.following().terms().deadlineMs(message, queue.home().turnMs());
        long position = queue.state().reserve(message);
        boolean recorded = queue.log().takes(message);
        if (recorded) {
            queue.log().enqueued(position, message, deadlineMs, transactionId);
        }
        return new Reservation(queue, message, outcome, position, deadlineMs, recorded);
    }

    /** Whether the queue has refused the message, which one that is gone does not. */
    public boolean isRefused() {
        return outcome == PublishOutcome.REJECTED;
    }

    /** The transaction is committed: the message takes its place, if it has one. */
    public void enqueue() {
        assert queue.home().inLoop();
        if (outcome == PublishOutcome.ACCEPTED && queue.stage() == Stage.LIVE) {
            QueueEntry entry = queue.state().enqueueReserved(position, message, deadlineMs);
            if (stored) {
                queue.state().stored().stored(entry);
            }
            queue.limit().entered();
            queue.markDirty();
        }
    }

    /** The transaction came to nothing: the place, if there is one, stays empty. */
    public void giveUp() {
        assert queue.home().inLoop();
        if (outcome == PublishOutcome.ACCEPTED) {
            queue.state().giveUp(message);
        }
    }
}
