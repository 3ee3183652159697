package io.leveret.broker.queue;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.loop.LoopJournal;
import io.leveret.store.Backlog;
import io.leveret.store.RecoveredQueue;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.journal.StoredBody;
import java.util.BitSet;
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

    private final Priorities priorities;
    private final QueueSettings settings;
    private final Loop home;
    private @Nullable JournalWriter writer;
    private final DeliveryMark mark;
    private final Retention retention;
    /** By level. */
    private final long[] redeliveredUpTo;

    /** Levels of which the journal may know something, and the lowest. */
    private final BitSet used = new BitSet(1);

    private long retainMsMax;
    private long retainBytesMax;
    private boolean gone;

    /** @param dispatch has the queue dispatch */
    QueueLog(Priorities priorities, QueueSettings settings, Loop home, Runnable dispatch) {
        this.priorities = priorities;
        this.redeliveredUpTo = priorities.bases();
        used.set(priorities.ordinaryLevel());
        this.settings = settings;
        this.home = home;
        this.mark = new DeliveryMark(priorities, home, dispatch);
        this.retention = new Retention(this, settings.declared().replay());
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
        if (settings.durable() && isOpen()) {
            mark.expect(position);
        }
    }

    /** The broker stops cleanly. */
    void close(long[] lastDelivered) {
        if (settings.durable() && isOpen()) {
            mark.settle(lastDelivered, writer());
        }
    }

    /** Whether the message is to survive, so that it must be recorded. */
    boolean takes(Message message) {
        return settings.keeps(message) && isOpen();
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
            throw new IllegalStateException("queue " + priorities.queueId(0) + " has nowhere to record");
        }
        return Objects.requireNonNull(writer);
    }

    /** A message that this log takes has its place; in a transaction it counts once that is committed. */
    void enqueued(long position, Message message, long deadlineMs, long transactionId) {
        // On the store's scale, which does not jump: there an age is measured against it.
        long nowMs = home.wallMs(home.turnMs());
        long expiresMs = deadlineMs == QueueEntry.NEVER ? JournalWriter.NEVER : home.wallMs(deadlineMs);
        use(Priorities.level(position));
        long queueId = priorities.queueId(position);
        long seq = Priorities.seq(position);
        StoredBody body = message.storedBody();
        if (body == null) {
            writer().message(queueId, seq, transactionId, nowMs, expiresMs, MessageAnnex.stored(message));
        } else {
            writer().enqueue(queueId, seq, transactionId, nowMs, expiresMs, body);
        }
    }

    private void use(int level) {
        if (!used.get(level)) {
            used.set(level);
            if (retainMsMax > 0) {
                writer().retain(priorities.queueId(Priorities.base(level)), retainMsMax, retainBytesMax);
            }
        }
    }

    /** A stored entry is gone for good; in a transaction once that is committed. */
    void settled(QueueEntry entry, long transactionId) {
        assert entry.isStored();
        long position = entry.position();
        writer().settled(priorities.queueId(position), Priorities.seq(position), transactionId, entry.bodyLength());
    }

    /** A stored entry has come back, and so often. */
    void cameBack(QueueEntry entry) {
        assert entry.isStored();
        long position = entry.position();
        writer().returned(priorities.queueId(position), Priorities.seq(position), entry.deliveryCount());
    }

    /** Stored entries of these positions, all of one level, which were paged out, are gone for good. */
    void settledRange(long first, long count, long bodyBytes) {
        writer().settledRange(priorities.queueId(first), Priorities.seq(first), count, bodyBytes, JournalWriter.NO_TX);
    }

    /** Whether the queue, and what it holds, is in the journal. */
    boolean isKept() {
        return settings.durable() && !gone && isOpen();
    }

    /** What is gone stays for replay within these bounds, of each priority, from here on; 0 for either keeps nothing. */
    void retain(long maxAgeMs, long maxBytes) {
        retainMsMax = maxAgeMs;
        retainBytesMax = maxBytes;
        if (isKept()) {
            used.stream()
                    .forEach(level -> writer().retain(priorities.queueId(Priorities.base(level)), maxAgeMs, maxBytes));
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
        if (journal == null || !settings.durable() || Priorities.level(fromPosition) >= priorities.levels()) {
            home.execute(() -> answer.accept(new Backlog(List.of(), fromPosition, null)));
            return;
        }
        int level = Priorities.level(fromPosition);
        long last = Priorities.lastBeside(fromPosition) - 1;
        Consumer<Backlog> rest = found -> {
            if (found.messages().isEmpty() && found.damage() == null) {
                replay(Priorities.base(level + 1) + 1, messagesMax, bytesMax, answer);
            } else {
                answer.accept(found);
            }
        };
        boolean isLastLevel = level == priorities.levels() - 1;
        journal.backlog()
                .readRetained(
                        priorities.queueId(fromPosition),
                        Priorities.seq(fromPosition),
                        Priorities.seq(last),
                        messagesMax,
                        bytesMax,
                        home,
                        atPositions(fromPosition, isLastLevel ? answer : rest));
    }

    /** Numbers of the journal become positions of that one's level. */
    private static Consumer<Backlog> atPositions(long position, Consumer<Backlog> answer) {
        long base = Priorities.base(Priorities.level(position));
        if (base == 0) {
            return answer;
        }
        return found -> answer.accept(new Backlog(
                found.messages().stream().map(message -> message.above(base)).toList(),
                base + found.nextSeq(),
                found.damage()));
    }

    /**
     * Reads messages that live from one position to another of the same level, both included.
     *
     * @param answer runs on the home loop, later
     */
    void read(long first, long last, int messagesMax, int bytesMax, Consumer<Backlog> answer) {
        Objects.requireNonNull(home.journal())
                .backlog()
                .read(
                        priorities.queueId(first),
                        Priorities.seq(first),
                        Priorities.seq(last),
                        messagesMax,
                        bytesMax,
                        home,
                        atPositions(first, answer));
    }

    /** The queue is gone with all it holds. */
    void queueGone() {
        if (isKept()) {
            used.stream().forEach(level -> writer().queueGone(priorities.queueId(Priorities.base(level))));
        }
        gone = true;
    }

    /** Takes over what an earlier life of the broker has left of one priority; of that there is nothing yet. */
    void recover(RecoveredQueue recovered, QueueState into, Redeliveries counts) {
        int level = priorities.levelOf(recovered.queueId());
        long base = Priorities.base(level);
        mark.recovered(base + recovered.deliveredUpTo());
        retention.recovered(recovered.isRetaining());
        long seen = base + Math.min(recovered.deliveredUpTo(), recovered.seqMax());
        redeliveredUpTo[level] = Math.max(redeliveredUpTo[level], seen);
        used.set(level);
        into.recover(recovered.live(), level, recovered.liveBytes(), recovered.deliveredUpTo());
        into.continueAbove(base + recovered.seqMax());
        counts.recover(recovered.returns(), base);
    }

    /** Whether a client of an earlier life of the broker may have seen the entry of this position. */
    boolean isRedelivered(long position) {
        return position <= redeliveredUpTo[Priorities.level(position)];
    }
}
