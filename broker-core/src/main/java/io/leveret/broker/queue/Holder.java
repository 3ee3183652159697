package io.leveret.broker.queue;

import org.jspecify.annotations.Nullable;

/**
 * Who holds unacked entries of one queue: a consumer, or the basic.get of one channel. Owned by the queue's home loop.
 */
class Holder {

    private final Session session;
    private @Nullable QueueEntry first;
    private @Nullable QueueEntry last;
    private int unacked;

    Holder(Session session) {
        this.session = session;
    }

    /** The channel on behalf of which the entries are held. */
    public Session session() {
        return session;
    }

    /** Entries that are held now. */
    int unacked() {
        return unacked;
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
        unacked++;
    }

    void release(QueueEntry entry) {
        assert entry.holder == this;
        QueueEntry before = entry.previous;
        QueueEntry after = entry.next;
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
    }
}
