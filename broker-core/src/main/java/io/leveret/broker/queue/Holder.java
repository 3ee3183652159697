package io.leveret.broker.queue;

import io.leveret.broker.loop.MessageMemory;
import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who holds unacked entries of one queue: a consumer, or the basic.get of one channel. Owned by the queue's home loop.
 */
class Holder {

    /** Unacked messages that one may hold in any case, unless they are large. */
    static final int HELD_IN_ANY_CASE = 1000;

    /** What one may hold of them in memory in any case, in bytes; one message may exceed it. */
    private static final long HELD_BYTES_IN_ANY_CASE = 16 << 10;

    private final Session session;
    private @Nullable QueueEntry first;
    private @Nullable QueueEntry last;
    private int unacked;
    private long heldBytes;
    /** The first of which nobody has looked whether its message may leave memory; null if there is none. */
    private @Nullable QueueEntry toPass;
    /** How many there are from there on. */
    private int notPassed;

    Holder(Session session) {
        this.session = session;
    }

    /** The channel on behalf of which the entries are held. */
    public Session session() {
        return session;
    }

    /** Distinguishes it among those of its channel; empty for basic.get. */
    String consumerTag() {
        return "";
    }

    /** Entries that are held now. */
    int unacked() {
        return unacked;
    }

    /** What these take of the memory, in bytes, without messages that have left it. */
    long heldBytes() {
        return heldBytes;
    }

    /** Whether it holds so much that it gets no more while memory is short: its acknowledgements let it go on. */
    boolean holdsTooMuch(MessageMemory memory) {
        return memory.isExhausted()
                && (unacked >= HELD_IN_ANY_CASE
                        || heldBytes >= (memory.isCritical() ? HELD_BYTES_IN_ANY_CASE : memory.heldBytesMax()));
    }

    /** Deliveries that may not be written yet, the last ones that are held. */
    int unwritten() {
        return 0;
    }

    /** Whether there may be messages that can leave memory. */
    boolean mayLeaveMemory() {
        return notPassed > unwritten();
    }

    /**
     * Has messages leave memory that the journal has, those held longest first.
     *
     * @param isForced whether that is sure
     * @return how many
     */
    int leaveMemory(int max, Predicate<QueueEntry> isForced, Residence residence) {
        int left = 0;
        for (QueueEntry entry = toPass;
                left < max && entry != null && notPassed > unwritten() && isForced.test(entry);
                entry = toPass) {
            if (entry.isStored() && !entry.isPinned()) {
                heldBytes -= residence.leaveMemory(entry);
                left++;
            }
            entry.passed = true;
            toPass = entry.next;
            notPassed--;
        }
        return left;
    }

    /** The message of a held entry is back. */
    void cameBack(long bytes) {
        heldBytes += bytes;
    }

    /**
     * For one whom nothing but an error can stop.
     *
     * @throws ConnectionException 506 if it {@link #holdsTooMuch}
     */
    void requireRoom(MessageMemory memory) {
        if (holdsTooMuch(memory)) {
            throw new ConnectionException(
                    ReplyCode.RESOURCE_ERROR, "too many messages unacknowledged while the broker is short of memory");
        }
    }

    /** The entry that has been held longest. */
    @Nullable
    QueueEntry firstHeld() {
        return first;
    }

    void hold(QueueEntry entry) {
        assert entry.holder == null && entry.previous == null && entry.next == null;
        entry.holder = this;
        entry.previous = last;
        if (last == null) {
            first = entry;
        } else {
            last.next = entry;
        }
        last = entry;
        entry.passed = false;
        if (toPass == null) {
            toPass = entry;
        }
        notPassed++;
        unacked++;
        heldBytes += entry.footprintBytes();
    }

    void release(QueueEntry entry) {
        assert entry.holder == this;
        QueueEntry before = entry.previous;
        QueueEntry after = entry.next;
        if (entry == toPass) {
            toPass = after;
        }
        if (!entry.passed) {
            notPassed--;
        }
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        entry.previous = null;
        entry.next = null;
        entry.holder = null;
        unacked--;
        heldBytes -= entry.footprintBytes();
    }
}
