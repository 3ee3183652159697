package io.leveret.broker.queue;

import io.leveret.store.seq.SeqCounts;

/**
 * How often each message of one queue has come back, where that matters: in quorum queues, whose consumers are told, and in
 * any with a limit. One that comes back more often dies (BEHAVIOUR section 2.13).
 *
 * <p>The journal knows the number of what it holds, so that a restart does not begin anew; what consumers held when the broker
 * was killed has not come back. Owned by the queue's home loop.
 */
final class Redeliveries {

    private final boolean isTold;
    private final QueueState state;
    private final QueueLog log;
    private final DeadLetters deadLetters;
    private long limit;
    /** By position, of those that are ready and have come back: an entry itself may leave memory meanwhile. */
    private final SeqCounts counts = new SeqCounts();

    /** @param isTold whether consumers learn the number */
    Redeliveries(boolean isTold, long limit, QueueState state, QueueLog log, DeadLetters deadLetters) {
        this.isTold = isTold;
        this.limit = limit;
        this.state = state;
        this.log = log;
        this.deadLetters = deadLetters;
    }

    /** From here on. */
    void follow(long newLimit) {
        limit = newLimit;
    }

    private boolean isCounting() {
        return isTold || limit != QueueTerms.UNLIMITED;
    }

    /** A client gives an unacked entry back, or is gone; nothing happens if it is not unacked any more. */
    void requeue(QueueEntry entry) {
        if (entry.state == QueueEntry.State.UNACKED && isTooMany(entry)) {
            deadLetters.unackedDies(entry, DeathReason.DELIVERY_LIMIT);
        } else {
            state.requeue(entry);
        }
    }

    /** The same for one that a transaction has withheld. */
    void requeueWithheld(QueueEntry entry) {
        if (isTooMany(entry)) {
            deadLetters.withheldDies(entry, DeathReason.DELIVERY_LIMIT);
        } else {
            state.returnWithheld(entry);
        }
    }

    /** A client gives an unacked entry back in a way that does not count. */
    void requeueUncounted(QueueEntry entry) {
        if (entry.state == QueueEntry.State.UNACKED) {
            isBack(entry);
        }
        state.requeue(entry);
    }

    /** Counts; whether it was too often. */
    private boolean isTooMany(QueueEntry entry) {
        if (!isCounting()) {
            return false;
        }
        int count = entry.deliveryCount() + 1;
        if (count > limit) {
            return true;
        }
        entry.cameBack(count);
        counts.set(entry.position(), count);
        if (entry.isStored()) {
            log.cameBack(entry);
        }
        return false;
    }

    /** What an earlier life of the broker has left of one level has come back so often. */
    void recover(SeqCounts recovered, long base) {
        recovered.forEachRange((first, last, count) -> counts.set(base + first, base + last, count));
    }

    /** An entry that was gone, and forgotten, or held, and perhaps purged around, has never reached its client. */
    void isBack(QueueEntry entry) {
        if (entry.deliveryCount() > 0) {
            counts.set(entry.position(), entry.deliveryCount());
        }
    }

    /** An entry that was paged out is another object now. What it had counts later, too, if it does not count now. */
    void readBack(QueueEntry entry) {
        entry.cameBack(counts.get(entry.position()));
    }

    /** An entry is gone for good. */
    void forget(QueueEntry entry) {
        counts.removeRange(entry.position(), entry.position());
    }

    /** All that is ready is gone for good. Who is not ready knows its own number. */
    void forgetReady() {
        counts.clear();
    }
}
