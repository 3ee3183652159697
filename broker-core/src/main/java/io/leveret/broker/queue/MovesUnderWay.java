package io.leveret.broker.queue;

import org.jspecify.annotations.Nullable;

/**
 * The entries whose dead letters are on their way, by tag, and how many queues have yet to answer for each.
 *
 * <p>Tags are given out in order and answered nearly in order, so entries stand in a ring addressed by tag. Owned by the
 * loop of the queue that they leave.
 */
final class MovesUnderWay {

    private static final int RING_INITIAL = 16;

    private static final QueueEntry[] NO_ENTRIES = {};
    private static final int[] NONE_DUE = {};

    private @Nullable QueueEntry[] entries = NO_ENTRIES;
    private int[] answersDue = NONE_DUE;
    private long firstTag = 1;
    private long nextTag = 1;

    /** Starts a move that {@code targets} queues will answer, at least one; returns its tag, from 1. */
    long open(QueueEntry entry, int targets) {
        assert targets > 0;
        if (nextTag - firstTag == entries.length) {
            grow();
        }
        long tag = nextTag++;
        entries[slot(tag)] = entry;
        answersDue[slot(tag)] = targets;
        return tag;
    }

    /** Whether nothing is on its way. */
    boolean isEmpty() {
        return firstTag == nextTag;
    }

    /** One queue has answered; returns the entry if it was the last to do so. */
    @Nullable
    QueueEntry answered(long tag) {
        assert tag >= firstTag && tag < nextTag;
        int slot = slot(tag);
        if (--answersDue[slot] > 0) {
            return null;
        }
        QueueEntry entry = entries[slot];
        entries[slot] = null;
        while (firstTag < nextTag && entries[slot(firstTag)] == null) {
            firstTag++;
        }
        return entry;
    }

    private void grow() {
        int length = Math.max(RING_INITIAL, entries.length * 2);
        @Nullable QueueEntry[] longer = new QueueEntry[length];
        int[] due = new int[length];
        for (long tag = firstTag; tag < nextTag; tag++) {
            longer[(int) (tag & (length - 1))] = entries[slot(tag)];
            due[(int) (tag & (length - 1))] = answersDue[slot(tag)];
        }
        entries = longer;
        answersDue = due;
    }

    private int slot(long tag) {
        return (int) (tag & (entries.length - 1));
    }
}
