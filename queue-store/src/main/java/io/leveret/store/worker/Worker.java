package io.leveret.store.worker;

import java.util.function.Consumer;

/**
 * A daemon thread of the store. It does a step each time its bell is rung, and if so wished also now and then in between,
 * until it is ended; what a step throws goes to the failure handler, and ends it too.
 */
public final class Worker {

    /** What the thread does. */
    @FunctionalInterface
    public interface Step {
        /** Does all work there is; called again when the bell has rung. */
        void run() throws Exception;
    }

    private final Doorbell bell;
    private final Step step;
    private final Consumer<Throwable> onFailure;
    private final int tickMs;
    private final Thread thread;
    private volatile boolean ending;

    public Worker(String name, Doorbell bell, Step step, Consumer<Throwable> onFailure) {
        this(name, bell, step, onFailure, 0);
    }

    /** @param tickMs a step is done after about this time even if nobody rings; 0 for never */
    public Worker(String name, Doorbell bell, Step step, Consumer<Throwable> onFailure, int tickMs) {
        this.tickMs = tickMs;
        this.bell = bell;
        this.step = step;
        this.onFailure = onFailure;
        this.thread = new Thread(this::run, name);
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Whether the caller is this thread. */
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /** Whether the step under way, or the next, is the last. */
    public boolean isEnding() {
        return ending;
    }

    /** Lets the step that is under way, or has been rung for, finish, and waits until the thread is gone. */
    public void end() {
        ending = true;
        bell.ring();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                // The thread holds open files; it is not left behind, and the caller learns of it afterwards.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            boolean last = false;
            while (!last) {
                // A step may have taken the ring of the end for one of its own.
                if (!ending && tickMs > 0) {
                    bell.await(tickMs);
                } else if (!ending) {
                    bell.await();
                }
                last = ending;
                step.run();
            }
        } catch (Throwable e) {
            onFailure.accept(e);
        }
    }
}
