package io.leveret.store.worker;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread sleep until others have work for it. A ring before the sleep is not lost, and any number of rings wake
 * once. Ringing costs one write while the sleeper is awake; it never blocks.
 */
public final class Doorbell {

    private final Threads threads;
    private final AtomicBoolean rung = new AtomicBoolean();
    private volatile @Nullable Thread sleeper;

    public Doorbell(Threads threads) {
        this.threads = threads;
    }

    /** Wakes the sleeper, or keeps it from falling asleep the next time; any thread. */
    public void ring() {
        if (!rung.get() && rung.compareAndSet(false, true)) {
            threads.wake(sleeper);
        }
    }

    /** Sleeps until somebody rings; the sleeping thread only. */
    public void await() {
        sleeper = Thread.currentThread();
        while (!rung.getAndSet(false)) {
            threads.sleep(this);
        }
    }

    /**
     * Sleeps until somebody rings or about this time has passed; the sleeping thread only.
     *
     * @return whether somebody rang
     */
    public boolean await(int ms) {
        sleeper = Thread.currentThread();
        if (!rung.get() && ms > 0) {
            threads.sleep(this, ms);
        }
        return rung.getAndSet(false);
    }
}
