package io.leveret.bench;

import org.HdrHistogram.Histogram;

/**
 * What happened in one stretch of time.
 *
 * @param lastNanos when the last of it happened; 0 if nothing has yet
 * @param takenNanos when its stretch of time ended
 * @param latency nanoseconds from publish, or from when it was due, to delivery
 * @param confirmLatency nanoseconds from the same to the confirm
 */
record Sample(
        long sent,
        long returned,
        long confirmed,
        long nacked,
        long received,
        long lastNanos,
        long takenNanos,
        Histogram latency,
        Histogram confirmLatency) {

    static Sample empty() {
        return new Sample(0, 0, 0, 0, 0, 0, 0, LoadStats.histogram(), LoadStats.histogram());
    }

    /** Both together; histograms of neither are changed. */
    Sample plus(Sample other) {
        return new Sample(
                sent + other.sent,
                returned + other.returned,
                confirmed + other.confirmed,
                nacked + other.nacked,
                received + other.received,
                later(lastNanos, other.lastNanos),
                later(takenNanos, other.takenNanos),
                sum(latency, other.latency),
                sum(confirmLatency, other.confirmLatency));
    }

    private static long later(long a, long b) {
        if (a == 0 || b == 0) {
            return a == 0 ? b : a;
        }
        return a - b > 0 ? a : b;
    }

    private static Histogram sum(Histogram a, Histogram b) {
        Histogram sum = a.copy();
        sum.add(b);
        return sum;
    }
}
