package io.leveret.store.index;

import io.leveret.store.QueueId;
import io.leveret.store.disk.StoreException;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.journal.RecordView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The state that a prefix of the journal leads to. Records are applied in the journal's order, each once; the same
 * records always lead to the same state, whether recovery reads them or the index worker.
 *
 * <p>Where a message lies is known by the segment only: what is in memory grows with the number of queues and segments,
 * not of messages.
 *
 * <p>Owner: the thread that opens the store, then the index worker.
 */
public final class StoreIndex {

    /** How often it is looked whether something retained is too old. */
    private static final int DROP_MS = 500;

    private final TreeMap<byte[], byte[]> catalogue = new TreeMap<>(Arrays::compareUnsigned);
    private final HashMap<Long, QueueIndex> queues = new HashMap<>();
    private final TreeMap<Long, OpenTx> open = new TreeMap<>();
    private final Shared shared;
    private final IndexBudget budget;
    private @Nullable QueueIndex last;
    private long queueIdMax;
    private long txIdMax;

    /** What is not as the newest checkpoint has it. */
    private final TreeSet<byte[]> changedKeys = new TreeSet<>(Arrays::compareUnsigned);

    private final TreeMap<Long, QueueIndex> changedQueues = new TreeMap<>();
    private final Set<Long> goneQueues = new HashSet<>();
    private final Set<QueueIndex> retaining = new HashSet<>();
    private long dropAtMs;

    /** An index that stays in the heap, whatever it takes. */
    public StoreIndex() {
        this(new NoSpill(), Long.MAX_VALUE);
    }

    /**
     * An index of nothing.
     *
     * @param bytesMax about what it may take of the heap; what is too much is spilled by {@link #trim}
     */
    public StoreIndex(Spill spill, long bytesMax) {
        shared = new Shared(spill);
        budget = new IndexBudget(shared, bytesMax);
    }

    /**
     * Applies the next record.
     *
     * @throws StoreException when it cannot come next; the index must not be used any more
     */
    public void apply(RecordView record) throws StoreException {
        switch (record.type()) {
            case MSG -> entered(record, 0, false);
            case ENQ ->
                entered(
                        record,
                        record.bodyLength(),
                        record.bodyLsn() < record.segment().baseLsn());
            case MOVE -> moved(record, 0, false);
            case MOVE_ENQ ->
                moved(
                        record,
                        record.bodyLength(),
                        record.bodyLsn() < record.segment().baseLsn());
            case ACK -> settled(record);
            case DELIVERED -> changing(record.queueId()).delivered(record.upToSeq());
            case RETURNED -> returned(record.queueId(), record.seq(), record.times());
            case RETAIN -> retain(record.queueId(), record.maxAgeMs(), record.maxBytes());
            case QUEUE_GONE -> queueGone(record.queueId());
            case TX_COMMIT -> commit(record.txId());
            case TX_ABORT -> abort(record.txId());
            case META_PUT -> put(record.key(), record.value());
            case META_DELETE -> delete(record.key());
            case BODY, GROUP_END -> {}
        }
    }

    /** Forgets one transaction, if it is open, as if it had been aborted. */
    public void forget(long txId) {
        abort(txId);
    }

    /** Forgets all transactions that are open: nobody is left to commit them. Deliveries so far were another life's. */
    public void endRecovery() {
        open.values().forEach(this::letGo);
        open.clear();
        queues.values().forEach(QueueIndex::recovered);
    }

    public NavigableMap<byte[], byte[]> catalogue() {
        return catalogue;
    }

    /** A copy that does not follow further records. */
    public NavigableMap<byte[], byte[]> catalogueCopy() {
        return new TreeMap<>(catalogue);
    }

    /** By rising queueId. */
    public SortedMap<Long, QueueIndex> queues() {
        return new TreeMap<>(queues);
    }

    /** What a queue has; null if that is nothing. */
    public @Nullable QueueIndex queue(long queueId) {
        QueueIndex queue = queues.get(queueId);
        if (queue != null) {
            budget.touch(queue);
        }
        return queue;
    }

    /** The numbers of all segments that hold what lives or belongs to an open transaction. */
    public Set<Long> heldSegments() {
        return shared.uses().held();
    }

    /** The same for one segment. */
    public long liveBytes(long segment) {
        SegmentUses.Use use = shared.uses().of(segment);
        return use == null ? 0 : use.bytes();
    }

    /** What the segments that are held hold, by rising number. */
    public List<SegmentUse> segmentUses() {
        List<SegmentUse> held = new ArrayList<>();
        for (SegmentUses.Use use : shared.uses().all()) {
            held.add(new SegmentUse(use.number(), use.bytes(), use.isReferredTo(), use.mayShare()));
        }
        return held;
    }

    /** About how many octets it would take to move all that is held. */
    public long liveBytes() {
        return shared.uses().liveBytes();
    }

    /**
     * Lets go of retained messages that are too old. What the index comes to by this depends on the time, and not on the
     * journal alone: what a later start still finds is let go of again.
     *
     * @param sealedAtMs when a segment was full, by its number; {@link Long#MAX_VALUE} if it is not
     */
    public void dropOld(long nowMs, LongUnaryOperator sealedAtMs) {
        // A clock that was set back must not keep this from looking.
        if (nowMs < dropAtMs && nowMs >= dropAtMs - DROP_MS) {
            return;
        }
        dropAtMs = nowMs + DROP_MS;
        for (QueueIndex queue : retaining) {
            if (queue.retained().isDue(nowMs)) {
                if (queue.retained().keepToAge(nowMs, sealedAtMs)) {
                    changing(queue.queueId());
                }
                budget.touch(queue);
            }
        }
    }

    /** Lets go of what is retained in a range, but for some of it; see {@link #dropOld}. */
    public void dropRetained(QueueIndex queue, long firstSeq, long lastSeq, Set<Long> kept) {
        if (queue.retained().drop(firstSeq, lastSeq, kept)) {
            changing(queue.queueId());
        }
        budget.touch(queue);
    }

    /** Keeps to the bound on memory; called now and then, when no set of live messages is in use. */
    public void trim() {
        budget.trim(queues.values());
    }

    /** The queue may have another size than before: it is looked at, and so may have come back. */
    public void touch(QueueIndex queue) {
        budget.touch(queue);
    }

    /** About what the index takes of the heap. */
    public long heapBytes() {
        return budget.bytes();
    }

    /** What is spilled. */
    public long spilledBytes() {
        return shared.spill().bytes();
    }

    /** The highest incarnation of any {@link QueueId}. */
    public long queueIdMax() {
        return queueIdMax;
    }

    public long txIdMax() {
        return txIdMax;
    }

    /** How many messages live in all queues. */
    public long size() {
        return queues.values().stream().mapToLong(QueueIndex::liveCount).sum();
    }

    Spill spill() {
        return shared.spill();
    }

    SortedMap<Long, OpenTx> openTransactions() {
        return open;
    }

    SortedSet<byte[]> changedKeys() {
        return changedKeys;
    }

    SortedMap<Long, QueueIndex> changedQueues() {
        return changedQueues;
    }

    Set<Long> goneQueues() {
        return goneQueues;
    }

    /** Everything was just read from a checkpoint. */
    public void stored() {
        stored(changedQueues.values());
    }

    /** The next checkpoint has these queues, and all else, as they are now. */
    void stored(Collection<QueueIndex> written) {
        written.forEach(QueueIndex::stored);
        changedQueues.clear();
        changedKeys.clear();
        goneQueues.clear();
    }

    /** Takes over what a checkpoint says about the highest numbers used. */
    public void restoreMaxima(long restoredQueueIdMax, long restoredTxIdMax) {
        queueIdMax = Math.max(queueIdMax, restoredQueueIdMax);
        txIdMax = Math.max(txIdMax, restoredTxIdMax);
    }

    void restoreKey(byte[] key, byte[] value) {
        catalogue.put(key, value);
    }

    QueueIndex restored(long queueId) {
        return changing(queueId);
    }

    void restoreRetention(QueueIndex queue, long maxAgeMs, long maxBytes, long bytes) {
        queue.retained().restore(maxAgeMs, maxBytes, bytes);
        noteRetention(queue);
    }

    void restoreOpen(long txId, long queueId, long seq, long count, long bodyBytes) {
        open(txId).add(queueId, seq, count, bodyBytes);
    }

    private void entered(RecordView record, int bodyLength, boolean refersBack) throws StoreException {
        long seq = record.seq();
        QueueIndex queue = changing(record.queueId());
        if (seq <= queue.seqMax()) {
            throw new StoreException(record.where() + ": message " + seq + " of " + QueueId.text(record.queueId())
                    + " (expected: > " + queue.seqMax() + ")");
        }
        long segment = record.segment().number();
        queue.enter(seq, new Place(segment, (long) record.length() + bodyLength, refersBack));
        noteSharing(segment, bodyLength);
        long txId = record.txId();
        if (txId == JournalWriter.NO_TX) {
            queue.makeLive(seq, record.bodyBytes());
        } else {
            open(txId).enter(record.queueId(), seq, record.bodyBytes());
        }
    }

    private void noteSharing(long segment, int bodyLength) {
        if (bodyLength > 0) {
            shared.uses().mayShare(segment);
        }
    }

    private void moved(RecordView record, int bodyLength, boolean refersBack) {
        long segment = record.segment().number();
        QueueIndex queue = known(record.queueId());
        if (queue != null && queue.isReadable(record.seq())) {
            changing(record.queueId())
                    .move(
                            record.seq(),
                            record.fromSegment(),
                            new Place(segment, (long) record.length() + bodyLength, refersBack),
                            !open.isEmpty());
            noteSharing(segment, bodyLength);
        }
    }

    private void returned(long queueId, long seq, int times) {
        if (known(queueId) != null) {
            changing(queueId).cameBack(seq, times);
        }
    }

    private void retain(long queueId, long maxAgeMs, long maxBytes) {
        dropAtMs = 0;
        QueueIndex queue = changing(queueId);
        queue.retain(maxAgeMs, maxBytes);
        noteRetention(queue);
    }

    private void noteRetention(QueueIndex queue) {
        if (queue.retained().isOn()) {
            retaining.add(queue);
        } else {
            retaining.remove(queue);
        }
    }

    private void settled(RecordView record) {
        long txId = record.txId();
        long queueId = record.queueId();
        for (int i = 0; i < record.rangeCount(); i++) {
            long firstSeq = record.rangeFirstSeq(i);
            if (txId == JournalWriter.NO_TX) {
                settle(queueId, firstSeq, record.rangeCount(i), record.rangeBodyBytes(i));
            } else {
                open(txId).add(queueId, firstSeq, record.rangeCount(i), record.rangeBodyBytes(i));
            }
        }
    }

    private void commit(long txId) {
        txIdMax = Math.max(txIdMax, txId);
        OpenTx tx = open.remove(txId);
        if (tx == null) {
            return;
        }
        for (int i = 0; i < tx.size(); i++) {
            if (tx.isEntry(i)) {
                changing(tx.queueId(i)).makeLive(tx.seq(i), tx.bodyBytes(i));
            } else {
                settle(tx.queueId(i), tx.seq(i), tx.count(i), tx.bodyBytes(i));
            }
        }
    }

    private void abort(long txId) {
        OpenTx tx = open.remove(txId);
        if (tx != null) {
            letGo(tx);
        }
    }

    private void letGo(OpenTx tx) {
        for (int i = 0; i < tx.size(); i++) {
            if (tx.isEntry(i)) {
                changing(tx.queueId(i)).letGo(tx.seq(i));
            }
        }
    }

    private void settle(long queueId, long firstSeq, long count, long bodyBytes) {
        // An acknowledgement of a transaction may come after the end of its queue, which must not come back for it.
        if (known(queueId) != null) {
            changing(queueId).settle(firstSeq, firstSeq + count - 1, bodyBytes);
        }
    }

    private void queueGone(long queueId) {
        QueueIndex queue = queues.remove(queueId);
        if (queue != null) {
            queue.releaseAll();
            budget.gone(queue);
            retaining.remove(queue);
            changedQueues.remove(queueId);
            if (queue.isStored()) {
                goneQueues.add(queueId);
            }
        }
        last = null;
        queueIdMax = Math.max(queueIdMax, QueueId.incarnation(queueId));
        for (OpenTx tx : open.values()) {
            tx.forget(queueId);
        }
    }

    private void put(byte[] key, byte[] value) {
        catalogue.put(key, value);
        changedKeys.add(key);
    }

    private void delete(byte[] key) {
        if (catalogue.remove(key) != null) {
            changedKeys.add(key);
        }
    }

    private OpenTx open(long txId) {
        txIdMax = Math.max(txIdMax, txId);
        return open.computeIfAbsent(txId, id -> new OpenTx());
    }

    /** A queue that is about to change; it may be new, since the first mark of a queue comes before its first message. */
    private QueueIndex changing(long queueId) {
        QueueIndex queue = known(queueId);
        if (queue == null) {
            queue = new QueueIndex(queueId, shared);
            queues.put(queueId, queue);
            queueIdMax = Math.max(queueIdMax, QueueId.incarnation(queueId));
            last = queue;
        }
        budget.touch(queue);
        if (queue.change()) {
            changedQueues.put(queueId, queue);
        }
        return queue;
    }

    private @Nullable QueueIndex known(long queueId) {
        QueueIndex queue = last;
        if (queue == null || queue.queueId() != queueId) {
            queue = queues.get(queueId);
            last = queue;
        }
        return queue;
    }
}
