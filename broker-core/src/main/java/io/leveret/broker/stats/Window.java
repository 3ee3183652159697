package io.leveret.broker.stats;

/**
 * The samples that somebody wants to see.
 *
 * @param ageMs how far back, in milliseconds
 * @param incrementMs how far they are apart, in milliseconds
 */
public record Window(long ageMs, long incrementMs) {

    /** More samples than this are not made. */
    private static final long SAMPLES_MAX = 2_000;

    public Window {
        require(ageMs, incrementMs);
    }

    /**
     * Looks at numbers from outside.
     *
     * @throws IllegalArgumentException unless both are above 0 and there are at most 2,000 samples
     */
    public static void require(long ageMs, long incrementMs) {
        if (ageMs <= 0 || incrementMs <= 0 || ageMs / incrementMs > SAMPLES_MAX) {
            throw new IllegalArgumentException("samples of " + ageMs + " ms, each " + incrementMs + " ms");
        }
    }
}
