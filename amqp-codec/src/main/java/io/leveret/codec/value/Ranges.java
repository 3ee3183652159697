package io.leveret.codec.value;

/** Range checks for values that are narrower on the wire than their Java type. */
final class Ranges {
    static final long UINT32_MAX = 0xFFFF_FFFFL;

    private Ranges() {}

    static void check(long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException("value " + value + " (expected: " + min + ".." + max + ")");
        }
    }
}
