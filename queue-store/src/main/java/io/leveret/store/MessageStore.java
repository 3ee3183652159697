package io.leveret.store;

import io.leveret.store.backup.Backup;
import io.leveret.store.backup.BackupReport;
import io.leveret.store.checkpoint.Checkpoints;
import io.leveret.store.checkpoint.HeldPoint;
import io.leveret.store.checkpoint.SpillFile;
import io.leveret.store.disk.Disk;
import io.leveret.store.disk.StoreException;
import io.leveret.store.index.StoreIndex;
import io.leveret.store.journal.CommitProgress;
import io.leveret.store.journal.Committer;
import io.leveret.store.journal.GroupWriter;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.journal.SegmentPool;
import io.leveret.store.journal.SegmentTable;
import io.leveret.store.journal.StoreFailure;
import io.leveret.store.journal.SyncPolicy;
import io.leveret.store.position.Sidecars;
import io.leveret.store.space.DiskSpace;
import io.leveret.store.space.SpaceKeeper;
import io.leveret.store.worker.Threads;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a broker keeps beyond the life of the process: a catalogue of keys and values, and the messages of queues.
 *
 * <p>May be used from any thread. {@link #open}, {@link #checkpoint}, {@link #backup} and {@link #close}
 * block for as long as the disk
 * takes, so never call them from an event loop.
 */
public final class MessageStore implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MessageStore.class);

    private final Threads threads;
    private final Disk disk;
    private final StoreFailure failure;
    private final SegmentTable table;
    private final SegmentPool pool;
    private final Committer committer;
    private final SpillFile spill;
    private final IndexWorker indexWorker;
    private final BacklogReaders readers;
    private final SpaceKeeper space;
    private final SyncPolicy sync;
    private final AtomicReference<@Nullable Recovered> recovered;
    private final AtomicBoolean closed = new AtomicBoolean();
    /** The backup under way; completes when it has ended. */
    private final AtomicReference<@Nullable CompletableFuture<Void>> backup = new AtomicReference<>();

    private MessageStore(
            Threads threads,
            Disk disk,
            StoreConfig wanted,
            LongSupplier wallClockMs,
            SegmentTable table,
            SpillFile spill)
            throws IOException {
        this.threads = threads;
        this.disk = disk;
        this.table = table;
        this.spill = spill;
        StoreConfig config = wanted.fittedTo(disk.totalBytes());
        sync = config.sync();
        failure = new StoreFailure(threads);
        Checkpoints checkpoints = new Checkpoints(disk, () -> new StoreIndex(spill, config.indexBytesMax()));
        Sidecars sidecars = new Sidecars(disk, table);
        Recovery recovery = Recovery.run(disk, table, checkpoints, sidecars, wallClockMs);
        recovered = new AtomicReference<>(recovery.recovered());
        pool = new SegmentPool(threads, disk, config.segmentBytes(), config.sparesMax(), failure);
        committer = new Committer(
                threads,
                new GroupWriter(disk, table, pool, config.segmentBytes(), wallClockMs, recovery.endLsn()),
                new Committer.Limits(
                        config.groupBytesMax(),
                        config.lazyMsMax(),
                        config.lazyBytesMax(),
                        config.sync(),
                        config.syncIntervalMs()),
                failure,
                wallClockMs);
        indexWorker = new IndexWorker(
                threads, disk, table, pool, sidecars, checkpoints, recovery, config, committer, wallClockMs, failure);
        readers = new BacklogReaders(
                threads, disk, table, sidecars, committer::forced, indexWorker, config.readers(), failure);
        space = new SpaceKeeper(
                threads,
                disk,
                new SpaceKeeper.Limits(config.freeBytesMin(), config.segmentBytes(), config.reserveBytes()),
                pool,
                new StoreRelief(disk, table, committer, indexWorker),
                failure,
                wallClockMs);
        if (config.segmentBytes() < wanted.segmentBytes()) {
            LOG.info(
                    "The device has {} bytes: journal files of {} bytes instead of {}, nothing is to be published below"
                            + " {} bytes",
                    disk.totalBytes(),
                    config.segmentBytes(),
                    wanted.segmentBytes(),
                    config.freeBytesMin());
        }
    }

    /** Starts the threads. After all that may fail, so that none is left behind. */
    private void start() {
        pool.start();
        readers.start();
        indexWorker.start(readers);
        committer.start(indexWorker::progressed, space::written);
        space.start();
    }

    /**
     * Opens what is on the disk, or begins anew on an empty one.
     *
     * @param wallClockMs milliseconds since 1970; called from several threads
     * @throws StoreException when what is there is damaged or newer than this release; nothing was changed
     * @throws IOException when the device fails
     */
    public static MessageStore open(Disk disk, StoreConfig config, LongSupplier wallClockMs) throws IOException {
        return open(Threads.real(), disk, config, wallClockMs);
    }

    /** The same with other threads than those of the JVM. */
    public static MessageStore open(Threads threads, Disk disk, StoreConfig config, LongSupplier wallClockMs)
            throws IOException {
        Backup.requireFinished(disk);
        SegmentTable table = SegmentTable.read(disk);
        SpillFile spill = new SpillFile(disk);
        MessageStore store;
        try {
            store = new MessageStore(threads, disk, config, wallClockMs, table, spill);
        } catch (IOException | RuntimeException e) {
            spill.close();
            throw e;
        }
        store.start();
        return store;
    }

    /** What was found; given out once. */
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

    /** Reads back what waits in queues. */
    public BacklogReader backlog() {
        return readers;
    }

    /**
     * Completes with the cause when the device has failed. From then on nothing becomes durable, no callback runs, and
     * nothing is tried again. Does not complete otherwise. Dependents run on a thread of the store.
     */
    public CompletionStage<Throwable> failure() {
        return failure.stage();
    }

    /** What records ask for that say nothing else. */
    public SyncPolicy sync() {
        return sync;
    }

    /** The room on the device, as it was found by the last look: one is taken as the journal grows. */
    public DiskSpace space() {
        return space.space();
    }

    /** Has the store look at the room now, since others may take it too; does not wait. */
    public void lookAtSpace() {
        space.look();
    }

    /** Calls back after each look at the room, and soon with what is now; on a thread of the store, which must not wait. */
    public void onSpace(Consumer<DiskSpace> listener) {
        space.onLook(listener);
    }

    /** The end of the journal that is forced, in bytes since the journal began. */
    public long durableLsn() {
        return committer.progress().durableLsn();
    }

    public StoreFootprint footprint() {
        CommitProgress progress = committer.progress();
        IndexFootprint index = indexWorker.footprint();
        return new StoreFootprint(
                table.size(),
                pool.size(),
                table.bytes() + pool.bytes(),
                progress.groups(),
                progress.batches(),
                progress.bytes(),
                progress.forces(),
                progress.writtenLsn(),
                progress.durableLsn(),
                indexWorker.checkpointLsn(),
                index.liveBytes(),
                index.heapBytes(),
                index.spilledBytes(),
                index.sidecarBytes(),
                index.oldestSegment());
    }

    /**
     * Forces all that was submitted and publishes a checkpoint of it, unless nothing has changed since the last.
     *
     * @throws IOException when the store has failed or fails now
     */
    public void checkpoint() throws IOException {
        await(committer.flush());
        await(indexWorker.checkpoint());
    }

    /**
     * Copies the store to another disk while it is used, and returns when the copy is forced. Everything that was durable
     * before the call is in it, and perhaps more, up to one position of the journal. The copy opens like this store.
     *
     * @param target empty; when the backup fails it is so again, or holds a mark with which no store opens
     * @throws IOException when either disk fails, the store is closed, or another backup is under way. This store is
     *     unharmed, unless its own device has failed
     */
    public BackupReport backup(Disk target) throws IOException {
        CompletableFuture<Void> over = new CompletableFuture<>();
        if (!backup.compareAndSet(null, over)) {
            throw new IOException("another backup is under way");
        }
        try {
            if (closed.get()) {
                throw new IOException("the store is closed");
            }
            Backup.requireEmpty(target);
            await(committer.flush());
            CompletableFuture<HeldPoint> holding = indexWorker.hold();
            await(holding);
            HeldPoint point = holding.join();
            try {
                return Backup.copy(disk, point, target, closed::get);
            } finally {
                indexWorker.letGo(point);
            }
        } finally {
            backup.set(null);
            over.complete(null);
        }
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
        indexWorker.closing();
        space.end();
        CompletableFuture<Void> underWay = backup.get();
        if (underWay != null) {
            threads.await(underWay);
        }
        try {
            checkpoint();
        } catch (IOException e) {
            LOG.warn("The store is closed without a last checkpoint: {}", e.getMessage());
        }
        pool.end();
        readers.end();
        end(committer::end);
        end(indexWorker::end);
        end(spill::close);
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

    private void await(CompletableFuture<?> step) throws IOException {
        if (!failure.awaits(step)) {
            throw new IOException("the store has failed: " + failure.cause().getMessage(), failure.cause());
        }
    }
}
