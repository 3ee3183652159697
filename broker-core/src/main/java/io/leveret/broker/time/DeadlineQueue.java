package io.leveret.broker.time;

import java.util.PriorityQueue;
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

    private final PriorityQueue<Deadline> deadlines = new PriorityQueue<>();
    private long registered;

    /** Adds a deadline. */
    public void add(long atMs, Executor owner, Runnable task) {
        deadlines.add(new Deadline(atMs, registered++, owner, task));
    }

    /** When the next deadline falls due, or {@link Long#MAX_VALUE} if there is none. */
    public long nextMs() {
        Deadline next = deadlines.peek();
        return next == null ? Long.MAX_VALUE : next.atMs;
    }

    /** Hands every task that is due at {@code nowMs} to its owner; returns how many. */
    public int runDue(long nowMs) {
        int ran = 0;
        for (Deadline next = deadlines.peek(); next != null && next.atMs <= nowMs; next = deadlines.peek()) {
            deadlines.poll();
            next.owner.execute(next.task);
            ran++;
        }
        return ran;
    }
}
