package io.leveret.store.checkpoint;

import io.leveret.store.index.IndexChanges;
import io.leveret.store.journal.StoreFailure;
import io.leveret.store.worker.Doorbell;
import io.leveret.store.worker.Threads;
import io.leveret.store.worker.Worker;
import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Writes checkpoints beside the index worker, which goes on meanwhile: takes what has not changed from the one before,
 * forces, reads back, and gives the file its name.
 *
 * <p>{@link #write} may be called by any thread, but for the next checkpoint only after the one before is done; all else
 * happens on the thread {@code leveret-checkpoint}.
 */
public final class CheckpointWriter {

    private record Job(IndexChanges changes, long lsn, Consumer<Boolean> done) {}

    private final Checkpoints checkpoints;
    private final Doorbell bell;
    private final Worker worker;
    private final ConcurrentLinkedQueue<Job> jobs = new ConcurrentLinkedQueue<>();

    public CheckpointWriter(Threads threads, Checkpoints checkpoints, StoreFailure failure) {
        this.bell = new Doorbell(threads);
        this.checkpoints = checkpoints;
        this.worker = new Worker(threads, "leveret-checkpoint", bell, this::work, failure::fail);
    }

    public void start() {
        worker.start();
    }

    /**
     * Writes a checkpoint.
     *
     * @param lsn the position that it stands for
     * @param done told, on the writer's thread, whether it is published: false if it must be given again with all that
     *     there is, since the one before was damaged meanwhile. Never, if writing fails
     */
    public void write(IndexChanges changes, long lsn, Consumer<Boolean> done) {
        jobs.add(new Job(changes, lsn, done));
        bell.ring();
    }

    /** Finishes what was given and ends the thread. */
    public void end() {
        worker.end();
    }

    private void work() throws IOException {
        for (Job job = jobs.poll(); job != null; job = jobs.poll()) {
            job.done.accept(checkpoints.publish(job.changes, job.lsn));
        }
    }
}
