package io.leveret.broker.queue;

import io.leveret.broker.loop.Loop;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.journal.StoredBody;

/**
 * What one durable queue tells the journal: messages that are to survive, what becomes of them, and how far deliveries
 * have come.
 *
 * <p>Owned by the queue's home loop; all records about a queue come from there, so that their order in the journal is
 * what happened.
 */
final class QueueLog {

    private final JournalWriter journal;
    private final long queueId;
    private final Loop home;
    private long delivered;

    QueueLog(JournalWriter journal, long queueId, Loop home) {
        this.journal = journal;
        this.queueId = queueId;
        this.home = home;
    }

    /** A message has its place; in a transaction it counts once that is committed. */
    void enqueued(long position, Message message, long deadlineMs, long transactionId) {
        long nowMs = home.wallMs(home.turnMs());
        long expiresMs = deadlineMs == QueueEntry.NEVER ? JournalWriter.NEVER : home.wallMs(deadlineMs);
        StoredBody body = message.storedBody();
        if (body == null) {
            journal.message(queueId, position, transactionId, nowMs, expiresMs, MessageAnnex.stored(message));
        } else {
            journal.enqueue(queueId, position, transactionId, nowMs, expiresMs, body);
        }
    }

    /** The entry is gone for good; in a transaction once that is committed. */
    void settled(QueueEntry entry, long transactionId) {
        journal.settled(queueId, entry.position(), transactionId);
    }

    /** Deliveries have come up to this position: a client may have seen all up to there after a crash. */
    void delivered(long position) {
        if (position > delivered) {
            delivered = position;
            journal.delivered(queueId, position);
        }
    }

    /** The queue is gone with all it holds. */
    void queueGone() {
        journal.queueGone(queueId);
    }
}
