package io.leveret.store;

import io.leveret.store.checkpoint.CheckpointWorker;
import io.leveret.store.checkpoint.Checkpoints;
import io.leveret.store.disk.Disk;
import io.leveret.store.disk.StoreException;
import io.leveret.store.journal.CommitProgress;
import io.leveret.store.journal.Committer;
import io.leveret.store.journal.GroupWriter;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.journal.SegmentPool;
import io.leveret.store.journal.SegmentTable;
import io.leveret.store.journal.StoreFailure;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a broker keeps beyond the life of the process: a catalogue of keys and values, and the messages of queues.
 *
 * <p>May be used from any thread. {@link #open}, {@link #checkpoint} and {@link #close} block for as long as the disk
 * takes, so never call them from an event loop.
 */
public final class MessageStore implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MessageStore.class);

    private final StoreFailure failure;
    private final SegmentTable table;
    private final SegmentPool pool;
    private final Committer committer;
    private final CheckpointWorker checkpointWorker;
    private final AtomicReference<@Nullable Recovered> recovered;
    private final AtomicBoolean closed = new AtomicBoolean();

    private MessageStore(Disk disk, StoreConfig config, LongSupplier wallClockMs) throws IOException {
        failure = new StoreFailure();
        table = SegmentTable.read(disk);
        Checkpoints checkpoints = new Checkpoints(disk);
        Recovery recovery = Recovery.run(disk, table, checkpoints, wallClockMs);
        recovered = new AtomicReference<>(recovery.recovered());
        pool = new SegmentPool(disk, config.segmentBytes(), config.sparesMax(), failure);
        pool.start();
        committer = new Committer(
                new GroupWriter(disk, table, pool, config.segmentBytes(), wallClockMs, recovery.endLsn()),
                new Committer.Limits(config.groupBytesMax(), config.lazyMsMax(), config.lazyBytesMax()),
                failure,
                wallClockMs);
        checkpointWorker = new CheckpointWorker(
                disk,
                checkpoints,
                table,
                pool,
                new CheckpointWorker.Start(
                        recovery.index(), recovery.endLsn(), recovery.checkpointLsn(), recovery.checkpointSegments()),
                config.checkpointBytes(),
                this::durableLsn,
                failure);
        checkpointWorker.start();
        committer.start(checkpointWorker::progressed);
    }

    /**
     * Opens what is on the disk, or begins anew on an empty one.
     *
     * @param wallClockMs milliseconds since 1970; called from several threads
     * @throws StoreException when what is there is damaged or newer than this release; nothing was changed
     * @throws IOException when the device fails
     */
    public static MessageStore open(Disk disk, StoreConfig config, LongSupplier wallClockMs) throws IOException {
        return new MessageStore(disk, config, wallClockMs);
    }

    /** What was found; given out once, so that it does not stay in memory. */
    public Recovered recovered() {
        Recovered found = recovered.getAndSet(null);
        if (found == null) {
            throw new IllegalStateException("what was recovered has been given out");
        }
        return found;
    }

    /**
     * A way in for one owner.
     *
     * @param owner runs the callbacks of {@link JournalWriter#whenDurable} on the owner's thread
     * @param inOwner whether the caller is that thread; asked by assertions only
     */
    public JournalWriter writer(Executor owner, BooleanSupplier inOwner) {
        return committer.writer(owner, inOwner);
    }

    /**
     * Completes with the cause when the device has failed. From then on nothing becomes durable, no callback runs, and
     * nothing is tried again. Does not complete otherwise. Dependents run on a thread of the store.
     */
    public CompletionStage<Throwable> failure() {
        return failure.stage();
    }

    /** The end of the journal that is forced, in bytes since the journal began. */
    public long durableLsn() {
        return committer.progress().durableLsn();
    }

    public StoreFootprint footprint() {
        CommitProgress progress = committer.progress();
        return new StoreFootprint(
                table.size(),
                pool.size(),
                table.bytes() + pool.bytes(),
                progress.groups(),
                progress.batches(),
                progress.bytes(),
                progress.durableLsn(),
                checkpointWorker.checkpointLsn());
    }

    /**
     * Forces all that was submitted and publishes a checkpoint of it, unless nothing has changed since the last.
     *
     * @throws IOException when the store has failed or fails now
     */
    public void checkpoint() throws IOException {
        await(committer.flush());
        await(checkpointWorker.checkpoint());
    }

    /**
     * Forces all that was submitted, publishes a checkpoint and ends the threads. Owners must have stopped submitting.
     * Does not throw: a device that fails now has failed the store.
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            checkpoint();
        } catch (IOException e) {
            LOG.warn("The store is closed without a last checkpoint", e);
        }
        pool.end();
        end(committer::end);
        end(checkpointWorker::end);
    }

    private interface Ending {
        void run() throws IOException;
    }

    private void end(Ending ending) {
        try {
            ending.run();
        } catch (IOException e) {
            failure.fail(e);
            LOG.warn("A file of the store could not be closed", e);
        }
    }

    private void await(CompletableFuture<Void> step) throws IOException {
        CompletableFuture.anyOf(step, failure.stage().toCompletableFuture()).join();
        if (failure.hasFailed()) {
            throw new IOException("the store has failed: " + failure.cause().getMessage(), failure.cause());
        }
    }
}
