package io.leveret.broker.queue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The ready entries in memory that stand in one order, that of their positions: the front, before the middle that is paged
 * out, the tail where new ones arrive, and those that came back to their place, or came to one before others because of their
 * priority.
 *
 * <p>A pure core. Taking and adding are O(1), and O(log r) for the r that came back. Owned by the queue's home loop.
 */
final class Strand {

    private static final int RETURNED_INITIAL = 16;

    private final Comparator<QueueEntry> order;
    private final PagedOut pagedOut;
    private final long from;
    private final long to;
    /** Whether messages differ in priority, so that what has arrived may come before what is in front. */
    private final boolean ranked;

    private EntryList front = new EntryList();
    private EntryList arrived = new EntryList();
    private @Nullable PriorityQueue<QueueEntry> returned;
    private long lastInFront;
    private long lastArrived;

    /**
     * @param from the lowest position that belongs here
     * @param to the highest
     */
    Strand(Comparator<QueueEntry> byPosition, PagedOut pagedOut, long from, long to, boolean ranked) {
        this.order = byPosition;
        this.pagedOut = pagedOut;
        this.from = from;
        this.to = to;
        this.ranked = ranked;
    }

    /** The lowest position that belongs here. */
    long from() {
        return from;
    }

    int size() {
        return front.size() + arrived.size() + inReturned();
    }

    /** Whether an entry of this position is to be {@link #append appended}, and not to be put to its place. */
    boolean isBehindAll(long position) {
        // With priorities, what has left the tail may have had a place behind this one, and does not count.
        return position > lastArrived || (ranked && arrived.size() == 0);
    }

    /** Entries up to this position may be elsewhere than in memory. */
    void continueAbove(long position) {
        lastArrived = Math.max(lastArrived, position);
    }

    /** Adds an entry behind all others that have arrived. */
    void append(QueueEntry entry) {
        lastArrived = entry.position();
        arrived.add(entry);
    }

    /** Adds an entry at its place. */
    void putBack(QueueEntry entry) {
        if (returned == null) {
            returned = new PriorityQueue<>(RETURNED_INITIAL, order);
        }
        returned.add(entry);
    }

    /** The lowest position of what is paged out here, or {@link PagedOut#NOTHING}. */
    long firstPagedOut() {
        return pagedOut.firstBetween(from, to);
    }

    /** The entry with the lowest position; null if there is none, or if it is paged out. */
    @Nullable
    QueueEntry head() {
        QueueEntry head = lowestInMemory();
        return head != null && head.position() < firstPagedOut() ? head : null;
    }

    private @Nullable QueueEntry lowestInMemory() {
        QueueEntry next = front.peek();
        if (next == null || ranked) {
            next = lower(next, arrived.peek());
        }
        return returned == null ? next : lower(next, returned.peek());
    }

    private static @Nullable QueueEntry lower(@Nullable QueueEntry one, @Nullable QueueEntry other) {
        return one == null || (other != null && other.position() < one.position()) ? other : one;
    }

    /** Takes the head, which is not paged out. */
    QueueEntry poll() {
        QueueEntry head = head();
        assert head != null : "no head to take";
        if (front.peek() == head) {
            front.poll();
        } else if (arrived.peek() == head) {
            arrived.poll();
        } else {
            assert returned != null;
            returned.poll();
            if (returned.isEmpty()) {
                returned = null;
            }
        }
        return head;
    }

    /** The lowest position, or {@link PagedOut#NOTHING}. */
    long firstPosition() {
        QueueEntry head = lowestInMemory();
        return head == null ? firstPagedOut() : Math.min(head.position(), firstPagedOut());
    }

    /** How many entries stand before what is paged out, ready to be delivered soon. */
    int inFront() {
        return front.size();
    }

    /** Whether what is paged out has come back to places before the end of the front, which would be paged out again. */
    boolean isBackBeforeFront() {
        return front.size() > 0 && firstPagedOut() < lastInFront;
    }

    /** How many entries stand behind it. */
    int inTail() {
        return arrived.size();
    }

    /** Before the first entry is paged out: lets some stay before it, one in any case. */
    void keepInFront(int entriesMax, long bytesMax) {
        if (firstPagedOut() != PagedOut.NOTHING || front.size() > 0) {
            return;
        }
        long bytes = 0;
        while (front.size() < entriesMax && bytes < bytesMax && arrived.size() > 0) {
            QueueEntry entry = takeFromTail();
            bytes += entry.footprintBytes();
            addToFront(entry);
        }
    }

    /** The first entry of the tail, which is the next to be paged out. */
    @Nullable
    QueueEntry firstInTail() {
        return arrived.peek();
    }

    /** The first entry of the front. */
    @Nullable
    QueueEntry firstInFront() {
        return front.peek();
    }

    /** Takes it, to be paged out. */
    QueueEntry takeFromFront() {
        QueueEntry entry = front.poll();
        assert entry != null;
        return entry;
    }

    /** Takes it, to be paged out. */
    QueueEntry takeFromTail() {
        QueueEntry entry = arrived.poll();
        assert entry != null;
        return entry;
    }

    /** How many entries have come back to their place, or stand there since they were read back before others. */
    int inReturned() {
        return returned == null ? 0 : returned.size();
    }

    /**
     * Takes some of those, by rising position, but leaves the first ones: one in any case, and others while they are within
     * both bounds.
     */
    List<QueueEntry> takeReturned(int keptEntriesMax, long keptBytesMax, int max) {
        PriorityQueue<QueueEntry> waiting = returned;
        if (waiting == null) {
            return List.of();
        }
        List<QueueEntry> kept = new ArrayList<>();
        long keptBytes = 0;
        while (!waiting.isEmpty() && (kept.isEmpty() || (kept.size() < keptEntriesMax && keptBytes < keptBytesMax))) {
            QueueEntry entry = waiting.remove();
            keptBytes += entry.footprintBytes();
            kept.add(entry);
        }
        List<QueueEntry> taken = new ArrayList<>(Math.min(max, waiting.size()));
        while (taken.size() < max && !waiting.isEmpty()) {
            taken.add(waiting.remove());
        }
        waiting.addAll(kept);
        return taken;
    }

    /** An entry is back that was paged out. */
    void readBack(QueueEntry entry) {
        if (front.size() == 0 || entry.position() > lastInFront) {
            addToFront(entry);
        } else {
            putBack(entry);
        }
    }

    private void addToFront(QueueEntry entry) {
        front.add(entry);
        lastInFront = entry.position();
    }

    /** Gives the entries away, all of them. O(1). */
    void purgeTo(Purged purged) {
        if (size() > 0) {
            purged.add(front);
            purged.add(arrived);
            if (returned != null) {
                purged.add(returned);
            }
            clear();
        }
    }

    /** Forgets the entries. O(1). */
    void clear() {
        front = new EntryList();
        arrived = new EntryList();
        returned = null;
    }
}
