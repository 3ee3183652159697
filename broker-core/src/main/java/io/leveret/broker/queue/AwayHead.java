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
    private final PagedOut pagedOut;
    private final LongConsumer wake;
    /** A position that was paged out from the front, and the deadline of the entry there. */
    private long knownPosition = PagedOut.NOTHING;

    private long knownDeadlineMs;
    private long nextLookMs = Long.MIN_VALUE;

    /** @param wake has the queue's turn end again at a time */
    AwayHead(Loop home, PagedOut pagedOut, LongConsumer wake) {
        this.home = home;
        this.pagedOut = pagedOut;
        this.wake = wake;
    }

    /** This head leaves memory. */
    void leaves(QueueEntry head) {
        knownPosition = head.position();
        knownDeadlineMs = head.deadlineMs();
    }

    /** Whether the head, which is away, is to be read now; if that may be so later, the turn ends again then. */
    boolean isDue() {
        long dueMs = pagedOut.first() == knownPosition ? knownDeadlineMs : pagedOut.dueMs();
        if (dueMs == PagedOut.DUE_UNKNOWN && home.memory().isOverBudget()) {
            // What has expired takes no memory for long, and others may never give theirs back: a look now and then.
            boolean looks = home.turnMs() >= nextLookMs;
            if (looks) {
                nextLookMs = home.turnMs() + LOOK_AGAIN_MS;
            }
            wake.accept(nextLookMs);
            return looks;
        }
        if (dueMs > home.turnMs() && dueMs != QueueEntry.NEVER) {
            wake.accept(dueMs);
        }
        return dueMs <= home.turnMs();
    }
}
