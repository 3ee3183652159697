package io.leveret.broker.queue;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.loop.LoopJournal;
import io.leveret.store.journal.JournalWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far into a queue a client may have seen, as the journal knows it: after a crash everything up to the mark is
 * redelivered. Each level of {@link Priorities} has a mark of its own.
 *
 * <p>The mark is forced before a consumer gets what it covers, so that a message that comes twice never comes unmarked.
 * It runs ahead of the deliveries, and is moved on while there is still room, so that they hardly ever wait for it; a
 * crash marks at most that many messages too many. A clean stop sets it to where the deliveries really are.
 *
 * <p>Owned by the queue's home loop.
 */
final class DeliveryMark {

    private static final int AHEAD_MIN = Consumer.WINDOW_MESSAGES_MAX;
    private static final int AHEAD_MAX = 64 * 1024;

    private final Priorities priorities;
    private final Loop home;
    private final Runnable moved;
    private int ahead = AHEAD_MIN;
    /** By level. */
    private final long[] recorded;

    private final long[] forced;
    private boolean awaited;

    /** @param moved runs on the loop when something that had to wait for the mark may be delivered */
    DeliveryMark(Priorities priorities, Loop home, Runnable moved) {
        this.priorities = priorities;
        this.recorded = priorities.bases();
        this.forced = priorities.bases();
        this.home = home;
        this.moved = moved;
    }

    /** A recovered message lies below the mark of the broker's earlier life. */
    void recovered(long position) {
        int level = Priorities.level(position);
        recorded[level] = Math.max(recorded[level], position);
        forced[level] = recorded[level];
    }

    /** Whether the entry, if there is one, may be delivered now; if not, {@code moved} runs when it may. */
    boolean covers(@Nullable QueueEntry entry) {
        if (entry == null || !entry.isStored()) {
            return true;
        }
        expect(entry.position());
        if (entry.position() <= forced[Priorities.level(entry.position())]) {
            return true;
        }
        if (!awaited) {
            awaited = true;
            ahead = Math.min(AHEAD_MAX, ahead * 2);
        }
        return false;
    }

    /** Whether something waits for the mark to be forced: to its queue it is as good as delivered. */
    boolean isAwaited() {
        return awaited;
    }

    /** Stored entries from this position on are about to be delivered: moves the mark on in time. */
    void expect(long position) {
        int level = Priorities.level(position);
        if (position + ahead / 2 <= recorded[level]) {
            return;
        }
        LoopJournal journal = Objects.requireNonNull(home.journal());
        long target = position + ahead;
        recorded[level] = target;
        journal.writer().delivered(priorities.queueId(target), Priorities.seq(target));
        journal.whenDurable(() -> forced(level, target));
    }

    private void forced(int level, long upTo) {
        forced[level] = Math.max(forced[level], upTo);
        if (awaited) {
            awaited = false;
            moved.run();
        }
    }

    /** The broker stops: sets the mark back to what was delivered. */
    void settle(long[] lastDelivered, JournalWriter writer) {
        for (int level = 0; level < lastDelivered.length; level++) {
            long last = lastDelivered[level];
            if (recorded[level] > last) {
                writer.delivered(priorities.queueId(last), Priorities.seq(last));
            }
        }
    }
}
