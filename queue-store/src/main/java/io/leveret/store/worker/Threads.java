package io.leveret.store.worker;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * How threads of the store begin, sleep, are woken and are waited for. There is one way to do so, {@link #real}, but for
 * simulations, which let one thread run at a time and choose which. Any thread.
 */
public interface Threads {

    /** Daemon threads of the JVM. */
    static Threads real() {
        return RealThreads.INSTANCE;
    }

    /** A thread that is not started. */
    Thread create(String name, Runnable work);

    /** Starts a thread that {@link #create} has made. */
    void start(Thread thread);

    /** Sleeps until {@link #wake}, which may have come before; may also return without one. */
    void sleep(Object bell);

    /** The same, but for about this time at most. */
    void sleep(Object bell, int ms);

    /** Ends the thread's sleep, or its next one; does nothing without a thread. */
    void wake(@Nullable Thread sleeper);

    /** Returns when this is completed; throws nothing. */
    void await(CompletableFuture<?> done);

    /** Returns when the thread has ended or was never started. An interrupt is kept for afterwards. */
    void awaitEnd(Thread thread);
}
