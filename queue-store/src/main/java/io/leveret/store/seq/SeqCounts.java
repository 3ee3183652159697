package io.leveret.store.seq;

import java.util.Map;
import java.util.TreeMap;

/**
 * How often something has happened to positions of a queue; never, to all that are not mentioned. Small where neighbours
 * have the same number, as they have it when a consumer that held many is gone.
 *
 * <p>Not thread-safe: owned by whoever owns the queue, or the index, that it is part of.
 */
public final class SeqCounts {

    private static final int RANGE_BYTES = 104;

    /** Takes ranges. */
    public interface RangeConsumer {
        /** Every position from {@code first} to {@code last}, both included, has this number. */
        void range(long first, long last, int count);
    }

    private record Range(long last, int count) {}

    /** By first position; no two overlap. */
    private final TreeMap<Long, Range> ranges = new TreeMap<>();

    /** Whether nothing has a number but 0. */
    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** The number of a position. */
    public int get(long seq) {
        Map.Entry<Long, Range> range = ranges.floorEntry(seq);
        return range == null || range.getValue().last < seq ? 0 : range.getValue().count;
    }

    /**
     * Gives a position a number.
     *
     * @param count from 1 up
     */
    public void set(long seq, int count) {
        set(seq, seq, count);
    }

    /** The same for all from {@code first} to {@code last}, both included. */
    public void set(long first, long last, int count) {
        assert first <= last && count > 0 : count + " of " + first + " to " + last;
        removeRange(first, last);
        long from = first;
        Map.Entry<Long, Range> before = ranges.floorEntry(first);
        if (before != null && before.getValue().last == first - 1 && before.getValue().count == count) {
            from = before.getKey();
        }
        long to = last;
        Range behind = ranges.get(last + 1);
        if (behind != null && behind.count == count) {
            ranges.remove(last + 1);
            to = behind.last;
        }
        ranges.put(from, new Range(to, count));
    }

    /** These positions, both included, have 0. */
    public void removeRange(long first, long last) {
        if (ranges.isEmpty()) {
            return;
        }
        Map.Entry<Long, Range> before = ranges.lowerEntry(first);
        if (before != null && before.getValue().last >= first) {
            Range cut = before.getValue();
            ranges.put(before.getKey(), new Range(first - 1, cut.count));
            if (cut.last > last) {
                ranges.put(last + 1, cut);
                return;
            }
        }
        Map.Entry<Long, Range> next = ranges.ceilingEntry(first);
        while (next != null && next.getKey() <= last) {
            ranges.remove(next.getKey());
            if (next.getValue().last > last) {
                ranges.put(last + 1, next.getValue());
            }
            next = ranges.ceilingEntry(first);
        }
    }

    /** All have 0. */
    public void clear() {
        ranges.clear();
    }

    /** Gives all that have another number than 0, by rising position. */
    public void forEachRange(RangeConsumer consumer) {
        ranges.forEach((first, range) -> consumer.range(first, range.last, range.count));
    }

    /** Those that do not follow this one. */
    public SeqCounts copy() {
        SeqCounts copy = new SeqCounts();
        copy.ranges.putAll(ranges);
        return copy;
    }

    /** About what it takes of the heap, in bytes. */
    public long footprintBytes() {
        return (long) ranges.size() * RANGE_BYTES;
    }
}
