package io.leveret.store.seq;

import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * 65,536 neighbouring positions, by their low 16 bits: as ranges while these are few, else as bits. Owner: as
 * {@link SeqSet}.
 */
final class SeqBlock {

    static final int BITS = 16;
    static final int LOW_MASK = (1 << BITS) - 1;
    static final int NONE = -1;

    /** Beyond these, bits are shorter. */
    private static final int RANGES_MAX = 1024;

    static final int WORDS = (1 << BITS) / Long.SIZE;
    private static final long[] NO_BITS = {};
    private static final int OBJECT_BYTES = 120;

    interface RangeConsumer {
        void range(int first, int last);
    }

    /** First and last of each range, rising; used while {@link #bits} is empty. */
    private char[] ranges = new char[2];

    private int rangeCount;
    private long[] bits = NO_BITS;
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    SeqBlock copy() {
        SeqBlock copy = new SeqBlock();
        copy.ranges = ranges.clone();
        copy.rangeCount = rangeCount;
        copy.bits = bits.length == 0 ? NO_BITS : bits.clone();
        copy.size = size;
        return copy;
    }

    /** A block of 65,536 bits, lowest first. */
    static SeqBlock ofBits(LongBuffer words) {
        SeqBlock block = new SeqBlock();
        block.ranges = new char[0];
        block.bits = new long[WORDS];
        words.get(block.bits);
        for (long word : block.bits) {
            block.size += Long.bitCount(word);
        }
        return block;
    }

    /** As {@link #ofBits} takes them; only if it is kept so. */
    void bitsTo(LongBuffer words) {
        words.put(bits);
    }

    boolean isBits() {
        return bits.length > 0;
    }

    boolean contains(int low) {
        return ceiling(low) == low;
    }

    /** The lowest member that is not below {@code low}, or {@link #NONE}. */
    int ceiling(int low) {
        if (isBits()) {
            return nextBit(low);
        }
        int at = rangeEndingFrom(low);
        return at == rangeCount ? NONE : Math.max(low, first(at));
    }

    int last() {
        return floor(LOW_MASK);
    }

    /** The highest member that is not above {@code low}, or {@link #NONE}. */
    int floor(int low) {
        if (!isBits()) {
            int at = rangeEndingFrom(low);
            if (at < rangeCount && first(at) <= low) {
                return low;
            }
            return at == 0 ? NONE : last(at - 1);
        }
        for (int word = low / Long.SIZE; word >= 0; word--) {
            long set = bits[word] & mask(word, 0, low);
            if (set != 0) {
                return (word + 1) * Long.SIZE - 1 - Long.numberOfLeadingZeros(set);
            }
        }
        return NONE;
    }

    /** Adds a range; returns how many were not there. */
    int add(int from, int to) {
        int before = size;
        if (isBits()) {
            setBits(from, to);
        } else {
            addRange(from, to);
        }
        return size - before;
    }

    private void addRange(int from, int to) {
        // Ranges that overlap the new one or touch it become part of it.
        int at = rangeEndingFrom(from - 1);
        int end = at;
        int first = from;
        int last = to;
        int swallowed = 0;
        while (end < rangeCount && first(end) <= to + 1) {
            first = Math.min(first, first(end));
            last = Math.max(last, last(end));
            swallowed += last(end) - first(end) + 1;
            end++;
        }
        replace(at, end, 1);
        set(at, first, last);
        size += last - first + 1 - swallowed;
        becomeBitsIfMany();
    }

    /** Removes a range; returns how many were there. */
    int remove(int from, int to) {
        int before = size;
        if (isBits()) {
            clearBits(from, to);
        } else {
            removeRange(from, to);
        }
        return before - size;
    }

    private void removeRange(int from, int to) {
        int at = rangeEndingFrom(from);
        int end = at;
        int removed = 0;
        while (end < rangeCount && first(end) <= to) {
            removed += Math.min(to, last(end)) - Math.max(from, first(end)) + 1;
            end++;
        }
        if (at == end) {
            return;
        }
        int lowest = first(at);
        int highest = last(end - 1);
        boolean keepsLower = lowest < from;
        boolean keepsUpper = highest > to;
        replace(at, end, (keepsLower ? 1 : 0) + (keepsUpper ? 1 : 0));
        if (keepsLower) {
            set(at, lowest, from - 1);
        }
        if (keepsUpper) {
            set(keepsLower ? at + 1 : at, to + 1, highest);
        }
        size -= removed;
        becomeBitsIfMany();
    }

    int count(int from, int to) {
        int[] count = new int[1];
        if (isBits()) {
            for (int word = from / Long.SIZE; word <= to / Long.SIZE; word++) {
                count[0] += Long.bitCount(bits[word] & mask(word, from, to));
            }
        } else {
            for (int at = rangeEndingFrom(from); at < rangeCount && first(at) <= to; at++) {
                count[0] += Math.min(to, last(at)) - Math.max(from, first(at)) + 1;
            }
        }
        return count[0];
    }

    void forEachRange(RangeConsumer consumer) {
        if (!isBits()) {
            for (int at = 0; at < rangeCount; at++) {
                consumer.range(first(at), last(at));
            }
            return;
        }
        for (int from = nextBit(0); from != NONE; ) {
            int end = nextClearBit(from);
            consumer.range(from, end - 1);
            from = end > LOW_MASK ? NONE : nextBit(end);
        }
    }

    long footprintBytes() {
        return OBJECT_BYTES + (long) ranges.length * Character.BYTES + (long) bits.length * Long.BYTES;
    }

    private int first(int range) {
        return ranges[2 * range];
    }

    private int last(int range) {
        return ranges[2 * range + 1];
    }

    private void set(int range, int first, int last) {
        ranges[2 * range] = (char) first;
        ranges[2 * range + 1] = (char) last;
    }

    /** Index of the first range whose last member is not below {@code low}. */
    private int rangeEndingFrom(int low) {
        if (rangeCount > 0 && low > last(rangeCount - 1)) {
            return rangeCount;
        }
        int from = 0;
        int to = rangeCount;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (last(middle) < low) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /** Puts room for {@code count} ranges where those from {@code at} to before {@code end} were. */
    private void replace(int at, int end, int count) {
        int newCount = rangeCount - (end - at) + count;
        if (newCount * 2 > ranges.length) {
            ranges = Arrays.copyOf(ranges, Math.max(newCount * 2, ranges.length * 2));
        }
        System.arraycopy(ranges, 2 * end, ranges, 2 * (at + count), 2 * (rangeCount - end));
        rangeCount = newCount;
    }

    private void becomeBitsIfMany() {
        if (rangeCount <= RANGES_MAX) {
            return;
        }
        char[] old = Arrays.copyOf(ranges, 2 * rangeCount);
        bits = new long[WORDS];
        ranges = new char[0];
        rangeCount = 0;
        size = 0;
        for (int i = 0; i < old.length; i += 2) {
            setBits(old[i], old[i + 1]);
        }
    }

    private void setBits(int from, int to) {
        for (int word = from / Long.SIZE; word <= to / Long.SIZE; word++) {
            long mask = mask(word, from, to);
            size += Long.bitCount(mask & ~bits[word]);
            bits[word] |= mask;
        }
        becomeRangeIfFull();
    }

    private void clearBits(int from, int to) {
        for (int word = from / Long.SIZE; word <= to / Long.SIZE; word++) {
            long mask = mask(word, from, to);
            size -= Long.bitCount(mask & bits[word]);
            bits[word] &= ~mask;
        }
    }

    private void becomeRangeIfFull() {
        if (size == 1 << BITS) {
            bits = NO_BITS;
            ranges = new char[] {0, (char) LOW_MASK};
            rangeCount = 1;
        }
    }

    private static long mask(int word, int from, int to) {
        long mask = -1L;
        if (word == from / Long.SIZE) {
            mask &= -1L << from;
        }
        if (word == to / Long.SIZE) {
            mask &= -1L >>> (Long.SIZE - 1 - to);
        }
        return mask;
    }

    private int nextBit(int low) {
        for (int word = low / Long.SIZE; word < WORDS; word++) {
            long set = word == low / Long.SIZE ? bits[word] & (-1L << low) : bits[word];
            if (set != 0) {
                return word * Long.SIZE + Long.numberOfTrailingZeros(set);
            }
        }
        return NONE;
    }

    private int nextClearBit(int low) {
        for (int word = low / Long.SIZE; word < WORDS; word++) {
            long clear = word == low / Long.SIZE ? ~bits[word] & (-1L << low) : ~bits[word];
            if (clear != 0) {
                return word * Long.SIZE + Long.numberOfTrailingZeros(clear);
            }
        }
        return LOW_MASK + 1;
    }
}
