package io.leveret.broker;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** The thread under the control: one daemon that runs tasks in order and can tell itself from others. */
final class ControlThread implements Executor, AutoCloseable {

    private final ExecutorService executor = Executors.newSingleThreadExecutor(this::thread);
    private volatile @Nullable Thread thread;

    private Thread thread(Runnable tasks) {
        Thread made = new Thread(tasks, "leveret-control");
        made.setDaemon(true);
        thread = made;
        return made;
    }

    /** Whether the caller is this thread. */
    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /** Runs the task after all before it; forgets it once closed, since then nobody waits for it any more. */
    @Override
    public void execute(Runnable task) {
        if (!executor.isShutdown()) {
            executor.execute(task);
        }
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
