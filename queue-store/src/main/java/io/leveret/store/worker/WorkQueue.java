package io.leveret.store.worker;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A daemon thread that does what it is given, in that order, but first of all what is {@link #urgently urgent}. Giving may
 * be done by any thread and never blocks.
 */
public final class WorkQueue implements Executor {

    private final Doorbell bell;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Runnable> urgentTasks = new ConcurrentLinkedQueue<>();
    private final Worker worker;

    /** @param onFailure told what a task has thrown; the thread ends then, and does nothing any more */
    public WorkQueue(Threads threads, String threadName, Consumer<Throwable> onFailure) {
        bell = new Doorbell(threads);
        worker = new Worker(threads, threadName, bell, this::work, onFailure);
    }

    public void start() {
        worker.start();
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        bell.ring();
    }

    /** Takes tasks that are done before all others, in the order among themselves. */
    public Executor urgently() {
        return task -> {
            urgentTasks.add(task);
            bell.ring();
        };
    }

    /** Does what was given before and ends the thread. */
    public void end() {
        worker.end();
    }

    private void work() {
        for (Runnable task = next(); task != null; task = next()) {
            task.run();
        }
    }

    private @Nullable Runnable next() {
        Runnable urgent = urgentTasks.poll();
        return urgent == null ? tasks.poll() : urgent;
    }
}
