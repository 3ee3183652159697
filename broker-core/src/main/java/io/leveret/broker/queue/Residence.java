package io.leveret.broker.queue;

import io.leveret.broker.loop.MessageMemory;
import java.util.List;

/**
 * Which messages of a queue are in memory, what that takes, and how they leave it and come back. A pure core beside {@link
 * QueueState}, which says what becomes of them; owned by the queue's home loop.
 */
final class Residence {

    private final Queue queue;
    private final ReadyEntries ready;
    private final MessageMemory memory;
    /** What this queue's entries take of {@link #memory}. */
    private long footprintBytes;

    /** Held entries whose messages have left memory. */
    private int away;

    private boolean dropped;

    Residence(Queue queue, ReadyEntries ready, MessageMemory memory) {
        this.queue = queue;
        this.ready = ready;
        this.memory = memory;
    }

    /** An entry is in memory that was not. */
    void enter(QueueEntry entry) {
        account(entry.footprintBytes());
    }

    /** An entry is in memory no more. */
    void leave(QueueEntry entry) {
        away -= entry.isInMemory() ? 0 : 1;
        account(-entry.footprintBytes());
    }

    /** Bytes of memory that the entries take. */
    long footprintBytes() {
        return footprintBytes;
    }

    /** How many entries are held whose messages are not in memory. */
    int away() {
        return away;
    }

    private void account(long bytes) {
        if (!dropped) {
            footprintBytes += bytes;
            memory.add(bytes);
        }
    }

    /** The queue is gone, and nothing of it counts any more. */
    void drop() {
        memory.add(-footprintBytes);
        dropped = true;
    }

    /** A stored entry that was taken from the ready ones leaves memory. */
    void pageOut(QueueEntry entry) {
        ready.pagedOut().add(entry.position(), entry.bodyLength(), entry.isRedelivered(), entry.deadlineMs());
    }

    /** Takes the next entry of the tail, for a page or to be {@link #pageOut paged out}. */
    QueueEntry takeFromTail() {
        QueueEntry entry = ready.takeFromTail();
        leave(entry);
        return entry;
    }

    /** Takes the first entry of the front, for a page. */
    QueueEntry takeFromFront() {
        QueueEntry entry = ready.takeFromFront();
        leave(entry);
        return entry;
    }

    /** Takes ready entries that have come back, but for the first of them, for pages or to be {@link #pageOut paged out}. */
    List<QueueEntry> takeReturned(int keptEntriesMax, long keptBytesMax, int max) {
        List<QueueEntry> taken = ready.takeReturned(keptEntriesMax, keptBytesMax, max);
        taken.forEach(this::leave);
        return taken;
    }

    /** An entry that was taken for a page stays in memory after all. */
    void keep(QueueEntry entry) {
        enter(entry);
        ready.putBack(entry);
    }

    /** An entry that was paged out is back. */
    void readBack(long position, Message message, long deadlineMs, boolean redelivered, boolean stored) {
        QueueEntry entry = new QueueEntry(queue, message, position, deadlineMs);
        if (stored) {
            entry.markStored();
        }
        if (redelivered) {
            entry.markRedelivered();
        }
        queue.redeliveries().readBack(entry);
        enter(entry);
        ready.readBack(entry);
    }

    /** The message of a stored entry leaves memory while that is unacked; returns how many bytes that frees. */
    long leaveMemory(QueueEntry entry) {
        long bytes = entry.footprintBytes();
        entry.leaveMemory();
        away++;
        long freed = bytes - entry.footprintBytes();
        account(-freed);
        return freed;
    }

    /** The message of an entry that is not ready is in memory again. */
    void comeBack(QueueEntry entry, Message message) {
        long bytes = entry.footprintBytes();
        away -= entry.isInMemory() ? 0 : 1;
        entry.comeBack(message);
        long more = entry.footprintBytes() - bytes;
        account(more);
        if (entry.holder != null) {
            entry.holder.cameBack(more);
        }
    }
}
