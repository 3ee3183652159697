package io.leveret.store.index;

import io.leveret.store.format.Numbers;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;

/**
 * The index as sorted keys and values. Numbers in keys are big endian, so that they sort; those in values are
 * {@link Numbers}.
 *
 * <pre>
 * 1 | key of the catalogue       its value
 * 2 | queueId (8)                seqMax, deliveredUpTo, liveBytes; if it retains, also maxAgeMs, maxBytes, octets retained
 * 3 | queueId (8) | id (8)       for each of up to 256 runs: first seq less the last of the run before, last less first,
 *                                segment less the one before (signed), twice the entries held, plus 1 if one refers back,
 *                                octets of these and their bodies in eights
 * 4 | txId (8) | part (4)        for each record of an open transaction: its four numbers (signed)
 * 5 | queueId (8) | first (8)    a part of the set of live messages
 * 6 | queueId (8) | first (8)    a part of the set of retained messages
 * 7 | queueId (8) | first (8)    for each of up to 1024 ranges of live messages that have come back equally often: first less
 *                                the last of the range before, last less first, how often
 * </pre>
 *
 * <p>Stateless; owner: as {@link StoreIndex}.
 */
public final class IndexCodec {

    static final byte CATALOGUE = 1;
    static final byte QUEUE = 2;
    static final byte RUNS = 3;
    static final byte OPEN_TX = 4;
    static final byte LIVE = 5;
    static final byte RETAINED = 6;
    static final byte RETURNS = 7;

    private static final int OPEN_PER_PART = 1024;
    private static final int RETURNS_PER_PART = 1024;
    /** How much is gathered before what is not needed any more may be spilled. */
    private static final int QUEUES_PER_TRIM = 64;

    private IndexCodec() {}

    /** Takes over what one key of a checkpoint says. */
    public static void decode(byte[] key, byte[] value, StoreIndex into) {
        ByteBuffer keys = ByteBuffer.wrap(key);
        Numbers numbers = new Numbers(value);
        switch (keys.get()) {
            case CATALOGUE -> into.restoreKey(Arrays.copyOfRange(key, 1, key.length), value);
            case QUEUE -> decodeQueue(into.restored(keys.getLong()), numbers, into);
            case RUNS -> into.restored(keys.getLong()).restore(RunChunk.decode(keys.getLong(), numbers));
            case OPEN_TX -> {
                long txId = keys.getLong();
                while (numbers.hasMore()) {
                    into.restoreOpen(
                            txId, numbers.getSigned(), numbers.getSigned(), numbers.getSigned(), numbers.getSigned());
                }
            }
            case LIVE -> into.restored(keys.getLong()).restoreLive(keys.getLong(), value);
            case RETAINED -> into.restored(keys.getLong()).restoreRetained(keys.getLong(), value);
            case RETURNS -> decodeReturns(into.restored(keys.getLong()), numbers);
            default -> throw new IllegalStateException("a key of unknown kind: " + key[0]);
        }
    }

    /**
     * Encodes the index, or what is not as the newest checkpoint has it; from then on that counts as stored.
     *
     * @param all whether there is no checkpoint to take the rest from
     */
    public static IndexChanges encode(StoreIndex index, boolean all) {
        IndexChanges changes = new IndexChanges(all, index);
        catalogue(index, changes);
        Collection<QueueIndex> queues =
                all ? index.queues().values() : index.changedQueues().values();
        Numbers numbers = new Numbers();
        for (QueueIndex queue : queues) {
            numbers.clear();
            numbers.put(queue.seqMax());
            numbers.put(queue.deliveredUpTo());
            numbers.put(queue.liveBytes());
            if (queue.retained().isOn()) {
                numbers.put(queue.retained().maxAgeMs());
                numbers.put(queue.retained().maxBytes());
                numbers.put(queue.retained().bytes());
            }
            changes.put(key(QUEUE, queue.queueId()), numbers.toByteArray());
        }
        for (QueueIndex queue : queues) {
            runs(queue, index.spill(), changes);
        }
        for (Map.Entry<Long, OpenTx> entry : index.openTransactions().entrySet()) {
            open(entry.getKey(), entry.getValue(), numbers, changes);
        }
        sets(LIVE, queues, index, changes);
        sets(RETAINED, queues, index, changes);
        queues.forEach(queue -> returns(queue, changes));
        index.stored(queues);
        return changes;
    }

    private static void decodeQueue(QueueIndex queue, Numbers numbers, StoreIndex into) {
        queue.restore(numbers.get(), numbers.get(), numbers.get());
        if (numbers.hasMore()) {
            into.restoreRetention(queue, numbers.get(), numbers.get(), numbers.get());
        }
    }

    private static void sets(byte kind, Collection<QueueIndex> queues, StoreIndex index, IndexChanges changes) {
        int count = 0;
        for (QueueIndex queue : queues) {
            LiveSet set = kind == LIVE ? queue.liveSet() : queue.retained().set();
            if (set.size() == 0) {
                continue;
            }
            set.get().forEachPart((first, octets) -> changes.put(key(kind, queue.queueId(), first), octets));
            index.touch(queue);
            if (++count % QUEUES_PER_TRIM == 0) {
                index.trim();
            }
        }
    }

    private static void decodeReturns(QueueIndex queue, Numbers numbers) {
        long last = 0;
        while (numbers.hasMore()) {
            long first = last + numbers.get();
            last = first + numbers.get();
            queue.restoreReturns(first, last, (int) numbers.get());
        }
    }

    private static void returns(QueueIndex queue, IndexChanges changes) {
        ReturnsPart part = new ReturnsPart(queue.queueId(), changes);
        queue.returns().forEachRange(part::add);
        part.end();
    }

    /** Ranges that go into one value. */
    private static final class ReturnsPart {

        private final long queueId;
        private final IndexChanges changes;
        private final Numbers numbers = new Numbers();
        private int ranges;
        private long firstOfAll;
        private long lastBefore;

        ReturnsPart(long queueId, IndexChanges changes) {
            this.queueId = queueId;
            this.changes = changes;
        }

        void add(long first, long last, int times) {
            if (ranges == RETURNS_PER_PART) {
                end();
            }
            if (ranges++ == 0) {
                firstOfAll = first;
                lastBefore = 0;
            }
            numbers.put(first - lastBefore);
            numbers.put(last - first);
            numbers.put(times);
            lastBefore = last;
        }

        void end() {
            if (ranges > 0) {
                changes.put(key(RETURNS, queueId, firstOfAll), numbers.toByteArray());
                numbers.clear();
                ranges = 0;
            }
        }
    }

    private static void catalogue(StoreIndex index, IndexChanges changes) {
        Collection<byte[]> keys = changes.isAll() ? index.catalogue().keySet() : index.changedKeys();
        for (byte[] key : keys) {
            byte[] stored =
                    ByteBuffer.allocate(1 + key.length).put(CATALOGUE).put(key).array();
            byte[] value = index.catalogue().get(key);
            if (value == null) {
                changes.remove(stored);
            } else {
                changes.put(stored, value);
            }
        }
    }

    private static void runs(QueueIndex queue, Spill spill, IndexChanges changes) {
        for (RunChunk chunk : queue.chunks()) {
            if (changes.isAll() || chunk.isChanged()) {
                changes.put(key(RUNS, queue.queueId(), chunk.id()), chunk.encoded(spill));
            }
        }
        for (long id : queue.removedChunks()) {
            changes.remove(key(RUNS, queue.queueId(), id));
        }
    }

    private static void open(long txId, OpenTx tx, Numbers numbers, IndexChanges changes) {
        int total = tx.numberCount();
        int perPart = OPEN_PER_PART * OpenTx.NUMBERS;
        for (int from = 0; from < total; from += perPart) {
            numbers.clear();
            for (int i = from; i < Math.min(total, from + perPart); i++) {
                numbers.putSigned(tx.number(i));
            }
            byte[] key = ByteBuffer.allocate(1 + Long.BYTES + Integer.BYTES)
                    .put(OPEN_TX)
                    .putLong(txId)
                    .putInt(from / perPart)
                    .array();
            changes.put(key, numbers.toByteArray());
        }
    }

    private static byte[] key(byte kind, long id) {
        return ByteBuffer.allocate(1 + Long.BYTES).put(kind).putLong(id).array();
    }

    private static byte[] key(byte kind, long id, long number) {
        return ByteBuffer.allocate(1 + 2 * Long.BYTES)
                .put(kind)
                .putLong(id)
                .putLong(number)
                .array();
    }
}
