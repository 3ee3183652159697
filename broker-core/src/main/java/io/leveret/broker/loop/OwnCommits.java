package io.leveret.broker.loop;

import io.leveret.store.journal.JournalWriter;

/**
 * Says whether a loop should make what a turn has recorded durable itself, see {@link JournalWriter#submitHere}. It does
 * as long as hardly anybody else waits meanwhile: a client that publishes one message at a time is told in half the time
 * and for half the work, but among others that one would hold up all of them. If, of some dozens of times, a socket had
 * brought something by the end of too many, it is left to the committer for a while, and for longer each time.
 *
 * <p>Owned by its loop.
 */
public final class OwnCommits {

    private static final int SAMPLES = 64;
    private static final int HELD_UP_MAX = SAMPLES / 4;
    private static final int PAUSE_MS_MIN = 16;
    private static final int PAUSE_MS_MAX = 16_384;

    private boolean committed;
    private boolean watching;
    private int samples;
    private int heldUp;
    private int pauseMs = PAUSE_MS_MIN;
    private long fromMs = Long.MIN_VALUE;

    boolean areAllowed(long nowMs) {
        return !watching && nowMs >= fromMs;
    }

    /** The loop has waited for the disk. */
    void committed() {
        committed = true;
    }

    /** Whether the loop has waited for the disk, and should look at its sockets at once; then it does not wait again before {@link #endWatch}. */
    public boolean beginWatch() {
        watching = committed;
        committed = false;
        return watching;
    }

    /**
     * The loop has looked.
     *
     * @param foundSome whether any socket had brought something
     */
    public void endWatch(boolean foundSome, long nowMs) {
        watching = false;
        heldUp += foundSome ? 1 : 0;
        samples++;
        if (heldUp > HELD_UP_MAX) {
            fromMs = nowMs + pauseMs;
            pauseMs = Math.min(PAUSE_MS_MAX, 2 * pauseMs);
            samples = 0;
            heldUp = 0;
        } else if (samples == SAMPLES) {
            pauseMs = PAUSE_MS_MIN;
            samples = 0;
            heldUp = 0;
        }
    }
}
