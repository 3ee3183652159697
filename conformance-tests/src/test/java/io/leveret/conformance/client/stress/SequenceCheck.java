package io.leveret.conformance.client.stress;

import java.util.Arrays;

/**
 * Expects of every producer the sequence first, first + stride, first + 2 * stride, ... and throws at the first message
 * that is lost, duplicated or out of order. Owned by one consumer's thread.
 */
final class SequenceCheck {

    private final long stride;
    private final long[] next;

    SequenceCheck(long first, long stride) {
        this.stride = stride;
        next = new long[Load.PRODUCERS];
        Arrays.fill(next, first);
    }

    void accept(Stamp stamp) {
        long expected = next[stamp.producer()];
        if (stamp.sequence() != expected) {
            String kind = stamp.sequence() < expected ? "repeated or late" : "early, something before it is missing";
            throw new AssertionError(stamp + " is " + kind + " (expected: " + expected + ")");
        }
        next[stamp.producer()] = expected + stride;
    }

    /** What is expected next of every producer; a mark to {@link #rewind} to. */
    long[] mark() {
        return next.clone();
    }

    /** Expects again what came after the mark: those messages were not settled and return to their places. */
    void rewind(long[] mark) {
        System.arraycopy(mark, 0, next, 0, next.length);
    }
}
