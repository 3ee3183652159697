package io.leveret.store.index;

import io.leveret.store.journal.JournalWriter;
import io.leveret.store.journal.RecordView;
import java.util.Arrays;
import java.util.HashMap;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The state that a prefix of the journal leads to. Records are applied in the journal's order, each once; the same
 * records always lead to the same state, whether recovery reads them or the checkpoint worker.
 *
 * <p>Owner: the thread that opens the store, then the checkpoint worker.
 */
public final class StoreIndex {

    /** The bodyLsn of an entry whose MSG holds its bytes. */
    public static final long NO_BODY = 0;

    private final TreeMap<byte[], byte[]> catalogue = new TreeMap<>(Arrays::compareUnsigned);
    private final HashMap<Long, QueueIndex> queues = new HashMap<>();
    private final TreeMap<Long, OpenTx> open = new TreeMap<>();
    private @Nullable QueueIndex last;
    private long queueIdMax;
    private long txIdMax;

    /** Applies the next record. */
    public void apply(RecordView record) {
        switch (record.type()) {
            case MSG -> entered(record, NO_BODY);
            case ENQ -> entered(record, record.bodyLsn());
            case ACK -> settled(record);
            case DELIVERED -> delivered(record.queueId(), record.upToSeq());
            case QUEUE_GONE -> queueGone(record.queueId());
            case TX_COMMIT -> commit(record.txId());
            case TX_ABORT -> open.remove(record.txId());
            case META_PUT -> catalogue.put(record.key(), record.value());
            case META_DELETE -> catalogue.remove(record.key());
            case BODY, GROUP_END -> {}
        }
    }

    /** Forgets all transactions that are open: nobody is left to commit them. */
    public void forgetOpenTransactions() {
        open.clear();
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

    /** By rising txId. */
    public SortedMap<Long, OpenTx> openTransactions() {
        return open;
    }

    public long queueIdMax() {
        return queueIdMax;
    }

    public long txIdMax() {
        return txIdMax;
    }

    /** How many entries are live in all queues. */
    public long size() {
        return queues.values().stream().mapToLong(QueueIndex::size).sum();
    }

    /** Takes over what a checkpoint says about the highest numbers used. */
    public void restoreMaxima(long restoredQueueIdMax, long restoredTxIdMax) {
        queueIdMax = Math.max(queueIdMax, restoredQueueIdMax);
        txIdMax = Math.max(txIdMax, restoredTxIdMax);
    }

    /** Takes over a queue of a checkpoint, without its entries. */
    public void restoreQueue(long queueId, long seqMax, long deliveredUpTo) {
        QueueIndex queue = queue(queueId);
        queue.used(seqMax);
        queue.delivered(deliveredUpTo);
    }

    /** Takes over a live entry of a checkpoint. */
    public void restoreEntry(long queueId, long seq, long lsn, long bodyLsn) {
        queue(queueId).add(seq, lsn, bodyLsn);
    }

    /** Takes over a record of an open transaction, as {@link OpenTx#number} gave it. */
    public void restoreOpen(long txId, long queueId, long seq, long lsn, long bodyLsn) {
        open(txId).add(queueId, seq, lsn, bodyLsn);
    }

    private void entered(RecordView record, long bodyLsn) {
        QueueIndex queue = queue(record.queueId());
        long txId = record.txId();
        if (txId == JournalWriter.NO_TX) {
            queue.add(record.seq(), record.lsn(), bodyLsn);
        } else {
            queue.used(record.seq());
            open(txId).add(record.queueId(), record.seq(), record.lsn(), bodyLsn);
        }
    }

    private void settled(RecordView record) {
        long txId = record.txId();
        for (int i = 0; i < record.rangeCount(); i++) {
            if (txId == JournalWriter.NO_TX) {
                settle(record.queueId(), record.rangeFirstSeq(i), record.rangeCount(i));
            } else {
                open(txId).settle(record.queueId(), record.rangeFirstSeq(i), record.rangeCount(i));
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
            if (tx.isSettled(i)) {
                settle(tx.queueId(i), tx.seq(i), tx.count(i));
            } else {
                queue(tx.queueId(i)).add(tx.seq(i), tx.lsn(i), tx.bodyLsn(i));
            }
        }
    }

    private void settle(long queueId, long firstSeq, long count) {
        // An acknowledgement of a transaction may come after the end of its queue, which must not come back for it.
        QueueIndex queue = known(queueId);
        if (queue != null) {
            queue.remove(firstSeq, firstSeq + count - 1);
        }
    }

    private void delivered(long queueId, long upToSeq) {
        // The first mark of a queue comes before its first message.
        queue(queueId).delivered(upToSeq);
    }

    private void queueGone(long queueId) {
        queues.remove(queueId);
        last = null;
        queueIdMax = Math.max(queueIdMax, queueId);
        for (OpenTx tx : open.values()) {
            tx.forget(queueId);
        }
    }

    private OpenTx open(long txId) {
        txIdMax = Math.max(txIdMax, txId);
        return open.computeIfAbsent(txId, id -> new OpenTx());
    }

    private QueueIndex queue(long queueId) {
        QueueIndex queue = known(queueId);
        if (queue == null) {
            queue = new QueueIndex(queueId);
            queues.put(queueId, queue);
            queueIdMax = Math.max(queueIdMax, queueId);
            last = queue;
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
