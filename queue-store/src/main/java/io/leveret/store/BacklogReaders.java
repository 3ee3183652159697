package io.leveret.store;

import io.leveret.store.disk.Disk;
import io.leveret.store.journal.RecordFetcher;
import io.leveret.store.journal.SegmentTable;
import io.leveret.store.journal.StoreFailure;
import io.leveret.store.position.Sidecars;
import io.leveret.store.worker.Threads;
import io.leveret.store.worker.WorkerPool;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads messages back: the index worker says what is to be read, a thread {@code leveret-reader-<n>} reads it, and the
 * owner gets it. The index follows what is forced, so what was only written is forced before. Any thread.
 */
final class BacklogReaders implements BacklogReader {

    private static final Logger LOG = LoggerFactory.getLogger(BacklogReaders.class);
    private static final int CACHE_BYTES = 4 << 20;

    private final Disk disk;
    private final SegmentTable table;
    private final Sidecars sidecars;
    private final Supplier<CompletableFuture<Void>> forced;
    private final IndexWorker index;
    private final StoreFailure failure;
    private final PositionCache cache = new PositionCache(CACHE_BYTES);
    private final ConcurrentLinkedQueue<RecordFetcher> fetchers = new ConcurrentLinkedQueue<>();
    private final WorkerPool readers;

    BacklogReaders(
            Threads threads,
            Disk disk,
            SegmentTable table,
            Sidecars sidecars,
            Supplier<CompletableFuture<Void>> forced,
            IndexWorker index,
            int readerCount,
            StoreFailure failure) {
        this.disk = disk;
        this.table = table;
        this.sidecars = sidecars;
        this.forced = forced;
        this.index = index;
        this.failure = failure;
        this.readers = new WorkerPool(threads, "leveret-reader-", readerCount, failure::fail);
    }

    void start() {
        readers.start();
    }

    @Override
    public void read(
            long queueId,
            long fromSeq,
            long toSeq,
            int messagesMax,
            int bytesMax,
            Executor owner,
            Consumer<Backlog> answer) {
        read(queueId, fromSeq, toSeq, messagesMax, false, plan -> read(plan, bytesMax, owner, answer));
    }

    @Override
    public void readRetained(
            long queueId,
            long fromSeq,
            long toSeq,
            int messagesMax,
            int bytesMax,
            Executor owner,
            Consumer<Backlog> answer) {
        read(queueId, fromSeq, toSeq, messagesMax, true, plan -> read(plan, bytesMax, owner, answer));
    }

    private void read(
            long queueId, long fromSeq, long toSeq, int messagesMax, boolean retained, Consumer<ReadPlan> read) {
        if (messagesMax < 1 || fromSeq < 1) {
            throw new IllegalArgumentException(messagesMax + " messages from seq " + fromSeq);
        }
        long last = Math.min(toSeq, Long.MAX_VALUE - 1);
        forced.get()
                .thenRun(() -> index.plan(
                        queueId,
                        fromSeq,
                        last,
                        messagesMax,
                        retained,
                        plan -> readers.execute(() -> read.accept(plan))));
    }

    /** Finishes what was asked for, and ends the threads. */
    void end() {
        readers.end();
    }

    private void read(ReadPlan plan, int bytesMax, Executor owner, Consumer<Backlog> answer) {
        try {
            Backlog backlog = read(plan, bytesMax);
            if (!failure.hasFailed()) {
                execute(owner, () -> answer.accept(backlog));
            }
        } catch (Throwable e) {
            failure.fail(e);
        }
    }

    private Backlog read(ReadPlan plan, int bytesMax) throws IOException {
        PositionLookup lookup = new PositionLookup(disk, table, sidecars, cache, plan.queueId());
        RecordFetcher pooled = fetchers.poll();
        RecordFetcher fetcher = pooled == null ? new RecordFetcher(disk, table) : pooled;
        try (fetcher;
                lookup) {
            return new BacklogRead(plan, bytesMax, lookup, fetcher).run();
        } finally {
            // Files are closed before the segments may go.
            index.done(plan, lookup.rebuilt());
            fetchers.add(fetcher);
        }
    }

    private static void execute(Executor executor, Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("Nobody waits for a read of the backlog any more", e);
        }
    }
}
