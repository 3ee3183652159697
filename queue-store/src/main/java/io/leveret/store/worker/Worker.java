package io.leveret.store.worker;

import java.util.function.Consumer;
import java.util.function.IntSupplier;

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

    private final Threads threads;
    private final Doorbell bell;
    private final Step step;
    private final Consumer<Throwable> onFailure;
    private final IntSupplier tickMs;
    private final Thread thread;
    private volatile boolean ending;

    public Worker(Threads threads, String name, Doorbell bell, Step step, Consumer<Throwable> onFailure) {
        this(threads, name, bell, step, onFailure, () -> 0);
    }

    /** @param tickMs asked after each step: another is done after about this time even if nobody rings; 0 for never */
    public Worker(
            Threads threads, String name, Doorbell bell, Step step, Consumer<Throwable> onFailure, IntSupplier tickMs) {
        this.threads = threads;
        this.tickMs = tickMs;
        this.bell = bell;
        this.step = step;
        this.onFailure = onFailure;
        this.thread = threads.create(name, this::run);
    }

    public void start() {
        threads.start(thread);
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
        threads.awaitEnd(thread);
    }

    private void run() {
        try {
            boolean last = false;
            while (!last) {
                // A step may have taken the ring of the end for one of its own.
                int ms = tickMs.getAsInt();
                if (!ending && ms > 0) {
                    bell.await(ms);
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
