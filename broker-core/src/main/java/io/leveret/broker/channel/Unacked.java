package io.leveret.broker.channel;

import io.leveret.broker.queue.QueueEntry;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What one channel has delivered and not seen settled, by delivery tag.
 *
 * <p>Tags are given out in order and mostly settled in order, so entries stand in a ring addressed by tag. When few of
 * many are left, as with one message that is never acknowledged, the few move to a tree and the ring starts anew: memory
 * follows what is unacked, not the distance between tags.
 *
 * <p>Owned by the connection's loop.
 */
final class Unacked {

    /** No tag. */
    static final long NONE = 0;

    private static final int RING_INITIAL = 16;
    /** A ring may be this many times as long as what is in it... */
    private static final int SPARSE_FACTOR = 8;
    /** ...once it is longer than this. */
    private static final int SPARSE_MIN = 1024;

    private @Nullable QueueEntry[] ring = new QueueEntry[0];
    private long firstTag = 1;
    private long nextTag = 1;
    private int inRing;
    private long lastGivenTag;
    private final TreeMap<Long, QueueEntry> stragglers = new TreeMap<>();
    private final @Nullable DeliveryWatch watch;

    Unacked() {
        this(null);
    }

    /** @param watch told what is added and what comes back; null for nobody */
    Unacked(@Nullable DeliveryWatch watch) {
        this.watch = watch;
    }

    /** The delivery tag of what is delivered now. */
    long nextDeliveryTag() {
        return ++lastGivenTag;
    }

    /** That of a direct reply: the one that comes next, which it does not use up. */
    long replyDeliveryTag() {
        return lastGivenTag + 1;
    }

    int size() {
        return inRing + stragglers.size();
    }

    /** The highest tag so far, whether it is settled or not: what comes later is not among "all up to now". */
    long lastTag() {
        return nextTag - 1;
    }

    /** The lowest tag that is outstanding, or {@link #NONE}. */
    long oldestTag() {
        if (!stragglers.isEmpty()) {
            return stragglers.firstKey();
        }
        return inRing == 0 ? NONE : firstTag;
    }

    /** Adds an entry under a tag higher than all before. */
    void add(long tag, QueueEntry entry) {
        assert tag >= nextTag;
        if (watch != null) {
            watch.delivered(tag);
        }
        if (inRing == 0) {
            firstTag = tag;
        } else if (tag - firstTag >= SPARSE_MIN && tag - firstTag >= (long) SPARSE_FACTOR * inRing) {
            moveToStragglers();
            firstTag = tag;
        }
        ensureSpan((int) (tag - firstTag) + 1);
        ring[slot(tag)] = entry;
        nextTag = tag + 1;
        inRing++;
    }

    /** Takes one entry, or null if the tag is not outstanding. */
    @Nullable
    QueueEntry take(long tag) {
        if (tag < firstTag || inRing == 0) {
            return stragglers.remove(tag);
        }
        if (tag >= nextTag) {
            return null;
        }
        QueueEntry entry = ring[slot(tag)];
        if (entry != null) {
            ring[slot(tag)] = null;
            inRing--;
            skipSettled();
        }
        return entry;
    }

    /** Puts an entry back that was taken under this tag. */
    void restore(long tag, QueueEntry entry) {
        assert tag < nextTag && !contains(tag);
        if (inRing > 0 && tag >= firstTag) {
            ring[slot(tag)] = entry;
            inRing++;
        } else {
            stragglers.put(tag, entry);
        }
        if (watch != null) {
            watch.restored();
        }
    }

    boolean contains(long tag) {
        if (tag < firstTag || inRing == 0) {
            return stragglers.containsKey(tag);
        }
        return tag < nextTag && ring[slot(tag)] != null;
    }

    /**
     * Takes the entries with tags up to and including {@code upTo}, lowest first, at most {@code max} of them; each is
     * given on with its tag.
     */
    int takeUpTo(long upTo, int max, ObjLongConsumer<QueueEntry> taken) {
        int count = 0;
        while (count < max && !stragglers.isEmpty() && stragglers.firstKey() <= upTo) {
            Map.Entry<Long, QueueEntry> lowest = stragglers.pollFirstEntry();
            taken.accept(lowest.getValue(), lowest.getKey());
            count++;
        }
        while (count < max && inRing > 0 && firstTag <= upTo) {
            QueueEntry entry = ring[slot(firstTag)];
            ring[slot(firstTag)] = null;
            long tag = firstTag++;
            if (entry != null) {
                inRing--;
                count++;
                taken.accept(entry, tag);
            }
        }
        skipSettled();
        return count;
    }

    /** Takes all entries, since the channel leaves: nothing is added after this. */
    void takeAll(Consumer<QueueEntry> taken) {
        takeUpTo(Long.MAX_VALUE, Integer.MAX_VALUE, (entry, tag) -> taken.accept(entry));
        if (watch != null) {
            watch.end();
        }
    }

    private void skipSettled() {
        while (inRing > 0 && ring[slot(firstTag)] == null) {
            firstTag++;
        }
        if (inRing == 0 && ring.length > SPARSE_MIN) {
            ring = new QueueEntry[0];
        }
    }

    private void moveToStragglers() {
        for (long tag = firstTag; tag < nextTag; tag++) {
            QueueEntry entry = ring[slot(tag)];
            if (entry != null) {
                stragglers.put(tag, entry);
            }
        }
        inRing = 0;
        ring = new QueueEntry[0];
    }

    private void ensureSpan(int span) {
        if (span <= ring.length) {
            return;
        }
        int length = Math.max(RING_INITIAL, Integer.highestOneBit(span - 1) << 1);
        @Nullable QueueEntry[] longer = new QueueEntry[length];
        if (inRing > 0) {
            for (long tag = firstTag; tag < nextTag; tag++) {
                longer[(int) (tag & (length - 1))] = ring[slot(tag)];
            }
        }
        ring = longer;
    }

    private int slot(long tag) {
        return (int) (tag & (ring.length - 1));
    }

    @Override
    public String toString() {
        return "Unacked" + Arrays.asList(firstTag, nextTag, inRing, stragglers.size());
    }
}
