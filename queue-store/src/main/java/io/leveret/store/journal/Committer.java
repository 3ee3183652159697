package io.leveret.store.journal;

import io.leveret.store.worker.Doorbell;
import io.leveret.store.worker.Threads;
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
 * losing them costs is a redelivery. A group is forced if one of its batches asks for that; if none does, its owners are
 * told once it is written.
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
    private final Doorbell bell;
    private final Worker worker;
    private final ArrayList<Batch> group = new ArrayList<>();
    private final SyncClock syncClock;
    private SyncPolicy groupSync = SyncPolicy.OS;
    private LongConsumer onProgress = lsn -> {};
    private LongConsumer onWritten = bytes -> {};
    private volatile CommitProgress progress;

    /**
     * How much is gathered before a force.
     *
     * @param groupBytes a group that has reached this takes no further batch
     * @param lazyMs how long batches that are not urgent may wait
     * @param lazyBytes how many bytes of them may
     * @param sync what batches without records ask for
     * @param syncIntervalMs within how long a group is forced that asks for {@link SyncPolicy#INTERVAL}
     */
    public record Limits(int groupBytes, int lazyMs, int lazyBytes, SyncPolicy sync, int syncIntervalMs) {}

    public Committer(
            Threads threads, GroupWriter journal, Limits limits, StoreFailure failure, LongSupplier wallClockMs) {
        this.bell = new Doorbell(threads);
        this.journal = journal;
        this.commit = new GroupCommit(journal);
        this.limits = limits;
        this.failure = failure;
        this.wallClockMs = wallClockMs;
        this.syncClock = new SyncClock(limits.syncIntervalMs, wallClockMs);
        this.progress = new CommitProgress(journal.position(), journal.position(), 0, 0, 0, 0);
        this.worker = new Worker(threads, "leveret-committer", bell, this::drain, this::fail);
    }

    /**
     * Starts the thread.
     *
     * @param forced called with the end of what is forced when more is, on the committer
     * @param written called with the length of each group that was written, on the committer
     */
    public void start(LongConsumer forced, LongConsumer written) {
        onProgress = forced;
        onWritten = written;
        worker.start();
    }

    public CommitProgress progress() {
        return progress;
    }

    public JournalWriter writer(Executor owner, BooleanSupplier inOwner) {
        return new BatchWriter(new Batches(owner, inOwner, this::submit), limits.sync);
    }

    /** As {@link #writer}, for whoever moves messages. */
    public MoveWriter moveWriter(Executor owner, BooleanSupplier inOwner) {
        return new BatchWriter(new Batches(owner, inOwner, this::submit), SyncPolicy.ALWAYS);
    }

    /** Completes, on the committer, when all that was submitted before is forced; never if the store fails first. */
    public CompletableFuture<Void> flush() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Batch batch = new Batch(new Batches(Runnable::run, () -> true, unused -> {}));
        batch.require(SyncPolicy.ALWAYS);
        batch.whenDurable(() -> done.complete(null));
        submit(batch);
        return done;
    }

    /** Completes when all that has been written by now is forced, at once if it is; never if the store fails first. */
    public CompletableFuture<Void> forced() {
        CommitProgress now = progress;
        return now.durableLsn() == now.writtenLsn() ? CompletableFuture.completedFuture(null) : flush();
    }

    /** Makes what was submitted durable and ends the thread. */
    public void end() throws IOException {
        worker.end();
        if (!failure.hasFailed()) {
            journal.force();
        }
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
        boolean more = true;
        while (more && !failure.hasFailed()) {
            if (gather()) {
                commitGroup();
            } else if (syncClock.isWaiting()) {
                forceInTime();
            } else {
                more = false;
            }
        }
        if (failure.hasFailed()) {
            inbox.clear();
        }
    }

    /** Fills {@link #group} with what has arrived; false if that is nothing. */
    private boolean gather() {
        long bytes = 0;
        boolean urgent = false;
        groupSync = SyncPolicy.OS;
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
                groupSync = groupSync.strictest(batch.sync(limits.sync));
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
        if (waitedMs < 0 || waitedMs >= limits.lazyMs || syncClock.isDue() || worker.isEnding()) {
            return false;
        }
        int ms = (int) (limits.lazyMs - waitedMs);
        return bell.await(syncClock.isWaiting() ? Math.min(ms, syncClock.leftMs()) : ms);
    }

    private void commitGroup() throws IOException {
        boolean force = groupSync == SyncPolicy.ALWAYS || syncClock.isDue();
        long bytes = commit.write(group, force);
        if (!force && groupSync == SyncPolicy.INTERVAL) {
            syncClock.written();
        }
        onWritten.accept(bytes);
        boolean moreIsForced = progressed(bytes > 0 ? 1 : 0, bytes > 0 ? group.size() : 0, bytes);
        for (int i = 0; i < group.size() && !failure.hasFailed(); i++) {
            group.get(i).complete();
        }
        group.clear();
        if (moreIsForced) {
            onProgress.accept(progress.durableLsn());
        }
    }

    /** Forces what was written if its time is up; sleeps until then, or until a batch comes, otherwise. */
    private void forceInTime() throws IOException {
        if (!syncClock.isDue() && !worker.isEnding()) {
            // May end early: a ring that was heard without sleep leaves a permit behind.
            bell.await(syncClock.leftMs());
            return;
        }
        journal.force();
        if (progressed(0, 0, 0)) {
            onProgress.accept(progress.durableLsn());
        }
    }

    /** Publishes how far the journal has come; whether more of it is forced than before. */
    private boolean progressed(int newGroups, int newBatches, long newBytes) {
        CommitProgress before = progress;
        progress = new CommitProgress(
                journal.position(),
                journal.forcedLsn(),
                before.groups() + newGroups,
                before.batches() + newBatches,
                before.bytes() + newBytes,
                journal.forces());
        if (journal.forcedLsn() == journal.position()) {
            syncClock.forced();
        }
        return progress.durableLsn() > before.durableLsn();
    }

    private void fail(Throwable cause) {
        failure.fail(cause);
        inbox.clear();
        group.clear();
    }
}
