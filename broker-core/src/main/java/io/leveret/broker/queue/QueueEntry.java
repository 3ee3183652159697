package io.leveret.broker.queue;

import org.jspecify.annotations.Nullable;

/**
 * A message's place in one queue.
 *
 * <p>Owned by the queue's home loop. A channel to which the entry was delivered keeps it as an opaque reference and
 * hands it back with its settlement. Until it has written the delivery it reads {@link #message}, which stays, and {@link
 * #isRedelivered}, which does not change while the entry is unacked.
 */
public final class QueueEntry {

    /** What an entry takes beside its message: the object and the reference to it. */
    private static final int FOOTPRINT_BYTES = 72;

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
    /** Null while it is on the disk only, which it may be once the entry has been written to its consumer's socket. */
    private @Nullable Message message;

    private final int bodyLength;
    private final long position;
    private final long deadlineMs;
    private boolean redelivered;
    private boolean stored;
    /** Whether {@link Holder} has looked whether the message may leave memory. */
    boolean passed;

    private boolean pinned;
    private int deliveryCount;
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
        this.bodyLength = message.bodyLength();
        this.position = position;
        this.deadlineMs = deadlineMs;
    }

    /** The queue in which this entry stands. */
    public Queue queue() {
        return queue;
    }

    /** What was published; only while it is in memory, as it is when the entry is delivered. */
    public Message message() {
        Message there = message;
        if (there == null) {
            throw new IllegalStateException("the message at position " + position + " is not in memory");
        }
        return there;
    }

    /** Whether the message itself is in memory. */
    boolean isInMemory() {
        return message != null;
    }

    /** Octets of the message's body, wherever that is. */
    int bodyLength() {
        return bodyLength;
    }

    /** The message of a stored entry leaves memory, unless it is pinned. */
    void leaveMemory() {
        assert stored && !pinned;
        message = null;
    }

    /** The message is back. */
    void comeBack(Message readBack) {
        message = readBack;
    }

    /** The message stays in memory from here on, since somebody else than the owner reads it. */
    void pin() {
        pinned = true;
    }

    /** Nobody else reads it any more. */
    void unpin() {
        pinned = false;
    }

    boolean isPinned() {
        return pinned;
    }

    /** About what the entry costs in memory, in bytes, its message included. */
    long footprintBytes() {
        Message there = message;
        return FOOTPRINT_BYTES + (there == null ? 0 : there.footprintBytes());
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

    /** How often it has come back, where that is counted; does not change while the entry is unacked. */
    int deliveryCount() {
        return deliveryCount;
    }

    /** It has come back so often. */
    void cameBack(int times) {
        deliveryCount = times;
    }

    /** What a client gets: the message as published, or as its queue tells of it. */
    public Message delivered() {
        return deliveryCount > 0 && queue.settings().type() == QueueType.QUORUM
                ? DeliveryCount.told(message(), deliveryCount)
                : message();
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
