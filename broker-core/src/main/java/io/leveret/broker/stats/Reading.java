package io.leveret.broker.stats;

import java.util.ArrayList;
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
    public record Sample(long atMs, long[] counts) {

        /** How often. */
        public long count(Stat stat) {
            return counts[stat.index()];
        }

        /** One of the lengths that are behind the counts. */
        public long length(int number) {
            return counts[Stat.COUNT + number];
        }
    }

    /** How often. */
    public long count(Stat stat) {
        return counts.length == 0 ? 0 : counts[stat.index()];
    }

    /** How fast that grows, per second. */
    public double rate(Stat stat) {
        return rates.length == 0 ? 0 : rates[stat.index()];
    }

    /** One of the lengths that are behind the counts. */
    public long length(int number) {
        return counts.length == 0 ? 0 : counts[Stat.COUNT + number];
    }

    /** How fast it changes, per second. */
    public double lengthRate(int number) {
        return rates.length == 0 ? 0 : rates[Stat.COUNT + number];
    }

    /** What several loops have counted of one thing. */
    public static Reading sum(List<Reading> readings) {
        List<Reading> some =
                readings.stream().filter(reading -> reading.counts.length > 0).toList();
        if (some.size() < 2) {
            return some.isEmpty() ? NOTHING : some.get(0);
        }
        long[] counts = new long[some.get(0).counts.length];
        double[] rates = new double[counts.length];
        Reading longest = some.get(0);
        for (Reading reading : some) {
            add(reading.counts, counts);
            for (int i = 0; i < rates.length; i++) {
                rates[i] += reading.rates[i];
            }
            longest = reading.samples.size() > longest.samples.size() ? reading : longest;
        }
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < longest.samples.size(); i++) {
            long[] row = new long[counts.length];
            for (Reading reading : some) {
                if (!reading.samples.isEmpty()) {
                    add(reading.samples.get(Math.min(i, reading.samples.size() - 1)).counts, row);
                }
            }
            samples.add(new Sample(longest.samples.get(i).atMs, row));
        }
        return new Reading(counts, rates, samples);
    }

    private static void add(long[] more, long[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] += more[i];
        }
    }
}
