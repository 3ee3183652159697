package io.leveret.broker.stats;

/** How large the bodies are that clients of one loop have published. Owned by the loop. */
public final class MessageSizes {

    private static final long[] BOUNDS = {100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 50_000_000, 100_000_000};

    private final long[] counts = new long[BOUNDS.length + 1];
    private long sum;

    /** The most octets of each range, but for the last, which has no end. */
    public static long[] bounds() {
        return BOUNDS.clone();
    }

    /** One more, of so many octets. */
    public void count(int octets) {
        int range = 0;
        while (range < BOUNDS.length && octets > BOUNDS[range]) {
            range++;
        }
        counts[range]++;
        sum += octets;
    }

    /** How many are in each range. */
    public long[] counts() {
        return counts.clone();
    }

    /** Octets of all. */
    public long sum() {
        return sum;
    }
}
