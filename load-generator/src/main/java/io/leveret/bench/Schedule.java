package io.leveret.bench;

/**
 * When each message of a steady rate is due. A message's latency counts from here and not from when it was sent: a
 * generator that waits for a broker that stalls would otherwise leave out the very messages that the stall delayed.
 *
 * @param startNanos when the first message, number 0, is due
 * @param perSecond messages a second, at least 1
 */
record Schedule(long startNanos, int perSecond) {

    private static final long SECOND = 1_000_000_000;

    Schedule {
        assert perSecond > 0 && perSecond <= SECOND : perSecond;
    }

    /** When this message is due; rounded down, but never away from the rate, however long the run. */
    long dueNanos(long message) {
        return startNanos + message / perSecond * SECOND + message % perSecond * SECOND / perSecond;
    }

    /** How many messages are due by now: all those whose {@link #dueNanos} has come. */
    long dueCount(long nowNanos) {
        long elapsed = nowNanos - startNanos;
        if (elapsed < 0) {
            return 0;
        }
        long inLastSecond = ((elapsed % SECOND + 1) * perSecond + SECOND - 1) / SECOND;
        return elapsed / SECOND * perSecond + inLastSecond;
    }
}
