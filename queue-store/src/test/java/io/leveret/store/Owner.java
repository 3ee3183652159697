package io.leveret.store;

import static org.awaitility.Awaitility.await;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/** An owner thread that a test steps: its tasks run when the test says so, on the thread that made it. */
public final class Owner implements Executor {

    private final Thread thread = Thread.currentThread();
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /** Runs what has been handed over so far. */
    public int runTasks() {
        int count = 0;
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
            count++;
        }
        return count;
    }

    public int waiting() {
        return tasks.size();
    }

    /** Runs tasks until the condition holds. */
    public void runUntil(BooleanSupplier condition) {
        await().pollInSameThread()
                .pollDelay(java.time.Duration.ZERO)
                .pollInterval(java.time.Duration.ofMillis(1))
                .until(() -> {
                    runTasks();
                    return condition.getAsBoolean();
                });
    }
}
