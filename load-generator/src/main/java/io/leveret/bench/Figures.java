package io.leveret.bench;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Numbers as people read them, the same in every locale. */
final class Figures {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MICRO = 1e3;

    private Figures() {}

    /** With groups of three digits. */
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** How many a second these are, rounded. */
    static long perSecond(long messages, long elapsedNanos) {
        return elapsedNanos <= 0 ? 0 : Math.round(messages * NANOS_PER_SECOND / elapsedNanos);
    }

    static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", nanos / NANOS_PER_SECOND);
    }

    /** Microseconds at a percentile of nanoseconds, rounded; 0 is the least, 100 the most. */
    static long micros(Histogram nanos, double percentile) {
        long value = percentile == 0 ? nanos.getMinValue() : nanos.getValueAtPercentile(percentile);
        return Math.round(value / NANOS_PER_MICRO);
    }
}
