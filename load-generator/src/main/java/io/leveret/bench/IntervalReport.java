package io.leveret.bench;

import org.HdrHistogram.Histogram;

/** One line of figures while a bench runs, in the words of RabbitMQ's PerfTest. */
final class IntervalReport {

    private static final String PERCENTILE_NAMES = "min/median/75th/95th/99th ";
    private static final double[] PERCENTILES = {0, 50, 75, 95, 99};

    private final BenchOptions options;

    IntervalReport(BenchOptions options) {
        this.options = options;
    }

    /**
     * The line.
     *
     * @param timeNanos since the bench has been counting, or warming up
     * @param elapsedNanos which the sample took
     */
    String line(boolean warmup, long timeNanos, long elapsedNanos, Sample sample) {
        StringBuilder line = new StringBuilder(warmup ? "warm-up " : "time ").append(Figures.seconds(timeNanos));
        BenchOptions.Publishing publishing = options.publishing();
        if (publishing.producers() > 0) {
            rate(line, "sent", sample.sent(), elapsedNanos);
        }
        if (publishing.mandatory()) {
            rate(line, "returned", sample.returned(), elapsedNanos);
        }
        if (publishing.confirms()) {
            rate(line, "confirmed", sample.confirmed(), elapsedNanos);
            rate(line, "nacked", sample.nacked(), elapsedNanos);
        }
        if (options.consuming().consumers() > 0) {
            rate(line, "received", sample.received(), elapsedNanos);
        }
        boolean both = options.measuresLatency() && publishing.confirms();
        if (options.measuresLatency()) {
            latency(line, ", " + PERCENTILE_NAMES + "consumer latency: ", sample.latency());
        }
        if (publishing.confirms()) {
            latency(line, ", " + (both ? "" : PERCENTILE_NAMES) + "confirm latency: ", sample.confirmLatency());
        }
        return line.toString();
    }

    private static void rate(StringBuilder line, String what, long messages, long elapsedNanos) {
        line.append(", ")
                .append(what)
                .append(": ")
                .append(Figures.perSecond(messages, elapsedNanos))
                .append(" msg/s");
    }

    private static void latency(StringBuilder line, String what, Histogram nanos) {
        line.append(what);
        if (nanos.getTotalCount() == 0) {
            line.append("none");
            return;
        }
        String separator = "";
        for (double percentile : PERCENTILES) {
            line.append(separator).append(Figures.micros(nanos, percentile));
            separator = "/";
        }
        line.append(" µs");
    }
}
