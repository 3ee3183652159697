package io.leveret.store.journal;

import java.util.function.LongSupplier;

/**
 * Decides when what was written for {@link SyncPolicy#INTERVAL} is due to be forced. Owner: the committer.
 */
final class SyncClock {

    private final int intervalMs;
    private final LongSupplier wallClockMs;
    private boolean waiting;
    private long sinceMs;

    SyncClock(int intervalMs, LongSupplier wallClockMs) {
        this.intervalMs = intervalMs;
        this.wallClockMs = wallClockMs;
    }

    /** Something was written that has to be forced in time. */
    void written() {
        if (!waiting) {
            waiting = true;
            sinceMs = wallClockMs.getAsLong();
        }
    }

    /** All is forced. */
    void forced() {
        waiting = false;
    }

    boolean isWaiting() {
        return waiting;
    }

    /** Milliseconds until it is due, 0 if it is; only while {@link #isWaiting}. */
    int leftMs() {
        long waitedMs = wallClockMs.getAsLong() - sinceMs;
        // A clock that was set back must not make the wait longer.
        return waitedMs < 0 ? 0 : (int) Math.max(0, intervalMs - waitedMs);
    }

    boolean isDue() {
        return waiting && leftMs() == 0;
    }
}
