package io.leveret.store.journal;

import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jctools.queues.MpscArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The writer of one owner: encodes into the batch of this turn. Batches that came back are used again. */
final class BatchWriter implements JournalWriter {

    private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);
    private static final int BATCHES_KEPT_MAX = 16;
    private static final int NONE = -1;

    private final Executor owner;
    private final BooleanSupplier inOwner;
    private final Consumer<Batch> submitted;
    private final MpscArrayQueue<Batch> free = new MpscArrayQueue<>(BATCHES_KEPT_MAX);
    private @Nullable Batch current;
    private int ackAt = NONE;
    private long ackQueueId;
    private long ackTxId;

    BatchWriter(Executor owner, BooleanSupplier inOwner, Consumer<Batch> submitted) {
        this.owner = owner;
        this.inOwner = inOwner;
        this.submitted = submitted;
    }

    @Override
    public StoredBody body(StoredMessage message) {
        StoredBody body = new StoredBody(message);
        RecordEncoder.body(next(), body);
        return body;
    }

    @Override
    public void message(long queueId, long seq, long txId, long enqueuedAtMs, long expiresAtMs, StoredMessage message) {
        RecordEncoder.message(next(), queueId, seq, txId, enqueuedAtMs, expiresAtMs, message);
    }

    @Override
    public void enqueue(long queueId, long seq, long txId, long enqueuedAtMs, long expiresAtMs, StoredBody body) {
        RecordEncoder.enqueue(next(), queueId, seq, txId, enqueuedAtMs, expiresAtMs, body);
    }

    @Override
    public void settled(long queueId, long seq, long txId) {
        assert inOwner.getAsBoolean();
        boolean sameAgain = ackAt != NONE && ackQueueId == queueId && ackTxId == txId;
        if (sameAgain && RecordEncoder.ackAlso(batch(), ackAt, seq)) {
            return;
        }
        int at = RecordEncoder.ack(lazily(), queueId, seq, txId);
        ackAt = at;
        ackQueueId = queueId;
        ackTxId = txId;
    }

    @Override
    public void delivered(long queueId, long upToSeq) {
        RecordEncoder.delivered(lazily(), queueId, upToSeq);
    }

    @Override
    public void queueGone(long queueId) {
        RecordEncoder.queueGone(next(), queueId);
    }

    @Override
    public void commit(long txId) {
        RecordEncoder.end(next(), RecordType.TX_COMMIT, txId);
    }

    @Override
    public void abort(long txId) {
        RecordEncoder.end(next(), RecordType.TX_ABORT, txId);
    }

    @Override
    public void put(byte[] key, byte[] value) {
        RecordEncoder.put(next(), key, value);
    }

    @Override
    public void delete(byte[] key) {
        RecordEncoder.delete(next(), key);
    }

    @Override
    public void whenDurable(Runnable callback) {
        assert inOwner.getAsBoolean();
        batch().whenDurable(callback);
    }

    @Override
    public boolean hasUnsubmitted() {
        assert inOwner.getAsBoolean();
        return current != null && !current.isEmpty();
    }

    @Override
    public void submit() {
        if (hasUnsubmitted()) {
            Batch batch = batch();
            current = null;
            ackAt = NONE;
            submitted.accept(batch);
        }
    }

    /** The committer has made the batch durable. */
    void complete(Batch batch) {
        if (!batch.hasCallbacks()) {
            release(batch);
            return;
        }
        try {
            owner.execute(batch);
        } catch (RuntimeException e) {
            LOG.warn("The owner of a batch takes no tasks any more; what waited for the disk is not told", e);
        }
    }

    /** The batch is done with; from the owner or the committer. */
    void release(Batch batch) {
        batch.clear();
        free.relaxedOffer(batch);
    }

    private Batch next() {
        Batch batch = lazily();
        batch.hurry();
        return batch;
    }

    private Batch lazily() {
        assert inOwner.getAsBoolean();
        ackAt = NONE;
        return batch();
    }

    private Batch batch() {
        Batch batch = current;
        if (batch == null) {
            batch = free.relaxedPoll();
            if (batch == null) {
                batch = new Batch(this);
            }
            current = batch;
        }
        return batch;
    }
}
