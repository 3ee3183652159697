package io.leveret.broker.channel;

import io.leveret.broker.queue.PublishOutcome;

/**
 * The confirm window of one channel: which publishes are open, which are decided and not yet told.
 *
 * <p>A publish is decided when every queue it went to has answered; it is refused if one of them refused it. Decided
 * publishes are told together: the run at the front as one {@code multiple}, others one by one, so that a
 * {@code multiple} never passes a publish that is still open.
 *
 * <p>Owned by the connection's loop.
 */
final class ConfirmTracker {

    /** Writes the confirms. */
    interface Sink {
        /** basic.ack or basic.nack: for this publish, and for so many in all that are not told. */
        void confirm(long tag, long count, boolean accepted);
    }

    private static final int WINDOW_INITIAL = 16;
    private static final int REJECTED = 1 << 30;
    private static final int TOLD = -1;

    /** Per publish: the answers it waits for, with a bit if one was a refusal; {@link #TOLD} once it is told. */
    private int[] window = new int[WINDOW_INITIAL];

    private long firstTag = 1;
    private long nextTag = 1;
    private long[] decided = new long[WINDOW_INITIAL];
    private int decidedCount;
    private int untold;

    /** Starts a publish that {@code targets} queues will answer; returns its tag, from 1. */
    long open(int targets) {
        if (nextTag - firstTag == window.length) {
            grow();
        }
        long tag = nextTag++;
        untold++;
        window[slot(tag)] = targets;
        if (targets == 0) {
            addDecided(tag);
        }
        return tag;
    }

    /** One queue has answered. */
    void answered(long tag, PublishOutcome outcome) {
        assert tag >= firstTag && tag < nextTag;
        int state = window[slot(tag)] - 1;
        if (outcome == PublishOutcome.REJECTED) {
            state |= REJECTED;
        }
        window[slot(tag)] = state;
        if ((state & ~REJECTED) == 0) {
            addDecided(tag);
        }
    }

    /** Publishes that are not told yet, decided or not. */
    int untold() {
        return untold;
    }

    /** Whether something is decided and not told. */
    boolean hasNews() {
        return decidedCount > 0;
    }

    /** Tells all that is decided. */
    void tell(Sink sink) {
        tellFront(sink);
        for (int i = 0; i < decidedCount; i++) {
            long tag = decided[i];
            if (tag >= firstTag && window[slot(tag)] != TOLD) {
                sink.confirm(tag, 1, window[slot(tag)] != REJECTED);
                window[slot(tag)] = TOLD;
                untold--;
            }
        }
        decidedCount = 0;
    }

    /** Tells the decided publishes before the first open one, in runs of the same outcome. */
    private void tellFront(Sink sink) {
        long inRun = 0;
        long lastInRun = 0;
        boolean accepted = true;
        while (firstTag < nextTag && isDecided(window[slot(firstTag)])) {
            int state = window[slot(firstTag)];
            if (state != TOLD) {
                boolean ack = state != REJECTED;
                if (inRun > 0 && ack != accepted) {
                    sink.confirm(lastInRun, inRun, accepted);
                    inRun = 0;
                }
                accepted = ack;
                lastInRun = firstTag;
                inRun++;
                untold--;
            }
            firstTag++;
        }
        if (inRun > 0) {
            sink.confirm(lastInRun, inRun, accepted);
        }
    }

    private static boolean isDecided(int state) {
        return state == TOLD || (state & ~REJECTED) == 0;
    }

    private void addDecided(long tag) {
        if (decidedCount == decided.length) {
            long[] longer = new long[decidedCount * 2];
            System.arraycopy(decided, 0, longer, 0, decidedCount);
            decided = longer;
        }
        decided[decidedCount++] = tag;
    }

    private void grow() {
        int[] longer = new int[window.length * 2];
        for (long tag = firstTag; tag < nextTag; tag++) {
            longer[(int) (tag & (longer.length - 1))] = window[slot(tag)];
        }
        window = longer;
    }

    private int slot(long tag) {
        return (int) (tag & (window.length - 1));
    }
}
