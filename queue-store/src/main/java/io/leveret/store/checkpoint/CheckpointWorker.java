package io.leveret.store.checkpoint;

import io.leveret.store.disk.Disk;
import io.leveret.store.index.StoreIndex;
import io.leveret.store.journal.JournalReader;
import io.leveret.store.journal.Segment;
import io.leveret.store.journal.SegmentPool;
import io.leveret.store.journal.SegmentTable;
import io.leveret.store.journal.StoreFailure;
import io.leveret.store.worker.Doorbell;
import io.leveret.store.worker.Worker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;

/**
 * Follows the journal behind what is forced, with an index of its own, and publishes it from time to time; so nobody is
 * ever asked for a copy of his state, and a checkpoint is exact at one position. Afterwards lets go of segments that
 * nobody needs.
 *
 * <p>{@link #progressed} and {@link #checkpoint} may be called by any thread; all else happens on the thread
 * {@code leveret-checkpoint}.
 */
public final class CheckpointWorker {

    /** It follows in steps, so that its reads are few and large. */
    private static final long STEP_BYTES_MAX = 4 << 20;

    private final Checkpoints checkpoints;
    private final SegmentTable table;
    private final SegmentPool pool;
    private final StoreIndex index;
    private final JournalReader reader;
    private final LongSupplier durableLsn;
    private final long checkpointBytes;
    private final long stepBytes;
    private final Doorbell bell = new Doorbell();
    private final Worker worker;
    private final ConcurrentLinkedQueue<CompletableFuture<Void>> asked = new ConcurrentLinkedQueue<>();
    private long appliedLsn;
    private volatile long checkpointLsn;
    private volatile long wakeAtLsn;
    /** The segments that the newest checkpoint needs. */
    private Set<Long> usedByNewest;

    /**
     * Where to go on.
     *
     * @param index what the journal before {@code appliedLsn} amounts to; belongs to the worker from here on
     * @param checkpointLsn position of the newest checkpoint that can be read, 0 if there is none
     * @param checkpointSegments the segments that this one needs
     */
    public record Start(StoreIndex index, long appliedLsn, long checkpointLsn, Set<Long> checkpointSegments) {}

    public CheckpointWorker(
            Disk disk,
            Checkpoints checkpoints,
            SegmentTable table,
            SegmentPool pool,
            Start start,
            long checkpointBytes,
            LongSupplier durableLsn,
            StoreFailure failure) {
        this.checkpoints = checkpoints;
        this.table = table;
        this.pool = pool;
        this.index = start.index;
        this.reader = new JournalReader(disk, table);
        this.appliedLsn = start.appliedLsn;
        this.checkpointLsn = start.checkpointLsn;
        this.usedByNewest = start.checkpointSegments;
        this.checkpointBytes = checkpointBytes;
        this.stepBytes = Math.min(STEP_BYTES_MAX, checkpointBytes);
        this.durableLsn = durableLsn;
        this.wakeAtLsn = appliedLsn + stepBytes;
        this.worker = new Worker("leveret-checkpoint", bell, this::work, failure::fail);
    }

    public void start() {
        worker.start();
        if (appliedLsn - checkpointLsn >= checkpointBytes) {
            bell.ring();
        }
    }

    /** More of the journal is forced. */
    public void progressed(long lsn) {
        if (lsn >= wakeAtLsn) {
            bell.ring();
        }
    }

    /** Position of the newest checkpoint, 0 if there is none. */
    public long checkpointLsn() {
        return checkpointLsn;
    }

    /** Completes when there is a checkpoint of all that is forced now; never if the store fails first. */
    public CompletableFuture<Void> checkpoint() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        asked.add(done);
        bell.ring();
        return done;
    }

    /** Ends the thread; what was not asked for by {@link #checkpoint} is not written. */
    public void end() throws IOException {
        worker.end();
        reader.close();
    }

    private void work() throws IOException {
        List<CompletableFuture<Void>> asking = new ArrayList<>();
        for (CompletableFuture<Void> next = asked.poll(); next != null; next = asked.poll()) {
            asking.add(next);
        }
        follow(durableLsn.getAsLong());
        boolean due = !asking.isEmpty() || appliedLsn - checkpointLsn >= checkpointBytes;
        if (due && appliedLsn > checkpointLsn) {
            publish();
        }
        asking.forEach(done -> done.complete(null));
    }

    private void follow(long lsn) throws IOException {
        if (lsn > appliedLsn) {
            reader.follow(appliedLsn, lsn, index::apply);
            appliedLsn = lsn;
            wakeAtLsn = lsn + stepBytes;
        }
    }

    private void publish() throws IOException {
        long previousLsn = checkpointLsn;
        Set<Long> usedByPrevious = usedByNewest;
        checkpoints.publish(index, appliedLsn);
        Set<Long> used = SegmentUse.of(index, table);
        usedByNewest = used;
        checkpointLsn = appliedLsn;
        release(previousLsn, usedByPrevious, used);
    }

    /**
     * Lets go of segments that neither of the two checkpoints needs, nor the journal behind the older of them. An entry
     * there may refer to a body in the segment before its own, so that one stays too.
     */
    private void release(long olderLsn, Set<Long> usedByOlder, Set<Long> usedByNewer) throws IOException {
        Segment before = table.before(olderLsn);
        for (Segment segment : table.all()) {
            if (before == null || segment.baseLsn() >= before.baseLsn()) {
                return;
            }
            if (!usedByOlder.contains(segment.number()) && !usedByNewer.contains(segment.number())) {
                table.remove(segment);
                pool.recycle(segment);
            }
        }
    }
}
