package io.leveret.bench;

import org.HdrHistogram.Histogram;

/**
 * What the producers or consumers of one event loop have done since they were last asked. Owned by that loop: plain
 * fields and plain histograms, since every message passes here.
 */
final class LoadStats {

    /** Latencies beyond an hour count as an hour. */
    static final long LATENCY_NANOS_MAX = 3_600_000_000_000L;

    private static final int DIGITS = 3;

    private long sent;
    private long returned;
    private long confirmed;
    private long nacked;
    private long received;
    private long lastNanos;
    private Histogram latency = histogram();
    private Histogram confirmLatency = histogram();

    /** For latencies in nanoseconds. */
    static Histogram histogram() {
        return new Histogram(LATENCY_NANOS_MAX, DIGITS);
    }

    void sent(int messages, long nowNanos) {
        sent += messages;
        lastNanos = nowNanos;
    }

    void returned() {
        returned++;
    }

    void confirmed(int messages, long nowNanos) {
        confirmed += messages;
        lastNanos = nowNanos;
    }

    void nacked(int messages, long nowNanos) {
        nacked += messages;
        lastNanos = nowNanos;
    }

    void received(long nowNanos) {
        received++;
        lastNanos = nowNanos;
    }

    void latency(long nanos) {
        latency.recordValue(Math.min(nanos, LATENCY_NANOS_MAX));
    }

    void confirmLatency(long nanos) {
        confirmLatency.recordValue(Math.max(0, Math.min(nanos, LATENCY_NANOS_MAX)));
    }

    /** What has been counted, which then counts from zero again. */
    Sample take(long nowNanos) {
        Sample sample =
                new Sample(sent, returned, confirmed, nacked, received, lastNanos, nowNanos, latency, confirmLatency);
        sent = 0;
        returned = 0;
        confirmed = 0;
        nacked = 0;
        received = 0;
        latency = histogram();
        confirmLatency = histogram();
        return sample;
    }
}
