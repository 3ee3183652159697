package io.leveret.store.index;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the next checkpoint has otherwise than the one before, as sorted keys and values. Filled by the index worker, then
 * read by the checkpoint writer.
 */
public final class IndexChanges {

    /** Takes keys and values by rising keys. */
    @FunctionalInterface
    public interface Sink {
        /** Takes the next. */
        void put(byte[] key, byte[] value);
    }

    private final boolean all;
    private final long queueIdMax;
    private final long txIdMax;
    private final List<byte[]> keys = new ArrayList<>();
    private final List<byte[]> values = new ArrayList<>();
    /** Keys of the checkpoint before that do not count any more, beside those of {@link #queues}. */
    private final TreeSet<byte[]> removed = new TreeSet<>(Arrays::compareUnsigned);
    /** Queues of the checkpoint before that are gone. */
    private final Set<Long> gone;
    /** Queues that have changed: all of them but runs is here anew. */
    private final Set<Long> queues;

    private int next;

    IndexChanges(boolean all, StoreIndex index) {
        this.all = all;
        this.queueIdMax = index.queueIdMax();
        this.txIdMax = index.txIdMax();
        this.gone = new HashSet<>(index.goneQueues());
        this.queues = new HashSet<>(index.changedQueues().keySet());
    }

    void put(byte[] key, byte[] value) {
        assert keys.isEmpty() || Arrays.compareUnsigned(keys.get(keys.size() - 1), key) < 0;
        keys.add(key);
        values.add(value);
    }

    void remove(byte[] key) {
        removed.add(key);
    }

    /** Whether this is the whole checkpoint. */
    public boolean isAll() {
        return all;
    }

    public long queueIdMax() {
        return queueIdMax;
    }

    public long txIdMax() {
        return txIdMax;
    }

    /**
     * Takes a key of the checkpoint before, by rising keys: passes on what now comes before it, and then the key itself if
     * it counts.
     */
    public void merge(byte[] key, byte[] value, Sink into) {
        int order = 1;
        while (next < keys.size() && order > 0) {
            order = Arrays.compareUnsigned(key, keys.get(next));
            if (order > 0) {
                passOn(into);
            }
        }
        if (order != 0 && counts(key)) {
            into.put(key, value);
        }
    }

    /** Passes on what comes behind the last key of the checkpoint before. */
    public void finish(Sink into) {
        while (next < keys.size()) {
            passOn(into);
        }
    }

    private void passOn(Sink into) {
        into.put(keys.get(next), values.get(next));
        next++;
    }

    private boolean counts(byte[] key) {
        return switch (key[0]) {
            case IndexCodec.CATALOGUE -> !removed.contains(key);
            case IndexCodec.RUNS -> !gone.contains(queueId(key)) && !removed.contains(key);
            case IndexCodec.QUEUE, IndexCodec.LIVE, IndexCodec.RETAINED, IndexCodec.RETURNS ->
                !gone.contains(queueId(key)) && !queues.contains(queueId(key));
            case IndexCodec.OPEN_TX -> false;
            default -> throw new IllegalStateException("a key of unknown kind: " + key[0]);
        };
    }

    private static long queueId(byte[] key) {
        return ByteBuffer.wrap(key, 1, Long.BYTES).getLong();
    }
}
