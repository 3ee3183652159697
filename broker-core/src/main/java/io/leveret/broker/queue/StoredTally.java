package io.leveret.broker.queue;

/**
 * How many messages of a queue the journal has, of those that wait, are unacked, or are on their way out. Owned by the queue's
 * home loop.
 */
final class StoredTally {

    private long messages;
    private long bytes;

    long messages() {
        return messages;
    }

    /** Octets of their bodies. */
    long bytes() {
        return bytes;
    }

    /** So many more, or fewer. */
    void add(long moreMessages, long moreBytes) {
        messages += moreMessages;
        bytes = messages == 0 ? 0 : bytes + moreBytes;
    }

    /** The journal has this entry. */
    void stored(QueueEntry entry) {
        entry.markStored();
        add(1, entry.bodyLength());
    }

    /** The journal knows what has become of it. */
    void settled(QueueEntry entry) {
        entry.markSettled();
        add(-1, -entry.bodyLength());
    }
}
