package io.leveret.store.journal;

/**
 * Whether the disk takes so short that a thread with other work may wait for it. Told in whole milliseconds, which says
 * enough on average. Owner: who owns the journal; {@link #isShort} may be called by any thread.
 */
final class ForceTime {

    private static final int SAMPLES = 64;
    /** Half a millisecond on average. */
    private static final int SUM_MS_MAX = SAMPLES / 2;

    /** Times that are left to others before it is tried again, twice as many each time. */
    private static final int SKIPPED_MIN = 256;

    private static final int SKIPPED_MAX = 1 << 20;

    private int samples;
    private int sumMs;
    private int skippedNext = SKIPPED_MIN;
    private volatile int skip;

    /** Whether the next one is probably short. Being asked counts. */
    boolean isShort() {
        int left = skip;
        if (left > 0) {
            // A count that is lost between threads does no harm.
            skip = left - 1;
        }
        return left == 0;
    }

    /** It took so long this time. */
    void took(long ms) {
        // A clock that was set may say anything.
        sumMs += (int) Math.min(Math.max(0, ms), SUM_MS_MAX);
        if (sumMs >= SUM_MS_MAX) {
            skip = skippedNext;
            skippedNext = Math.min(SKIPPED_MAX, 2 * skippedNext);
            samples = 0;
            sumMs = 0;
        } else if (++samples == SAMPLES) {
            skippedNext = SKIPPED_MIN;
            samples = 0;
            sumMs = 0;
        }
    }
}
