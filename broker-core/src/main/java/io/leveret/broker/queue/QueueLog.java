package io.leveret.broker.queue;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.loop.LoopJournal;
import io.leveret.store.RecoveredMessage;
import io.leveret.store.RecoveredQueue;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.journal.StoredBody;
import io.leveret.store.journal.StoredMessage;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one queue tells the journal: messages that are to survive, what becomes of them, and how far deliveries may go.
 * Nothing, if the queue is not durable or the broker keeps nothing.
 *
 * <p>Owned by the queue's home loop; all records about a queue come from there, so that their order in the journal is
 * what happened.
 */
final class QueueLog {

    private final long queueId;
    private final boolean durable;
    private final Loop home;
    private @Nullable JournalWriter writer;
    private final DeliveryMark mark;

    /** @param dispatch has the queue dispatch */
    QueueLog(long queueId, boolean durable, Loop home, Runnable dispatch) {
        this.queueId = queueId;
        this.durable = durable;
        this.home = home;
        this.mark = new DeliveryMark(queueId, home, dispatch);
    }

    /** How far deliveries may go. */
    DeliveryMark mark() {
        return mark;
    }

    /** A reader is here, for whom what stands at this position comes next. */
    void expectDelivery(long position) {
        if (durable && isOpen()) {
            mark.expect(position);
        }
    }

    /** The broker stops cleanly. */
    void close(long lastDelivered) {
        if (durable && isOpen()) {
            mark.settle(lastDelivered, writer());
        }
    }

    /** Whether the message is to survive, so that it must be recorded. */
    boolean takes(Message message) {
        return durable && message.isPersistent() && isOpen();
    }

    /** Found when it is first needed, since a queue is made on another thread than its home's. */
    private boolean isOpen() {
        if (writer == null) {
            LoopJournal journal = home.journal();
            writer = journal == null ? null : journal.writer();
        }
        return writer != null;
    }

    private JournalWriter writer() {
        return Objects.requireNonNull(writer);
    }

    /** A message that this log takes has its place; in a transaction it counts once that is committed. */
    void enqueued(long position, Message message, long deadlineMs, long transactionId) {
        long nowMs = home.wallMs();
        long expiresMs = deadlineMs == QueueEntry.NEVER ? JournalWriter.NEVER : home.wallMs(deadlineMs);
        StoredBody body = message.storedBody();
        if (body == null) {
            writer().message(queueId, position, transactionId, nowMs, expiresMs, MessageAnnex.stored(message));
        } else {
            writer().enqueue(queueId, position, transactionId, nowMs, expiresMs, body);
        }
    }

    /** A stored entry is gone for good; in a transaction once that is committed. */
    void settled(QueueEntry entry, long transactionId) {
        assert entry.isStored() && isOpen();
        writer().settled(queueId, entry.position(), transactionId);
    }

    /** The queue is gone with all it holds. */
    void queueGone() {
        if (durable && isOpen()) {
            writer().queueGone(queueId);
        }
    }

    /**
     * Puts messages of an earlier life of the broker into a queue that is still empty.
     *
     * @param messages gives the same message for the same stored one, so that queues share what they shared
     */
    void recover(RecoveredQueue recovered, QueueState into, Function<StoredMessage, Message> messages) {
        assert isOpen();
        mark.recovered(recovered.deliveredUpTo());
        for (RecoveredMessage kept : recovered.messages()) {
            long deadlineMs =
                    kept.expiresAtMs() == JournalWriter.NEVER ? QueueEntry.NEVER : home.monotonicMs(kept.expiresAtMs());
            into.recover(kept.seq(), messages.apply(kept.message()), deadlineMs, kept.redelivered());
        }
        into.continueAbove(recovered.seqMax());
    }
}
