package io.leveret.store;

import static org.awaitility.Awaitility.await;

import io.leveret.store.worker.SeededThreads;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** An owner thread that a test steps: its tasks run when the test says so, on the thread that made it. */
public final class Owner implements Executor {

    private final @Nullable SeededThreads threads;
    private final Thread thread = Thread.currentThread();
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    public Owner() {
        threads = null;
    }

    /** One in a simulation. */
    public Owner(SeededThreads threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /** Runs the oldest task, if there is one. */
    public void runOne() {
        Runnable task = tasks.poll();
        if (task != null) {
            task.run();
        }
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
        if (threads != null) {
            for (runTasks(); !condition.getAsBoolean(); runTasks()) {
                threads.await(() -> !tasks.isEmpty() || condition.getAsBoolean());
            }
            return;
        }
        await().pollInSameThread()
                .pollDelay(java.time.Duration.ZERO)
                .pollInterval(java.time.Duration.ofMillis(1))
                .until(() -> {
                    runTasks();
                    return condition.getAsBoolean();
                });
    }
}
