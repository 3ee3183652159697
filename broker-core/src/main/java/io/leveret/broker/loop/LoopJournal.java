package io.leveret.broker.loop;

import io.leveret.store.BacklogReader;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.scratch.Scratch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A loop's way into the journal. What a turn records gathers in the {@link JournalWriter} and is handed over as one batch
 * at the turn's end, or before a command to another owner; whoever must not answer before it is forced waits here.
 *
 * <p>Owned by the loop.
 */
public final class LoopJournal {

    private final JournalWriter writer;
    private final BacklogReader backlog;
    private final Scratch scratch;
    private final int loops;
    private long lastTransactionId;
    private List<Runnable> waiting = new ArrayList<>();

    /**
     * @param backlog reads back what the journal has
     * @param scratch takes what the journal has not
     * @param index of the loop among {@code loops}, so that no two give the same number to a transaction
     * @param transactionIdMax the highest number that was ever given
     */
    public LoopJournal(
            JournalWriter writer, BacklogReader backlog, Scratch scratch, int index, int loops, long transactionIdMax) {
        this.writer = writer;
        this.backlog = backlog;
        this.scratch = scratch;
        this.loops = loops;
        this.lastTransactionId = transactionIdMax + 1 + index - loops;
    }

    /** Takes records; submitted by the loop alone. */
    public JournalWriter writer() {
        return writer;
    }

    /** Reads back messages that queues of this loop have paged out. */
    public BacklogReader backlog() {
        return backlog;
    }

    /** Where queues of this loop page out what the journal has not. */
    public Scratch scratch() {
        return scratch;
    }

    /** A number for a transaction that none had before, not even in an earlier life of the broker. */
    public long nextTransactionId() {
        lastTransactionId += loops;
        return lastTransactionId;
    }

    /** Runs the task on the loop once everything recorded so far is forced; never if the store fails before. */
    public void whenDurable(Runnable task) {
        waiting.add(task);
    }

    /** The task that was added last and is not handed over, if it is of this type; the caller may extend it. */
    public <T extends Runnable> @Nullable T lastWaiting(Class<T> type) {
        if (waiting.isEmpty()) {
            return null;
        }
        Runnable last = waiting.get(waiting.size() - 1);
        return type.isInstance(last) ? type.cast(last) : null;
    }

    void submit() {
        if (!waiting.isEmpty()) {
            List<Runnable> due = waiting;
            waiting = new ArrayList<>();
            writer.whenDurable(() -> due.forEach(Loop::runGuarded));
        }
        if (writer.hasUnsubmitted()) {
            writer.submit();
        }
    }
}
