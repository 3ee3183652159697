package io.leveret.store;

import io.leveret.store.disk.Disk;
import io.leveret.store.journal.RecordFetcher;
import io.leveret.store.journal.SegmentTable;
import io.leveret.store.journal.StoreFailure;
import io.leveret.store.position.Sidecars;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
    private static final int END_SECONDS = 60;

    private final Disk disk;
    private final SegmentTable table;
    private final Sidecars sidecars;
    private final Supplier<CompletableFuture<Void>> forced;
    private final IndexWorker index;
    private final StoreFailure failure;
    private final PositionCache cache = new PositionCache(CACHE_BYTES);
    private final ConcurrentLinkedQueue<RecordFetcher> fetchers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger threads = new AtomicInteger();
    private final ExecutorService readers;

    BacklogReaders(
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
        this.readers = Executors.newFixedThreadPool(readerCount, task -> {
            Thread thread = new Thread(task, "leveret-reader-" + threads.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
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
                        plan -> execute(readers, () -> read.accept(plan))));
    }

    /** Finishes what is read now, begins nothing more, and ends the threads. */
    void end() {
        readers.shutdown();
        try {
            if (!readers.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("A read of the backlog does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
