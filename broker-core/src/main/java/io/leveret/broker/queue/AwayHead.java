package io.leveret.broker.queue;

import io.leveret.broker.loop.Loop;
import java.util.function.LongConsumer;

/**
 * What is known of a head that is on the disk only: whether it must be read although nobody takes it, because it has
 * expired, or may have. Owned by the queue's home loop.
 */
final class AwayHead {

    private static final int LOOK_AGAIN_MS = 1_000;

    private final Loop home;
    private final ReadyEntries ready;
    private final LongConsumer wake;
    /** The position of a head that was paged out, and its deadline. */
    private long knownPosition = PagedOut.NOTHING;

    private long knownDeadlineMs;
    private long nextLookMs = Long.MIN_VALUE;

    /** @param wake has the queue's turn end again at a time */
    AwayHead(Loop home, ReadyEntries ready, LongConsumer wake) {
        this.home = home;
        this.ready = ready;
        this.wake = wake;
    }

    /** This head leaves memory. */
    void leaves(QueueEntry head) {
        knownPosition = head.position();
        knownDeadlineMs = head.deadlineMs();
    }

    /** The head is read now, because it is due. */
    void looks() {
        nextLookMs = home.turnMs() + LOOK_AGAIN_MS;
    }

    /** Whether the head, which is away, is to be read now; if that may be so later, the turn ends again then. */
    boolean isDue() {
        long dueMs = ready.firstPosition() == knownPosition
                ? knownDeadlineMs
                : ready.pagedOut().dueMs();
        if (dueMs == PagedOut.DUE_UNKNOWN && home.memory().isOverBudget()) {
            // What has expired takes no memory for long, and others may never give theirs back: a look now and then.
            if (home.turnMs() >= nextLookMs) {
                return true;
            }
            wake.accept(nextLookMs);
            return false;
        }
        if (dueMs > home.turnMs() && dueMs != QueueEntry.NEVER) {
            wake.accept(dueMs);
        }
        return dueMs <= home.turnMs();
    }
}
