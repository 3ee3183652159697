package io.leveret.broker.queue;

import org.jspecify.annotations.Nullable;

/**
 * A message's place in one queue.
 *
 * <p>Owned by the queue's home loop. A channel to which the entry was delivered keeps it as an opaque reference and
 * hands it back with its settlement; it reads only the final fields and {@link #isRedelivered}, which does not change
 * while the entry is unacked.
 */
public final class QueueEntry {

    /** Deadline of an entry that never expires. */
    public static final long NEVER = Long.MAX_VALUE;

    /**
     * WITHHELD,
     * MOVING,
     */
    enum State {
        READY,
        UNACKED,
        WITHHELD,
        MOVING,
        GONE
    }

    private final Queue queue;
    private final Message message;
    private final long position;
    private final long deadlineMs;
    private boolean redelivered;
    private boolean stored;
    State state = State.READY;

    @Nullable
    Holder holder;

    @Nullable
    QueueEntry previous;

    @Nullable
    QueueEntry next;

    QueueEntry(Queue queue, Message message, long position, long deadlineMs) {
        this.queue = queue;
        this.message = message;
        this.position = position;
        this.deadlineMs = deadlineMs;
    }

    /** The queue in which this entry stands. */
    public Queue queue() {
        return queue;
    }

    /** What was published. */
    public Message message() {
        return message;
    }

    /** The place in the queue: a later message has a higher one, and a requeue keeps it. */
    long position() {
        return position;
    }

    /** When the message expires, on the broker's monotonic clock, or {@link #NEVER}. */
    long deadlineMs() {
        return deadlineMs;
    }

    /** Whether a client may have seen this entry before. */
    public boolean isRedelivered() {
        return redelivered;
    }

    /** Whether the journal has this entry, so that it must learn what becomes of it. */
    public boolean isStored() {
        return stored;
    }

    void markStored() {
        stored = true;
    }

    /** The journal knows already what becomes of this entry. */
    void markSettled() {
        stored = false;
    }

    void markRedelivered() {
        redelivered = true;
    }
}
