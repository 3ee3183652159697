package io.leveret.store;

import io.leveret.store.checkpoint.CheckpointWriter;
import io.leveret.store.checkpoint.Checkpoints;
import io.leveret.store.checkpoint.HeldPoint;
import io.leveret.store.disk.Disk;
import io.leveret.store.index.IndexChanges;
import io.leveret.store.index.IndexCodec;
import io.leveret.store.index.StoreIndex;
import io.leveret.store.journal.Committer;
import io.leveret.store.journal.JournalReader;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.journal.MoveWriter;
import io.leveret.store.journal.Segment;
import io.leveret.store.journal.SegmentPool;
import io.leveret.store.journal.SegmentTable;
import io.leveret.store.journal.StoreFailure;
import io.leveret.store.position.SegmentPositions;
import io.leveret.store.position.Sidecars;
import io.leveret.store.worker.Doorbell;
import io.leveret.store.worker.Threads;
import io.leveret.store.worker.Worker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Follows the journal behind what is forced, with an index of its own: that one becomes a checkpoint from time to time,
 * so nobody is ever asked for a copy of his state and a checkpoint is exact at one position; and it says where the
 * messages of a queue lie.
 *
 * <p>{@link #progressed}, {@link #checkpoint}, {@link #hold}, {@link #letGo}, {@link #mayMove}, {@link #plan} and
 * {@link #done} may be called by any thread; all else happens on the thread {@code leveret-index}.
 */
final class IndexWorker {

    private static final int TICK_MS = 500;

    /** When nothing was written for so long, nobody minds a checkpoint. */
    private static final int IDLE_MS = 2_000;

    /** How much may be moved then, and when the device is nearly full, of what hardly lives. */
    private static final int IDLE_BYTES_PER_MS = 20 << 10;

    /** What this thread writes beside what it moves is no traffic. */
    private static final int OWN_BYTES_MAX = 4 << 10;

    /** It follows in steps, so that its reads are few and large. */
    private static final long STEP_BYTES_MAX = 1 << 20;

    private final SegmentTable table;
    private final Follower follower;
    private final Planner planner;
    private final SegmentReleases releases;
    private final Sidecars sidecars;
    private final Checkpoints checkpoints;
    private final CheckpointWriter writer;
    private final StoreFailure failure;
    private final JournalReader reader;
    private final LongSupplier durableLsn;
    private final LongSupplier wallClockMs;
    private final MoveWriter journal;
    private @Nullable Compactor compactor;
    private volatile boolean closing;
    /** What may be moved while the device is nearly full, {@link Long#MAX_VALUE} while it is not. */
    private volatile long movableBytes = Long.MAX_VALUE;

    private final long checkpointBytes;
    private final long checkpointRecords;
    private final long stepBytes;
    private final Doorbell bell;
    private final Worker worker;
    private final ConcurrentLinkedQueue<Worker.Step> inbox = new ConcurrentLinkedQueue<>();
    private final List<CompletableFuture<Void>> asking = new ArrayList<>();
    private List<CompletableFuture<Void>> answering = List.of();
    private boolean writing;
    private long appliedLsn;
    /** Records applied since the newest checkpoint, or the one that is being written. */
    private long records;

    private long busyAtMs;
    private long lookedAtMs;

    private volatile long checkpointLsn;
    private volatile long wakeAtLsn;
    private volatile IndexFootprint footprint = IndexFootprint.NONE;

    IndexWorker(
            Threads threads,
            Disk disk,
            SegmentTable table,
            SegmentPool pool,
            Sidecars sidecars,
            Checkpoints checkpoints,
            Recovery recovery,
            StoreConfig config,
            Committer committer,
            LongSupplier wallClockMs,
            StoreFailure failure) {
        bell = new Doorbell(threads);
        this.table = table;
        this.sidecars = sidecars;
        this.checkpoints = checkpoints;
        this.failure = failure;
        follower = recovery.follower();
        releases = new SegmentReleases(table, pool, sidecars, recovery.checkpointLsn(), recovery.checkpointSegments());
        planner = new Planner(follower, table, releases, wallClockMs);
        writer = new CheckpointWriter(threads, checkpoints, failure);
        reader = new JournalReader(disk, table);
        appliedLsn = recovery.endLsn();
        records = recovery.records();
        checkpointLsn = recovery.checkpointLsn();
        checkpointBytes = config.checkpointBytes();
        checkpointRecords = config.checkpointRecords();
        stepBytes = Math.min(STEP_BYTES_MAX, checkpointBytes);
        durableLsn = () -> committer.progress().durableLsn();
        this.wallClockMs = wallClockMs;
        busyAtMs = wallClockMs.getAsLong();
        wakeAtLsn = appliedLsn + stepBytes;
        worker = new Worker(threads, "leveret-index", bell, this::work, failure::fail, () -> TICK_MS);
        journal = committer.moveWriter(task -> send(task::run), worker::isCurrent);
    }

    /** @param backlog reads what is to be moved */
    void start(BacklogReader backlog) {
        SharedBytes sharing = new SharedBytes(follower.index(), table, reader);
        compactor =
                new Compactor(follower.index(), table, sidecars, sharing, journal, backlog, task -> send(task::run));
        worker.start();
        writer.start();
        if (isDue()) {
            bell.ring();
        }
    }

    /** More of the journal is forced. */
    void progressed(long lsn) {
        if (lsn >= wakeAtLsn) {
            bell.ring();
        }
    }

    IndexFootprint footprint() {
        return footprint;
    }

    /** The store is about to be closed: nothing is written any more that nobody asks for. */
    void closing() {
        closing = true;
    }

    /** The device is nearly full, and has room to move so much; {@link Long#MAX_VALUE} if it is not. */
    void mayMove(long bytes) {
        movableBytes = bytes;
    }

    /** Position of the newest checkpoint, 0 if there is none. */
    long checkpointLsn() {
        return checkpointLsn;
    }

    /** Completes when there is a checkpoint of all that is forced now; never if the store fails first. */
    CompletableFuture<Void> checkpoint() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        send(() -> asking.add(done));
        return done;
    }

    /**
     * Completes with a checkpoint of all that is forced now, and lets none of its files go until {@link #letGo}; never if
     * the store fails first.
     */
    CompletableFuture<HeldPoint> hold() {
        CompletableFuture<HeldPoint> done = new CompletableFuture<>();
        CompletableFuture<Void> published = new CompletableFuture<>();
        // Runs where it is completed, on the index worker, before the next checkpoint is begun.
        published.thenRun(() -> {
            HeldPoint point = releases.hold();
            checkpoints.hold(point.lsn());
            done.complete(point);
        });
        send(() -> asking.add(published));
        return done;
    }

    /** The files of this point may go. */
    void letGo(HeldPoint point) {
        checkpoints.letGo(point.lsn());
        send(() -> releases.letGo(point));
    }

    /**
     * Finds out what a read has to read, from what is forced now.
     *
     * @param retained whether what is settled and retained is to be read too
     * @param planned gets it on the index worker, and gives it to {@link #done} afterwards
     */
    void plan(long queueId, long fromSeq, long toSeq, int messagesMax, boolean retained, Consumer<ReadPlan> planned) {
        send(() -> {
            follow(durableLsn.getAsLong());
            planned.accept(planner.plan(queueId, fromSeq, toSeq, messagesMax, retained));
        });
    }

    /**
     * A read is over.
     *
     * @param rebuilt positions of segments whose sidecar was of no use
     */
    void done(ReadPlan plan, List<SegmentPositions> rebuilt) {
        send(() -> {
            rebuilt.forEach(this::rewrite);
            for (ReadPlan.Stretch stretch : plan.stretches()) {
                for (Segment segment : stretch.pinned()) {
                    releases.unpin(segment);
                }
            }
        });
    }

    /** Ends the threads; all that is forced is followed, but a checkpoint written only if asked for before. */
    void end() throws IOException {
        worker.end();
        writer.end();
        reader.close();
    }

    private void send(Worker.Step step) {
        inbox.add(step);
        bell.ring();
    }

    private void work() throws Exception {
        for (Worker.Step step = inbox.poll(); step != null; step = inbox.poll()) {
            step.run();
        }
        follow(durableLsn.getAsLong());
        if (!writing && !worker.isEnding() && isDue()) {
            checkpointNow();
        }
        follower.index().dropOld(wallClockMs.getAsLong(), this::sealedAtMs);
        publishFootprint();
        if (!closing) {
            keepSmall();
        }
        if (worker.isEnding() && !failure.hasFailed()) {
            follower.seal(appliedLsn);
        }
    }

    private boolean isDue() {
        return !asking.isEmpty() || appliedLsn - checkpointLsn >= checkpointBytes || records >= checkpointRecords;
    }

    private void follow(long lsn) throws IOException {
        if (lsn > appliedLsn) {
            long moved = follower.movedBytes();
            records += reader.follow(appliedLsn, lsn, follower::apply);
            othersWrote(lsn - appliedLsn - (follower.movedBytes() - moved));
            appliedLsn = lsn;
            wakeAtLsn = lsn + stepBytes;
        }
    }

    private void publishFootprint() {
        StoreIndex index = follower.index();
        index.trim();
        footprint = new IndexFootprint(
                index.liveBytes(),
                index.heapBytes(),
                index.spilledBytes(),
                sidecars.bytes(),
                table.all().stream().findFirst().map(Segment::number).orElse(0L));
    }

    /** The segment behind one was begun when that was full. */
    private long sealedAtMs(long segment) {
        Segment next = table.numberedFrom(segment + 1);
        return next == null ? Long.MAX_VALUE : next.createdMs();
    }

    private void othersWrote(long bytes) {
        if (bytes > OWN_BYTES_MAX) {
            busyAtMs = wallClockMs.getAsLong();
            compactor().othersWrote(bytes);
        }
    }

    private void keepSmall() throws IOException {
        long nowMs = wallClockMs.getAsLong();
        // A clock that was set back, or far ahead, gives nothing away.
        long sinceMs = Math.min(Math.max(0, nowMs - lookedAtMs), 2 * TICK_MS);
        lookedAtMs = nowMs;
        busyAtMs = Math.min(busyAtMs, nowMs);
        boolean idle = nowMs - busyAtMs >= IDLE_MS;
        long movable = movableBytes;
        if (idle || movable < Long.MAX_VALUE) {
            compactor().allow(sinceMs * IDLE_BYTES_PER_MS);
        }
        compactor().keepWithin(movable);
        compactor().work();
        if (idle && !writing && !compactor().isBusy()) {
            tidyUp();
        }
    }

    private Compactor compactor() {
        return Objects.requireNonNull(compactor);
    }

    /** Without traffic there would be no checkpoint, and what it lets go of would stay. */
    private void tidyUp() {
        if (!releases.isWorthwhile(appliedLsn, follower.index().heldSegments())) {
            return;
        }
        if (appliedLsn > checkpointLsn) {
            checkpointNow();
        } else {
            // The older of the two checkpoints keeps something, and a further one needs a position of its own.
            journal.abort(JournalWriter.NO_TX);
            journal.submit();
        }
    }

    private void checkpointNow() {
        answering = List.copyOf(asking);
        asking.clear();
        if (appliedLsn > checkpointLsn) {
            write(!checkpoints.hasNewest());
        } else {
            answered();
        }
    }

    private void write(boolean all) {
        writing = true;
        records = 0;
        long lsn = appliedLsn;
        Set<Long> used = follower.index().heldSegments();
        IndexChanges changes = IndexCodec.encode(follower.index(), all);
        writer.write(changes, lsn, published -> send(() -> written(published, lsn, used)));
    }

    private void written(boolean published, long lsn, Set<Long> used) throws IOException {
        writing = false;
        if (!published) {
            // A later position is as good for those who wait.
            write(true);
            return;
        }
        checkpointLsn = lsn;
        releases.published(lsn, used);
        compactor().lookAgain();
        answered();
    }

    private void answered() {
        answering.forEach(done -> done.complete(null));
        answering = List.of();
    }

    private void rewrite(SegmentPositions positions) {
        Segment segment = positions.segment();
        long end = table.knownEnd(segment);
        if (table.numbered(segment.number()) != null && (end < 0 || end == positions.end())) {
            sidecars.rewrite(positions, positions.end());
        }
    }
}
