package io.leveret.broker.queue;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.time.Deadlines;
import java.util.ArrayDeque;

/**
 * The timers of one queue: when its head expires, and when it has been without use for too long.
 *
 * <p>A deadline for the head is set only if it comes before all that are outstanding. One that comes too early because
 * the head changed finds nothing to do and is set anew. Owned by the queue's home loop.
 */
final class QueueTimers {

    private final Loop home;
    private final Deadlines deadlines;
    private final long expiresMs;
    /** When wakes are due that have been asked for, the next one on top: each came before all there were. */
    private final ArrayDeque<Long> wakesMs = new ArrayDeque<>(1);

    private long lastUsedMs;
    private boolean watching;

    QueueTimers(Loop home, Deadlines deadlines, long expiresMs) {
        this.home = home;
        this.deadlines = deadlines;
        this.expiresMs = expiresMs;
    }

    /** Runs {@code wake} at that time, unless a deadline that comes earlier will look at the queue anyway. */
    void wakeAt(long atMs, Runnable wake) {
        Long nextMs = wakesMs.peek();
        if (nextMs != null && nextMs <= atMs) {
            return;
        }
        wakesMs.push(atMs);
        deadlines.at(atMs, home, () -> {
            wakesMs.pop();
            wake.run();
        });
    }

    /** Notes that the queue is used now. */
    void used(long nowMs) {
        lastUsedMs = nowMs;
    }

    /** Runs {@code unused} once the queue has not been used for its {@code x-expires}; nothing if it has none. */
    void watchUse(Runnable unused) {
        if (expiresMs == QueueSettings.UNSET || watching) {
            return;
        }
        watching = true;
        deadlines.at(lastUsedMs + expiresMs, home, () -> {
            watching = false;
            if (home.turnMs() - lastUsedMs >= expiresMs) {
                unused.run();
            } else {
                watchUse(unused);
            }
        });
    }
}
