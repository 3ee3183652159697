package io.leveret.store.journal;

import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jctools.queues.MpscArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The batches of one owner: the one of this turn, and those that came back from the committer and are used again. Owner:
 * the writer's thread, but for {@link #complete} and {@link #release}.
 */
final class Batches {

    private static final Logger LOG = LoggerFactory.getLogger(Batches.class);
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

    Batches(Executor owner, BooleanSupplier inOwner, Consumer<Batch> submitted) {
        this.owner = owner;
        this.inOwner = inOwner;
        this.submitted = submitted;
    }

    /** The batch of this turn, for a record that may wait for company. */
    Batch lazily(SyncPolicy sync) {
        assert inOwner.getAsBoolean();
        ackAt = NONE;
        Batch batch = batch();
        batch.require(sync);
        return batch;
    }

    /** The batch of this turn, for a record that is written as soon as the disk is free. */
    Batch urgently(SyncPolicy sync) {
        Batch batch = lazily(sync);
        batch.hurry();
        return batch;
    }

    /** Has an acknowledgement join the record before it, or makes a record of its own. */
    void settled(long queueId, long firstSeq, long count, long bodyBytes, long txId, SyncPolicy sync) {
        assert inOwner.getAsBoolean();
        boolean sameAgain = ackAt != NONE && ackQueueId == queueId && ackTxId == txId;
        if (sameAgain && RecordEncoder.ackAlso(batch(), ackAt, firstSeq, count, bodyBytes)) {
            batch().require(sync);
            return;
        }
        int at = RecordEncoder.ack(lazily(sync), queueId, firstSeq, count, bodyBytes, txId);
        ackAt = at;
        ackQueueId = queueId;
        ackTxId = txId;
    }

    void whenDurable(Runnable callback) {
        assert inOwner.getAsBoolean();
        batch().whenDurable(callback);
    }

    boolean hasUnsubmitted() {
        assert inOwner.getAsBoolean();
        return current != null && !current.isEmpty();
    }

    void submit() {
        if (hasUnsubmitted()) {
            Batch batch = batch();
            current = null;
            ackAt = NONE;
            submitted.accept(batch);
        }
    }

    /** The committer has made the batch as durable as it asked. */
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
