package io.leveret.broker.queue;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.time.Deadlines;
import io.leveret.broker.time.Deadlines.Pending;
import org.jspecify.annotations.Nullable;

/**
 * The timers of one queue: when its head expires, and when it has been without use for too long.
 *
 * <p>At most one deadline of each kind is outstanding. One that comes too early because the head changed finds nothing
 * to do and is set anew. Owned by the queue's home loop.
 */
final class QueueTimers {

    private final Loop home;
    private final Deadlines deadlines;
    private long expiresMs;
    private long wakeAtMs = Long.MAX_VALUE;
    private @Nullable Pending wake;
    private long lastUsedMs;
    private @Nullable Pending watch;

    QueueTimers(Loop home, Deadlines deadlines, long expiresMs) {
        this.home = home;
        this.deadlines = deadlines;
        this.expiresMs = expiresMs;
    }

    /** Runs {@code task} at that time, unless a deadline that comes earlier will look at the queue anyway. */
    void wakeAt(long atMs, Runnable task) {
        if (atMs >= wakeAtMs) {
            return;
        }
        cancel(wake);
        wakeAtMs = atMs;
        wake = deadlines.at(atMs, home, () -> {
            if (wakeAtMs == atMs) {
                wakeAtMs = Long.MAX_VALUE;
                wake = null;
            }
            task.run();
        });
    }

    /** Notes that the queue is used now. */
    void used(long nowMs) {
        lastUsedMs = nowMs;
    }

    /** The queue has another {@code x-expires} from here on, whose time begins with {@link #watchUse}. */
    void expireAfter(long newExpiresMs) {
        expiresMs = newExpiresMs;
        cancel(watch);
        watch = null;
    }

    /** Runs {@code unused} once the queue has not been used for its {@code x-expires}; nothing if it has none. */
    void watchUse(Runnable unused) {
        if (expiresMs == QueueTerms.UNSET || watch != null) {
            return;
        }
        watch = deadlines.at(lastUsedMs + expiresMs, home, () -> {
            watch = null;
            if (home.turnMs() - lastUsedMs >= expiresMs) {
                unused.run();
            } else {
                watchUse(unused);
            }
        });
    }

    /** The queue is gone: nothing that is outstanding may pin it. */
    void close() {
        cancel(wake);
        cancel(watch);
    }

    private static void cancel(@Nullable Pending outstanding) {
        if (outstanding != null) {
            outstanding.cancel();
        }
    }
}
