package io.leveret.store.seq;

import io.leveret.store.format.Numbers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A {@link SeqSet} in parts, each of which has a position that none before it reaches:
 *
 * <pre>
 * 0 | ranges: the first member less the last of the range before (in the first: less the part's position), members less 1
 * 1 | 65,536 bits from the part's position on, little endian
 * </pre>
 *
 * <p>Ranges are {@link Numbers}, at most 1024 of them in a part. Owner: as the set.
 */
public final class SeqParts {

    /** Takes parts. */
    public interface Sink {
        /** No member of the part, or of one after it, is lower than {@code first}. */
        void part(long first, byte[] octets);
    }

    private static final int RANGES_MAX = 1024;
    private static final byte RANGES = 0;
    private static final byte BITS = 1;
    private static final long NONE = SeqSet.NONE;

    private final Sink sink;
    private final Numbers numbers = new Numbers();
    /** The range that the next one may touch. */
    private long from = NONE;

    private long to;
    private long partFirst;
    private long partLast;
    private int ranges;

    SeqParts(Sink sink) {
        this.sink = sink;
    }

    static boolean isBits(byte[] octets) {
        return octets[0] == BITS;
    }

    void range(long first, long last) {
        if (from != NONE && to + 1 == first) {
            to = last;
            return;
        }
        putRange();
        from = first;
        to = last;
    }

    void bits(long first, SeqBlock block) {
        end();
        ByteBuffer octets = ByteBuffer.allocate(1 + SeqBlock.WORDS * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        octets.put(BITS);
        block.bitsTo(octets.slice().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer());
        sink.part(first, octets.array());
    }

    void end() {
        putRange();
        if (ranges > 0) {
            sink.part(partFirst, numbers.toByteArray());
            ranges = 0;
        }
    }

    private void putRange() {
        if (from == NONE) {
            return;
        }
        if (ranges == RANGES_MAX) {
            sink.part(partFirst, numbers.toByteArray());
            ranges = 0;
        }
        if (ranges == 0) {
            numbers.clear();
            numbers.put(RANGES);
            partFirst = from;
            partLast = from;
        }
        numbers.put(from - partLast);
        numbers.put(to - from);
        partLast = to;
        ranges++;
        from = NONE;
    }

    static void forEachRange(long first, byte[] octets, SeqSet.RangeConsumer consumer) {
        Numbers numbers = new Numbers(octets);
        numbers.get();
        long last = first;
        while (numbers.hasMore()) {
            long from = last + numbers.get();
            last = from + numbers.get();
            consumer.range(from, last);
        }
    }

    static SeqBlock block(byte[] octets) {
        return SeqBlock.ofBits(ByteBuffer.wrap(octets, 1, octets.length - 1)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asLongBuffer());
    }
}
