package io.leveret.broker.time;

import java.util.TreeSet;
import java.util.concurrent.Executor;

/**
 * Deadlines in the order in which they fall due; of two at the same time, the one registered first.
 *
 * <p>Owned by whoever drives it: a {@link DeadlineThread}, or a test that moves its own clock.
 */
public final class DeadlineQueue {

    private record Deadline(long atMs, long order, Executor owner, Runnable task) implements Comparable<Deadline> {
        @Override
        public int compareTo(Deadline other) {
            int byTime = Long.compare(atMs, other.atMs);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final TreeSet<Deadline> deadlines = new TreeSet<>();
    private long registered;

    /** Adds a deadline. */
    public Deadlines.Pending add(long atMs, Executor owner, Runnable task) {
        Deadline added = new Deadline(atMs, registered++, owner, task);
        deadlines.add(added);
        return () -> deadlines.remove(added);
    }

    /** Deadlines that are neither due nor withdrawn. */
    public int size() {
        return deadlines.size();
    }

    /** When the next deadline falls due, or {@link Long#MAX_VALUE} if there is none. */
    public long nextMs() {
        return deadlines.isEmpty() ? Long.MAX_VALUE : deadlines.first().atMs;
    }

    /** Hands every task that is due at {@code nowMs} to its owner; returns how many. */
    public int runDue(long nowMs) {
        int ran = 0;
        while (nextMs() <= nowMs && !deadlines.isEmpty()) {
            Deadline next = deadlines.pollFirst();
            next.owner.execute(next.task);
            ran++;
        }
        return ran;
    }
}
