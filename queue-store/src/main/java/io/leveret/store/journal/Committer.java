package io.leveret.store.journal;

import io.leveret.store.worker.Doorbell;
import io.leveret.store.worker.Worker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jctools.queues.MpscUnboundedArrayQueue;

/**
 * Makes batches durable. A group is what arrived while the last one was forced, so the slower the disk the more share a
 * force, and no timer is needed. Only batches of nothing but acknowledgements are held back for a while, since all that
 * losing them costs is a redelivery.
 *
 * <p>{@link #submit}, {@link #writer} and {@link #flush} may be called by any thread; all else happens on the thread
 * {@code leveret-committer}.
 */
public final class Committer {

    private static final int INBOX_CHUNK = 256;

    private final GroupWriter journal;
    private final GroupCommit commit;
    private final StoreFailure failure;
    private final Limits limits;
    private final LongSupplier wallClockMs;
    private final MpscUnboundedArrayQueue<Batch> inbox = new MpscUnboundedArrayQueue<>(INBOX_CHUNK);
    private final Doorbell bell = new Doorbell();
    private final Worker worker;
    private final ArrayList<Batch> group = new ArrayList<>();
    private LongConsumer onProgress = lsn -> {};
    private volatile CommitProgress progress;

    /**
     * How much is gathered before a force.
     *
     * @param groupBytes a group that has reached this takes no further batch
     * @param lazyMs how long batches that are not urgent may wait
     * @param lazyBytes how many bytes of them may
     */
    public record Limits(int groupBytes, int lazyMs, int lazyBytes) {}

    public Committer(GroupWriter journal, Limits limits, StoreFailure failure, LongSupplier wallClockMs) {
        this.journal = journal;
        this.commit = new GroupCommit(journal);
        this.limits = limits;
        this.failure = failure;
        this.wallClockMs = wallClockMs;
        this.progress = new CommitProgress(journal.position(), 0, 0, 0);
        this.worker = new Worker("leveret-committer", bell, this::drain, this::fail);
    }

    /**
     * Starts the thread.
     *
     * @param listener called with the new end of what is forced, after each group, on the committer
     */
    public void start(LongConsumer listener) {
        onProgress = listener;
        worker.start();
    }

    public CommitProgress progress() {
        return progress;
    }

    public JournalWriter writer(Executor owner, BooleanSupplier inOwner) {
        return new BatchWriter(owner, inOwner, this::submit);
    }

    /** Completes, on the committer, when all that was submitted before is durable; never if the store fails first. */
    public CompletableFuture<Void> flush() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        JournalWriter writer = writer(Runnable::run, () -> true);
        writer.whenDurable(() -> done.complete(null));
        writer.submit();
        return done;
    }

    /** Makes what was submitted durable and ends the thread. */
    public void end() throws IOException {
        worker.end();
        journal.close();
    }

    private void submit(Batch batch) {
        // What is submitted after a failure has nowhere to go, and must not gather in memory.
        if (!failure.hasFailed()) {
            inbox.offer(batch);
            bell.ring();
        }
    }

    private void drain() throws IOException {
        while (!failure.hasFailed() && gather()) {
            commitGroup();
        }
        if (failure.hasFailed()) {
            inbox.clear();
        }
    }

    /** Fills {@link #group} with what has arrived; false if that is nothing. */
    private boolean gather() {
        long bytes = 0;
        boolean urgent = false;
        long sinceMs = 0;
        while (bytes < limits.groupBytes) {
            Batch batch = inbox.poll();
            if (batch != null) {
                if (group.isEmpty()) {
                    sinceMs = wallClockMs.getAsLong();
                }
                group.add(batch);
                bytes += batch.journalBytes();
                urgent |= batch.isUrgent();
            } else if (group.isEmpty() || urgent || bytes >= limits.lazyBytes || !moreComes(sinceMs)) {
                break;
            }
        }
        return !group.isEmpty();
    }

    /** Waits until something arrives; false if the time for that is over. */
    private boolean moreComes(long sinceMs) {
        // A permit that somebody's ring has left behind may end the first sleep at once.
        boolean rung = false;
        for (int sleeps = 0; sleeps < 2 && !rung; sleeps++) {
            rung = isRungWhileWaiting(sinceMs);
        }
        return rung;
    }

    private boolean isRungWhileWaiting(long sinceMs) {
        long waitedMs = wallClockMs.getAsLong() - sinceMs;
        // A clock that was set back must not make the wait longer.
        if (waitedMs < 0 || waitedMs >= limits.lazyMs || worker.isEnding()) {
            return false;
        }
        return bell.await((int) (limits.lazyMs - waitedMs));
    }

    private void commitGroup() throws IOException {
        long bytes = commit.write(group, progress.durableLsn());
        if (bytes > 0) {
            progress = progress.plus(journal.position(), group.size(), bytes);
        }
        for (int i = 0; i < group.size() && !failure.hasFailed(); i++) {
            group.get(i).complete();
        }
        group.clear();
        if (bytes > 0) {
            onProgress.accept(progress.durableLsn());
        }
    }

    private void fail(Throwable cause) {
        failure.fail(cause);
        inbox.clear();
        group.clear();
    }
}
