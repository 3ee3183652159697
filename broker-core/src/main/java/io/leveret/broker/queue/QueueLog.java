package io.leveret.broker.queue;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.loop.LoopJournal;
import io.leveret.store.Backlog;
import io.leveret.store.RecoveredQueue;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.journal.StoredBody;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
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
    private final Retention retention;
    private long redeliveredUpTo;
    private boolean gone;

    /** @param dispatch has the queue dispatch */
    QueueLog(long queueId, QueueSettings settings, Loop home, Runnable dispatch) {
        this.queueId = queueId;
        this.durable = settings.durable();
        this.home = home;
        this.mark = new DeliveryMark(queueId, home, dispatch);
        this.retention = new Retention(this, settings.replay());
    }

    /** How far deliveries may go. */
    DeliveryMark mark() {
        return mark;
    }

    /** What of the queue stays when it is gone. */
    Retention retention() {
        return retention;
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

    /**
     * Whether there is a journal for what survives. Found when it is first needed, since a queue is made on another thread
     * than its home's.
     */
    boolean isOpen() {
        if (writer == null) {
            LoopJournal journal = home.journal();
            writer = journal == null ? null : journal.writer();
        }
        return writer != null;
    }

    /** The first need may come long after a restart: of a recovered queue nothing has been recorded yet. */
    private JournalWriter writer() {
        if (!isOpen()) {
            throw new IllegalStateException("queue " + queueId + " has nowhere to record");
        }
        return Objects.requireNonNull(writer);
    }

    /** A message that this log takes has its place; in a transaction it counts once that is committed. */
    void enqueued(long position, Message message, long deadlineMs, long transactionId) {
        // On the store's scale, which does not jump: there an age is measured against it.
        long nowMs = home.wallMs(home.turnMs());
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
        assert entry.isStored();
        writer().settled(queueId, entry.position(), transactionId, entry.bodyLength());
    }

    /** Stored entries of these positions, which were paged out, are gone for good. */
    void settledRange(long first, long count, long bodyBytes) {
        writer().settledRange(queueId, first, count, bodyBytes, JournalWriter.NO_TX);
    }

    /** Whether the queue, and what it holds, is in the journal. */
    boolean isKept() {
        return durable && !gone && isOpen();
    }

    /** What is gone stays for replay within these bounds, from here on; 0 for either keeps nothing. */
    void retain(long maxAgeMs, long maxBytes) {
        if (isKept()) {
            writer().retain(queueId, maxAgeMs, maxBytes);
        }
    }

    boolean inLoop() {
        return home.inLoop();
    }

    /**
     * Reads persistent messages from a position on, those that are kept for replay as well as those that wait or are held.
     *
     * @param answer runs on the home loop, later
     */
    void replay(long fromPosition, int messagesMax, int bytesMax, Consumer<Backlog> answer) {
        LoopJournal journal = home.journal();
        if (journal == null || !durable) {
            home.execute(() -> answer.accept(new Backlog(List.of(), fromPosition, null)));
            return;
        }
        journal.backlog().readRetained(queueId, fromPosition, Long.MAX_VALUE - 1, messagesMax, bytesMax, home, answer);
    }

    /**
     * Reads messages that live from one position to another, both included.
     *
     * @param answer runs on the home loop, later
     */
    void read(long first, long last, int messagesMax, int bytesMax, Consumer<Backlog> answer) {
        Objects.requireNonNull(home.journal())
                .backlog()
                .read(queueId, first, last, messagesMax, bytesMax, home, answer);
    }

    /** The queue is gone with all it holds. */
    void queueGone() {
        if (isKept()) {
            writer().queueGone(queueId);
        }
        gone = true;
    }

    /** Takes over a queue of an earlier life of the broker; it is still empty. */
    void recover(RecoveredQueue recovered, QueueState into) {
        mark.recovered(recovered.deliveredUpTo());
        retention.recovered(recovered.retaining());
        redeliveredUpTo = Math.min(recovered.deliveredUpTo(), recovered.seqMax());
        into.recover(recovered.live(), recovered.liveBytes(), recovered.deliveredUpTo());
        into.continueAbove(recovered.seqMax());
    }

    /** Whether a client of an earlier life of the broker may have seen the entry of this position. */
    boolean isRedelivered(long position) {
        return position <= redeliveredUpTo;
    }
}
