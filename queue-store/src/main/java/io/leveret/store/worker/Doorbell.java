package io.leveret.store.worker;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread sleep until others have work for it. A ring before the sleep is not lost, and any number of rings wake
 * once. Ringing costs one write while the sleeper is awake; it never blocks.
 */
public final class Doorbell {

    private final AtomicBoolean rung = new AtomicBoolean();
    private volatile @Nullable Thread sleeper;

    /** Wakes the sleeper, or keeps it from falling asleep the next time; any thread. */
    public void ring() {
        if (!rung.get() && rung.compareAndSet(false, true)) {
            LockSupport.unpark(sleeper);
        }
    }

    /** Sleeps until somebody rings; the sleeping thread only. */
    public void await() {
        sleeper = Thread.currentThread();
        while (!rung.getAndSet(false)) {
            LockSupport.park(this);
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
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(ms));
        }
        return rung.getAndSet(false);
    }
}
