package io.leveret.store.worker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The JVM's threads as they are. Has no state; any thread. */
final class RealThreads implements Threads {

    static final RealThreads INSTANCE = new RealThreads();

    private RealThreads() {}

    @Override
    public Thread create(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void start(Thread thread) {
        thread.start();
    }

    @Override
    public void sleep(Object bell) {
        LockSupport.park(bell);
    }

    @Override
    public void sleep(Object bell, int ms) {
        LockSupport.parkNanos(bell, TimeUnit.MILLISECONDS.toNanos(ms));
    }

    @Override
    public void wake(@Nullable Thread sleeper) {
        LockSupport.unpark(sleeper);
    }

    @Override
    public void await(CompletableFuture<?> done) {
        done.handle((result, failure) -> true).join();
    }

    @Override
    public void awaitEnd(Thread thread) {
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
}
