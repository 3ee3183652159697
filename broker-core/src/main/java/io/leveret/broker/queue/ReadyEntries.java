package io.leveret.broker.queue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ready entries of one queue in the order in which they are delivered: that of their positions, or, where it has two
 * classes of priority, those of each class in that order and two of the high for each of the others.
 *
 * <p>What is paged out is common to both. A pure core, owned by the queue's home loop.
 */
final class ReadyEntries {

    /** How many of the high class come before one of the other. */
    private static final int WEIGHT = 2;

    private static final Comparator<QueueEntry> BY_POSITION = Comparator.comparingLong(QueueEntry::position);

    private final PagedOut pagedOut;
    /** The only one, or the high class. */
    private final Strand high;

    private final @Nullable Strand normal;
    /** How many have been taken since one of the other class had its turn. */
    private int taken;

    /** @param priorities says how many levels there are, and whether they are of two classes */
    ReadyEntries(Priorities priorities) {
        this(priorities, BY_POSITION);
    }

    /** For tests that count how many entries are compared. */
    ReadyEntries(Priorities priorities, Comparator<QueueEntry> byPosition) {
        boolean ranked = priorities.levels() > 1;
        this.pagedOut = new PagedOut(priorities.levels());
        if (priorities.hasClasses()) {
            long boundary = Priorities.base(priorities.ordinaryLevel());
            this.high = new Strand(byPosition, pagedOut, 0, boundary - 1, ranked);
            this.normal = new Strand(byPosition, pagedOut, boundary, Long.MAX_VALUE, ranked);
        } else {
            this.high = new Strand(byPosition, pagedOut, 0, Long.MAX_VALUE, ranked);
            this.normal = null;
        }
    }

    int size() {
        return Math.toIntExact(Math.min(Integer.MAX_VALUE, inMemory() + pagedOut.size()));
    }

    int inMemory() {
        return high.size() + (normal == null ? 0 : normal.size());
    }

    PagedOut pagedOut() {
        return pagedOut;
    }

    private Strand of(long position) {
        return normal == null || position < normal.from() ? high : normal;
    }

    /** The one whose turn it is. A high one that came earlier than the other keeps the turn. */
    private Strand next() {
        Strand other = normal;
        if (other == null) {
            return high;
        }
        long ofOther = other.firstPosition();
        long ofHigh = high.firstPosition();
        if (ofHigh == PagedOut.NOTHING || ofOther == PagedOut.NOTHING) {
            return ofHigh == PagedOut.NOTHING ? other : high;
        }
        return taken == WEIGHT && Priorities.seq(ofOther) < Priorities.seq(ofHigh) ? other : high;
    }

    /** Whether an entry of this position is to be {@link #append appended}, and not to be put to its place. */
    boolean isBehindAll(long position) {
        return of(position).isBehindAll(position);
    }

    /** Entries up to this position may be elsewhere than in memory. */
    void continueAbove(long position) {
        of(position).continueAbove(position);
    }

    /** Adds an entry behind all others of its class that have arrived. */
    void append(QueueEntry entry) {
        of(entry.position()).append(entry);
    }

    /** Adds an entry at its place. */
    void putBack(QueueEntry entry) {
        of(entry.position()).putBack(entry);
    }

    /** The entry that comes next; null if there is none, or if it {@link #isHeadAway is away}. */
    @Nullable
    QueueEntry head() {
        return next().head();
    }

    /** Whether the entry that comes next is paged out. */
    boolean isHeadAway() {
        return !pagedOut.isEmpty() && head() == null;
    }

    /** Takes the head, which is not away. */
    QueueEntry poll() {
        if (normal == null) {
            return high.poll();
        }
        QueueEntry head = next().poll();
        taken = taken == WEIGHT ? 0 : taken + 1;
        return head;
    }

    /** The position of what comes next, or {@link PagedOut#NOTHING}. */
    long firstPosition() {
        return next().firstPosition();
    }

    /** The position of the stored entry that is to be read back first, as it is needed first. */
    long firstToRead() {
        if (normal == null) {
            return pagedOut.firstStored();
        }
        long first = (isHeadAway() ? next() : scarcer()).firstPagedOut();
        return first == PagedOut.NOTHING ? pagedOut.firstStored() : first;
    }

    /** The one with less in front of what is paged out of it. */
    private Strand scarcer() {
        return normal != null
                        && normal.firstPagedOut() != PagedOut.NOTHING
                        && (high.firstPagedOut() == PagedOut.NOTHING || normal.inFront() < high.inFront())
                ? normal
                : high;
    }

    /** How many entries stand before what is paged out, ready to be delivered soon; if there are classes, the lesser number. */
    int readyInFront() {
        return scarcer().inFront();
    }

    /** How many entries stand before what is paged out. */
    int inFront() {
        return high.inFront() + (normal == null ? 0 : normal.inFront());
    }

    /** Whether what is paged out has come back to places before the end of the front, which would be paged out again. */
    boolean isBackBeforeFront() {
        return high.isBackBeforeFront() || (normal != null && normal.isBackBeforeFront());
    }

    /** How many entries stand behind it. */
    int inTail() {
        return high.inTail() + (normal == null ? 0 : normal.inTail());
    }

    /** Before the first entry is paged out: lets some stay before it, one in any case. */
    void keepInFront(int entriesMax, long bytesMax) {
        high.keepInFront(entriesMax, bytesMax);
        if (normal != null) {
            normal.keepInFront(entriesMax, bytesMax);
        }
    }

    private Strand firstToLeaveTail() {
        return normal != null && normal.inTail() > 0 ? normal : high;
    }

    private Strand firstToLeaveFront() {
        return normal != null && normal.inFront() > 0 ? normal : high;
    }

    /** The first entry of the tail, which is the next to be paged out. */
    @Nullable
    QueueEntry firstInTail() {
        return firstToLeaveTail().firstInTail();
    }

    /** The first entry of the front. */
    @Nullable
    QueueEntry firstInFront() {
        return firstToLeaveFront().firstInFront();
    }

    /** Takes it, to be paged out. */
    QueueEntry takeFromFront() {
        return firstToLeaveFront().takeFromFront();
    }

    /** Takes it, to be paged out. */
    QueueEntry takeFromTail() {
        return firstToLeaveTail().takeFromTail();
    }

    /** How many entries have come back to their place, or stand there since they were read back before others. */
    int inReturned() {
        return high.inReturned() + (normal == null ? 0 : normal.inReturned());
    }

    /**
     * Takes some of those, by rising position, but leaves the first ones of each class: one in any case, and others while
     * they are within both bounds.
     */
    List<QueueEntry> takeReturned(int keptEntriesMax, long keptBytesMax, int max) {
        List<QueueEntry> returned = high.takeReturned(keptEntriesMax, keptBytesMax, max);
        if (normal == null) {
            return returned;
        }
        List<QueueEntry> all = new ArrayList<>(returned);
        all.addAll(normal.takeReturned(keptEntriesMax, keptBytesMax, max - returned.size()));
        return all;
    }

    /** An entry is back that was paged out. */
    void readBack(QueueEntry entry) {
        of(entry.position()).readBack(entry);
    }

    /** Gives the entries in memory away, all of them. O(1). */
    void purgeTo(Purged purged) {
        high.purgeTo(purged);
        if (normal != null) {
            normal.purgeTo(purged);
        }
    }

    /** Forgets the entries in memory. O(1). */
    void clearMemory() {
        high.clear();
        if (normal != null) {
            normal.clear();
        }
    }
}
