package io.leveret.broker.queue;

import java.util.ArrayDeque;

/**
 * Stored entries on their way to a consumer that does not acknowledge. The journal learns that one is gone when it has
 * been written to the socket; until then it may come back.
 *
 * <p>Owned by the queue's home loop.
 */
final class HandedOver {

    private record Unwritten(QueueEntry entry, long number) {}

    private final ArrayDeque<Unwritten> unwritten = new ArrayDeque<>(0);
    private long handedOver;
    private long written;

    /** One more message is on its way. */
    void add(QueueEntry entry) {
        handedOver++;
        if (entry.isStored()) {
            unwritten.add(new Unwritten(entry, handedOver));
        }
    }

    /** So many messages more have been written, in the order in which they were handed over. */
    void written(int messages, QueueState state) {
        written += messages;
        for (Unwritten next = unwritten.peek(); next != null && next.number <= written; next = unwritten.peek()) {
            unwritten.remove();
            state.settleHandedOver(next.entry);
        }
    }

    /** The consumer's channel is gone and has given back what it had not written. */
    void allWritten(QueueState state) {
        unwritten.forEach(left -> state.settleHandedOver(left.entry));
        unwritten.clear();
    }
}
