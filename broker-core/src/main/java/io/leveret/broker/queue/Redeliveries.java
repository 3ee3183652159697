package io.leveret.broker.queue;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How often each message of one queue has come back, where that matters: in quorum queues, whose consumers are told, and in
 * any with a limit. One that comes back more often dies (BEHAVIOUR section 2.13).
 *
 * <p>An earlier life of the broker does not count: what it had delivered nobody knows to the letter. Owned by the queue's home
 * loop.
 */
final class Redeliveries {

    private final boolean isTold;
    private final QueueState state;
    private final DeadLetters deadLetters;
    private long limit;
    /** By position, of those that have come back: an entry itself may leave memory meanwhile. */
    private @Nullable Map<Long, Integer> counts;

    /** @param isTold whether consumers learn the number */
    Redeliveries(boolean isTold, long limit, QueueState state, DeadLetters deadLetters) {
        this.isTold = isTold;
        this.limit = limit;
        this.state = state;
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
        remember(entry);
        return false;
    }

    private void remember(QueueEntry entry) {
        Map<Long, Integer> known = counts;
        if (known == null) {
            known = new HashMap<>();
            counts = known;
        }
        known.put(entry.position(), entry.deliveryCount());
    }

    /** An entry that was gone, and forgotten, has never reached its client. */
    void isBack(QueueEntry entry) {
        if (entry.deliveryCount() > 0) {
            remember(entry);
        }
    }

    /** An entry that was paged out is another object now. What it had counts later, too, if it does not count now. */
    void readBack(QueueEntry entry) {
        Map<Long, Integer> known = counts;
        if (known != null) {
            entry.cameBack(known.getOrDefault(entry.position(), 0));
        }
    }

    /** An entry is gone for good. */
    void forget(QueueEntry entry) {
        if (counts != null) {
            counts.remove(entry.position());
        }
    }

    /** All that is paged out is gone for good. */
    void forgetAll(PagedOut pagedOut) {
        if (counts != null) {
            counts.keySet().removeIf(pagedOut::hasStored);
        }
    }
}
