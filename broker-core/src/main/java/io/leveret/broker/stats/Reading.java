package io.leveret.broker.stats;

import java.util.List;

/**
 * What was counted up to now; a copy for any thread.
 *
 * @param counts in the order of {@link Stat}; behind them, if there are any, the lengths
 * @param rates how fast each of them grows, per second, over the last five to ten seconds
 * @param samples the newest first; empty where none were wanted
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Reading(long[] counts, double[] rates, List<Sample> samples) {

    /** Nothing was ever counted. */
    public static final Reading NOTHING = new Reading(new long[0], new double[0], List.of());

    /**
     * What the same numbers were at a time.
     *
     * @param atMs on the monotonic clock
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Sample(long atMs, long[] counts) {}

    /** How often. */
    public long count(Stat stat) {
        return counts.length == 0 ? 0 : counts[stat.index()];
    }

    /** How fast that grows, per second. */
    public double rate(Stat stat) {
        return rates.length == 0 ? 0 : rates[stat.index()];
    }
}
