package io.leveret.store.seq;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * A set of positions (seq &gt; 0), small where they lie next to each other: a hundred million without a gap take some 150
 * kilobytes, and never more than an eighth of an octet for each position between the lowest and the highest of a block of
 * 65,536.
 *
 * <p>Not thread-safe: owned by whoever owns the queue, or the index, that it is part of.
 */
public final class SeqSet {

    /** The result of a search that found nothing. */
    public static final long NONE = -1;

    private static final int SOME = 1024;

    /** Takes ranges of a set. */
    public interface RangeConsumer {
        /** Every position from {@code first} to {@code last}, both included, is in the set. */
        void range(long first, long last);
    }

    private final TreeMap<Long, SeqBlock> blocks;
    private long size;

    public SeqSet() {
        blocks = new TreeMap<>();
    }

    /** For tests that count how many blocks are looked at. */
    SeqSet(Comparator<Long> rising) {
        blocks = new TreeMap<>(rising);
    }

    public long size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** The lowest member, or {@link #NONE}. */
    public long first() {
        Map.Entry<Long, SeqBlock> entry = blocks.firstEntry();
        return entry == null ? NONE : base(entry.getKey()) + entry.getValue().ceiling(0);
    }

    /** The highest member, or {@link #NONE}. */
    public long last() {
        Map.Entry<Long, SeqBlock> entry = blocks.lastEntry();
        return entry == null ? NONE : base(entry.getKey()) + entry.getValue().last();
    }

    /** The lowest member that is not below {@code seq}, or {@link #NONE}. */
    public long ceiling(long seq) {
        long key = key(seq);
        SeqBlock block = blocks.get(key);
        int found = block == null ? SeqBlock.NONE : block.ceiling(low(seq));
        if (found != SeqBlock.NONE) {
            return base(key) + found;
        }
        Map.Entry<Long, SeqBlock> next = blocks.higherEntry(key);
        return next == null ? NONE : base(next.getKey()) + next.getValue().ceiling(0);
    }

    /** The highest member that is not above {@code seq}, or {@link #NONE}. */
    public long floor(long seq) {
        long key = key(seq);
        SeqBlock block = blocks.get(key);
        int found = block == null ? SeqBlock.NONE : block.floor(low(seq));
        if (found != SeqBlock.NONE) {
            return base(key) + found;
        }
        Map.Entry<Long, SeqBlock> before = blocks.lowerEntry(key);
        return before == null ? NONE : base(before.getKey()) + before.getValue().last();
    }

    public boolean contains(long seq) {
        SeqBlock block = blocks.get(key(seq));
        return block != null && block.contains(low(seq));
    }

    /** Adds a position; false if it was there. O(1) above all others. */
    public boolean add(long seq) {
        return addRange(seq, seq) == 1;
    }

    /**
     * Adds all positions from {@code first} to {@code last}, both included.
     *
     * @return how many were not there
     */
    public long addRange(long first, long last) {
        long added = 0;
        for (long key = key(first); key <= key(last); key++) {
            SeqBlock block = blocks.get(key);
            if (block == null) {
                block = new SeqBlock();
                blocks.put(key, block);
            }
            added += block.add(lowFrom(key, first), lowTo(key, last));
        }
        size += added;
        return added;
    }

    /**
     * Takes over all members of another set, each so much higher; that set must not be used any more. O(n) for what takes n
     * octets.
     *
     * @param shift a multiple of 65,536 that puts them where this set has none
     */
    public void takeOver(SeqSet other, long shift) {
        assert low(shift) == 0;
        other.blocks.forEach((key, block) -> {
            SeqBlock before = blocks.put(key + key(shift), block);
            assert before == null;
        });
        size += other.size;
    }

    /** Removes a position; false if it was not there. */
    public boolean remove(long seq) {
        return removeRange(seq, seq) == 1;
    }

    /**
     * Removes all positions from {@code first} to {@code last}, both included.
     *
     * @return how many were there
     */
    public long removeRange(long first, long last) {
        long removed = 0;
        Map.Entry<Long, SeqBlock> entry = blocks.ceilingEntry(key(first));
        while (entry != null && entry.getKey() <= key(last)) {
            long key = entry.getKey();
            removed += entry.getValue().remove(lowFrom(key, first), lowTo(key, last));
            if (entry.getValue().isEmpty()) {
                blocks.remove(key);
            }
            entry = blocks.higherEntry(key);
        }
        size -= removed;
        return removed;
    }

    /** How many members lie from {@code first} to {@code last}, both included. */
    public long count(long first, long last) {
        long count = 0;
        for (Map.Entry<Long, SeqBlock> entry :
                blocks.subMap(key(first), true, key(last), true).entrySet()) {
            count += entry.getValue().count(lowFrom(entry.getKey(), first), lowTo(entry.getKey(), last));
        }
        return count;
    }

    /** Gives all members as ranges, by rising position, none touching the next. */
    public void forEachRange(RangeConsumer consumer) {
        long[] open = {NONE, NONE};
        blocks.forEach((key, block) -> block.forEachRange((from, to) -> {
            long first = base(key) + from;
            if (open[0] != NONE && open[1] + 1 == first) {
                open[1] = base(key) + to;
                return;
            }
            if (open[0] != NONE) {
                consumer.range(open[0], open[1]);
            }
            open[0] = first;
            open[1] = base(key) + to;
        }));
        if (open[0] != NONE) {
            consumer.range(open[0], open[1]);
        }
    }

    /**
     * Gives members by rising position, from {@code first} to at most {@code last}, as many as fit.
     *
     * @return how many were given
     */
    public int members(long first, long last, long[] into) {
        int count = 0;
        long seq = first;
        Map.Entry<Long, SeqBlock> entry = blocks.ceilingEntry(key(first));
        while (entry != null && entry.getKey() <= key(last) && count < into.length) {
            long key = entry.getKey();
            int low = lowFrom(key, seq);
            int lowMax = lowTo(key, last);
            while (low <= lowMax && count < into.length) {
                low = entry.getValue().ceiling(low);
                if (low == SeqBlock.NONE || low > lowMax) {
                    break;
                }
                into[count++] = base(key) + low++;
            }
            entry = blocks.higherEntry(key);
        }
        return count;
    }

    /**
     * Moves the members from {@code first} to {@code last}, both included, to another set.
     *
     * @return how many there were
     */
    public long moveRange(long first, long last, SeqSet into) {
        blocks.subMap(key(first), true, key(last), true)
                .forEach((key, block) -> block.forEachRange((from, to) -> {
                    long lowest = Math.max(first, base(key) + from);
                    long highest = Math.min(last, base(key) + to);
                    if (lowest <= highest) {
                        into.addRange(lowest, highest);
                    }
                }));
        return removeRange(first, last);
    }

    /**
     * Removes the lowest members that are not below {@code first}, nor above {@code last}, at most {@code count} of them.
     *
     * @return how many were removed
     */
    public long removeLowest(long first, long last, long count) {
        long removed = 0;
        int found = 1;
        while (removed < count && found > 0) {
            long[] some = new long[(int) Math.min(count - removed, SOME)];
            found = members(first, last, some);
            removed += found > 0 ? removeRange(first, some[found - 1]) : 0;
        }
        return removed;
    }

    /** A set with the same members that goes its own way. */
    public SeqSet copy() {
        SeqSet copy = new SeqSet();
        blocks.forEach((key, block) -> copy.blocks.put(key, block.copy()));
        copy.size = size;
        return copy;
    }

    /** Gives all members as parts, by rising position, for {@link #addPart}. */
    public void forEachPart(SeqParts.Sink sink) {
        SeqParts parts = new SeqParts(sink);
        blocks.forEach((key, block) -> {
            if (block.isBits()) {
                parts.bits(base(key), block);
            } else {
                block.forEachRange((from, to) -> parts.range(base(key) + from, base(key) + to));
            }
        });
        parts.end();
    }

    /** Adds the members of a part of another set; none of them may be here. */
    public void addPart(long first, byte[] octets) {
        if (SeqParts.isBits(octets)) {
            SeqBlock block = SeqParts.block(octets);
            blocks.put(key(first), block);
            size += block.size();
        } else {
            SeqParts.forEachRange(first, octets, this::addRange);
        }
    }

    public void clear() {
        blocks.clear();
        size = 0;
    }

    /** About what the set takes of the heap, in bytes. */
    public long footprintBytes() {
        long bytes = 0;
        for (SeqBlock block : blocks.values()) {
            bytes += block.footprintBytes();
        }
        return bytes;
    }

    private static long key(long seq) {
        return seq >>> SeqBlock.BITS;
    }

    private static long base(long key) {
        return key << SeqBlock.BITS;
    }

    private static int low(long seq) {
        return (int) (seq & SeqBlock.LOW_MASK);
    }

    private static int lowFrom(long key, long first) {
        return key == key(first) ? low(first) : 0;
    }

    private static int lowTo(long key, long last) {
        return key == key(last) ? low(last) : SeqBlock.LOW_MASK;
    }
}
