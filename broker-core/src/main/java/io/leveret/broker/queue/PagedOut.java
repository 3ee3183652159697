package io.leveret.broker.queue;

import io.leveret.store.scratch.ScratchPage;
import io.leveret.store.seq.SeqSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The middle of a queue that is on the disk only: stored entries, known by their positions and read back from the journal,
 * and pages of others. A pure core, owned by the queue's home loop.
 */
final class PagedOut {

    /** The result of {@link #first} if there is nothing. */
    static final long NOTHING = Long.MAX_VALUE;

    /** The result of {@link #dueMs} if an earlier life of the broker has left what is here. */
    static final long DUE_UNKNOWN = Long.MIN_VALUE;

    private SeqSet stored = new SeqSet();
    /** Those of them that a client of this life of the broker has seen. */
    private SeqSet redelivered = new SeqSet();

    /** Those that came while a read was under way, which may have begun too early to know of them. */
    private SeqSet sinceRead = new SeqSet();

    private boolean reading;
    /** By level of {@link Priorities}. */
    private final long[] storedBytes;
    /** By their first positions. What they hold may overlap, if it has come back from consumers. */
    private final TreeMap<Long, ScratchPage> pages = new TreeMap<>();

    private long inPages;
    private long first = NOTHING;
    private long dueMs = QueueEntry.NEVER;

    /** @param levels how many the queue has */
    PagedOut(int levels) {
        storedBytes = new long[levels];
    }

    /** Entries that are here. */
    long size() {
        return stored.size() + inPages;
    }

    boolean isEmpty() {
        return first == NOTHING;
    }

    /** The lowest position of an entry here. */
    long first() {
        return first;
    }

    /** Octets of the bodies of the stored entries, by level. */
    long[] storedBytes() {
        return storedBytes.clone();
    }

    /** The lowest position of an entry here within these bounds, where one of them is no bound at all, or {@link #NOTHING}. */
    long firstBetween(long from, long to) {
        if (from == 0 || first >= from) {
            return first <= to ? first : NOTHING;
        }
        // Only queues that store everything ask for less than all.
        assert pages.isEmpty();
        long position = stored.ceiling(from);
        return position == SeqSet.NONE ? NOTHING : position;
    }

    /** Takes over what an earlier life of the broker has left of one level, by its numbers there. */
    void recover(SeqSet live, int level, long liveBytes) {
        stored.takeOver(live, Priorities.base(level));
        storedBytes[level] = liveBytes;
        dueMs = DUE_UNKNOWN;
        findFirst();
    }

    /** Before this nothing here expires: a bound, {@link #DUE_UNKNOWN} or {@link QueueEntry#NEVER}. */
    long dueMs() {
        return dueMs;
    }

    /** A stored entry leaves memory. */
    void add(long position, int bodyLength, boolean wasRedelivered, long deadlineMs) {
        dueMs = Math.min(dueMs, deadlineMs);
        stored.add(position);
        if (wasRedelivered) {
            redelivered.add(position);
        }
        if (reading) {
            sinceRead.add(position);
        }
        storedBytes[Priorities.level(position)] += bodyLength;
        first = Math.min(first, position);
    }

    /** Whether a client of this life of the broker has seen a stored entry that is here. */
    boolean isRedelivered(long position) {
        return redelivered.contains(position);
    }

    /**
     * Entries that are not stored have left memory.
     *
     * @param firstDeadlineMs when the first of them expires
     */
    void add(ScratchPage page, long firstDeadlineMs) {
        dueMs = Math.min(dueMs, firstDeadlineMs);
        pages.put(page.firstSeq(), page);
        inPages += page.count();
        first = Math.min(first, page.firstSeq());
    }

    /** The lowest position of a stored entry, or {@link SeqSet#NONE}. */
    long firstStored() {
        return stored.first();
    }

    /** The lowest position of a stored entry that is not below this one, or {@link SeqSet#NONE}. */
    long firstStoredFrom(long position) {
        return stored.ceiling(position);
    }

    /** Up to which position stored entries may be read back before the next page is. */
    long lastStoredBeforePage() {
        ScratchPage page = firstOfPages();
        return page == null ? stored.last() : Math.min(stored.last(), page.firstSeq() - 1);
    }

    /**
     * The pages that come before all stored entries.
     *
     * @param messagesMax how many messages they hold at most; but one page is there, if there is one
     * @param bytesMax how many octets of messages, likewise
     */
    List<ScratchPage> firstPages(int messagesMax, long bytesMax) {
        List<ScratchPage> found = new ArrayList<>();
        long before = stored.isEmpty() ? Long.MAX_VALUE : stored.first();
        long messages = 0;
        long bytes = 0;
        for (ScratchPage page : pages.headMap(before).values()) {
            messages += page.count();
            bytes += page.bytes();
            if (!found.isEmpty() && (messages > messagesMax || bytes > bytesMax)) {
                break;
            }
            found.add(page);
        }
        return found;
    }

    private @Nullable ScratchPage firstOfPages() {
        return pages.isEmpty() ? null : pages.firstEntry().getValue();
    }

    /** A stored entry is back in memory; false if it is not here any more. */
    boolean take(long position, int bodyLength) {
        boolean taken = stored.remove(position);
        if (taken) {
            redelivered.remove(position);
            storedBytes[Priorities.level(position)] -= bodyLength;
            if (position == first) {
                findFirst();
            }
        }
        return taken;
    }

    /** A page is back in memory; false if it is not here any more. */
    boolean take(ScratchPage page) {
        if (!pages.remove(page.firstSeq(), page)) {
            return false;
        }
        inPages -= page.count();
        findFirst();
        return true;
    }

    /** Stored entries are read back from here on. */
    void beginRead() {
        reading = true;
    }

    /** They are; returns the positions that came meanwhile. */
    SeqSet endRead() {
        reading = false;
        SeqSet came = sinceRead;
        sinceRead = new SeqSet();
        return came;
    }

    /** Whether there are stored entries in this range. */
    boolean hasStored(long from, long to) {
        long position = stored.ceiling(from);
        return position != SeqSet.NONE && position <= to;
    }

    /**
     * Forgets stored entries in this range that cannot be read back; returns how many there were.
     *
     * @param cameSince positions of which the read could not know, as {@link #endRead} gave them
     */
    long lose(long from, long to, SeqSet cameSince) {
        if (!hasStored(from, to)) {
            return 0;
        }
        SeqSet lost = new SeqSet();
        stored.moveRange(from, to, lost);
        cameSince.forEachRange((firstOfThem, last) -> lost.moveRange(firstOfThem, last, stored));
        lost.forEachRange(redelivered::removeRange);
        if (stored.isEmpty()) {
            // How long the lost ones were, nobody knows.
            Arrays.fill(storedBytes, 0);
        }
        findFirst();
        return lost.size();
    }

    /**
     * Forgets everything.
     *
     * @param ranges takes the positions of the stored entries
     * @param released takes the pages
     */
    void clear(SeqSet.RangeConsumer ranges, Consumer<ScratchPage> released) {
        stored.forEachRange(ranges);
        pages.values().forEach(released);
        stored = new SeqSet();
        redelivered = new SeqSet();
        Arrays.fill(storedBytes, 0);
        pages.clear();
        inPages = 0;
        findFirst();
    }

    private void findFirst() {
        long position = stored.first();
        first = position == SeqSet.NONE ? NOTHING : position;
        ScratchPage page = firstOfPages();
        if (page != null) {
            first = Math.min(first, page.firstSeq());
        }
        if (isEmpty()) {
            dueMs = QueueEntry.NEVER;
        }
    }
}
