package io.leveret.store.journal;

import io.leveret.store.worker.Doorbell;
import io.leveret.store.worker.Worker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
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
 * <p>{@link #submit}, {@link #submitHere}, {@link #writer} and {@link #flush} may be called by any thread. Groups are
 * written by the thread {@code leveret-committer}, or, if they are short, by the one that submits them: who has set {@link
 * #taken} owns the journal and the group until he clears it, and nobody waits for that.
 */
public final class Committer {

    private static final int INBOX_CHUNK = 256;
    /** A longer group is left to the committer. */
    private static final int HERE_BYTES_MAX = 16 << 10;

    /** What {@link #commitDue} says when there is nothing left to do. */
    private static final int NOTHING = -1;

    private final GroupWriter journal;
    private final GroupCommit commit;
    private final StoreFailure failure;
    private final Limits limits;
    private final LongSupplier wallClockMs;
    private final MpscUnboundedArrayQueue<Batch> inbox = new MpscUnboundedArrayQueue<>(INBOX_CHUNK);
    private final Doorbell bell = new Doorbell();
    private final Worker worker;
    private final Batches.Taker taker = new Batches.Taker() {
        @Override
        public void take(Batch batch) {
            submit(batch);
        }

        @Override
        public boolean takeHere(Batch batch) {
            return submitHere(batch);
        }
    };
    private final AtomicBoolean taken = new AtomicBoolean();
    private final ForceTime forceTime = new ForceTime();
    private final SyncClock syncClock;
    /** What is gathered to be written together, and what is known of it. */
    private final ArrayList<Batch> group = new ArrayList<>();

    private long groupBytes;
    private boolean groupUrgent;
    private long groupSinceMs;
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

    public Committer(GroupWriter journal, Limits limits, StoreFailure failure, LongSupplier wallClockMs) {
        this.journal = journal;
        this.commit = new GroupCommit(journal);
        this.limits = limits;
        this.failure = failure;
        this.wallClockMs = wallClockMs;
        this.syncClock = new SyncClock(limits.syncIntervalMs, wallClockMs);
        this.progress = new CommitProgress(journal.position(), journal.position(), 0, 0, 0, 0);
        this.worker = new Worker("leveret-committer", bell, this::work, this::fail);
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
        return new BatchWriter(new Batches(owner, inOwner, taker), limits.sync);
    }

    /** As {@link #writer}, for whoever moves messages. */
    public MoveWriter moveWriter(Executor owner, BooleanSupplier inOwner) {
        return new BatchWriter(new Batches(owner, inOwner, taker), SyncPolicy.ALWAYS);
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
        while (!taken.compareAndSet(false, true)) {
            Thread.onSpinWait();
        }
        // It stays taken: nothing is written any more. What was submitted here at the last moment may have been passed
        // by.
        try {
            int left = 0;
            while (left != NOTHING && !failure.hasFailed()) {
                left = commitDue(true);
            }
            if (!failure.hasFailed()) {
                journal.force();
            }
        } finally {
            journal.close();
        }
    }

    private void submit(Batch batch) {
        // What is submitted after a failure has nowhere to go, and must not gather in memory.
        if (!failure.hasFailed()) {
            inbox.offer(batch);
            bell.ring();
        }
    }

    /** Submits, and makes it durable on this thread if that will probably not take long; whether it did. */
    private boolean submitHere(Batch batch) {
        boolean fit = batch.isUrgent() && batch.journalBytes() <= HERE_BYTES_MAX && forceTime.isShort();
        if (!fit || failure.hasFailed() || !taken.compareAndSet(false, true)) {
            submit(batch);
            return false;
        }
        boolean done = false;
        boolean left = false;
        try {
            inbox.offer(batch);
            done = commitShort();
            left = !group.isEmpty() || syncClock.isWaiting();
        } catch (IOException | RuntimeException | Error e) {
            fail(e);
        } finally {
            taken.set(false);
        }
        if (left || !inbox.isEmpty()) {
            bell.ring();
        }
        return done;
    }

    /** Commits all there is, unless that would take long. */
    private boolean commitShort() throws IOException {
        gather();
        if (groupBytes > HERE_BYTES_MAX || !journal.hasRoomFor(groupBytes)) {
            return false;
        }
        long fromMs = wallClockMs.getAsLong();
        commitGroup();
        forceTime.took(wallClockMs.getAsLong() - fromMs);
        return true;
    }

    private void work() throws IOException {
        int waitMs = 0;
        int sleeps = 0;
        while (waitMs != NOTHING && !failure.hasFailed() && taken.compareAndSet(false, true)) {
            try {
                // A permit that somebody's ring has left behind may end the first sleep at once.
                waitMs = commitDue(sleeps > 1);
            } finally {
                taken.set(false);
            }
            if (waitMs == NOTHING && !inbox.isEmpty()) {
                waitMs = 0;
            } else if (waitMs > 0 && !worker.isEnding()) {
                sleeps = bell.await(waitMs) ? 0 : sleeps + 1;
            } else {
                sleeps = 0;
            }
        }
    }

    /**
     * Commits what must not wait.
     *
     * @param timeIsUp whether all has waited long enough, whatever the clock says
     * @return how long the rest may wait, in milliseconds; 0 to look again at once
     */
    private int commitDue(boolean timeIsUp) throws IOException {
        gather();
        int leftMs = group.isEmpty() ? NOTHING : lazyLeftMs();
        if (syncClock.isWaiting()) {
            leftMs = leftMs == NOTHING ? syncClock.leftMs() : Math.min(leftMs, syncClock.leftMs());
        }
        if (leftMs == NOTHING || (leftMs > 0 && !timeIsUp && !worker.isEnding())) {
            return leftMs;
        }
        if (group.isEmpty()) {
            forceWritten();
        } else {
            commitGroup();
        }
        return 0;
    }

    /** How long what has gathered may wait for company. */
    private int lazyLeftMs() {
        if (groupUrgent || groupBytes >= limits.lazyBytes) {
            return 0;
        }
        long waitedMs = wallClockMs.getAsLong() - groupSinceMs;
        // A clock that was set back must not make the wait longer.
        return waitedMs < 0 ? 0 : (int) Math.max(0, limits.lazyMs - waitedMs);
    }

    /** Adds what has arrived to the group. */
    private void gather() {
        while (groupBytes < limits.groupBytes) {
            Batch batch = inbox.poll();
            if (batch == null) {
                return;
            }
            if (group.isEmpty()) {
                groupSinceMs = wallClockMs.getAsLong();
            }
            group.add(batch);
            groupBytes += batch.journalBytes();
            groupUrgent |= batch.isUrgent();
            groupSync = groupSync.strictest(batch.sync(limits.sync));
        }
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
        clearGroup();
        if (moreIsForced) {
            onProgress.accept(progress.durableLsn());
        }
    }

    private void clearGroup() {
        group.clear();
        groupBytes = 0;
        groupUrgent = false;
        groupSync = SyncPolicy.OS;
    }

    private void forceWritten() throws IOException {
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
    }
}
