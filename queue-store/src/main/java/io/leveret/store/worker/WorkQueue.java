package io.leveret.store.worker;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A daemon thread that does what it is given, in that order. {@link #execute} may be called by any thread and never blocks. */
public final class WorkQueue implements Executor {

    private final Doorbell bell = new Doorbell();
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Worker worker;

    /** @param onFailure told what a task has thrown; the thread ends then, and does nothing any more */
    public WorkQueue(String threadName, Consumer<Throwable> onFailure) {
        worker = new Worker(threadName, bell, this::work, onFailure);
    }

    public void start() {
        worker.start();
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        bell.ring();
    }

    /** Does what was given before and ends the thread. */
    public void end() {
        worker.end();
    }

    private void work() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }
}
