package io.leveret.broker.queue;

import org.jspecify.annotations.Nullable;

/**
 * An unacked entry that a transaction settles, kept from everybody else until the transaction is decided. Owned by the
 * queue's home loop.
 */
public final class Withheld {

    private final QueueEntry entry;
    private final Settle.Verdict verdict;

    private Withheld(QueueEntry entry, Settle.Verdict verdict) {
        this.entry = entry;
        this.verdict = verdict;
    }

    /** Withholds an entry and records it as part of the transaction; null if it is not unacked any more. */
    public static @Nullable Withheld of(QueueEntry entry, Settle.Verdict verdict, long transactionId) {
        Queue queue = entry.queue();
        assert queue.home().inLoop();
        Holder holder = entry.holder;
        if (queue.stage() == Stage.GONE || !queue.state().withhold(entry)) {
            return null;
        }
        queue.subscriptions().released(holder);
        if (entry.isStored() && verdict.isFinal()) {
            queue.log().settled(entry, transactionId);
        }
        return new Withheld(entry, verdict);
    }

    /** The transaction is committed: the entry is settled as it said. */
    public void settle() {
        Queue queue = entry.queue();
        if (queue.stage() == Stage.GONE) {
            return;
        }
        if (verdict.isFinal() && entry.isStored()) {
            queue.state().stored().settled(entry); // as part of the transaction
        }
        queue.limit().settling(entry, verdict);
        TakenEntries.settling(queue.stats(), entry, verdict);
        switch (verdict) {
            // The dead letter of one that is rejected is part of the transaction itself.
            case ACK, REJECT -> queue.state().settleWithheld(entry);
            case DIE -> queue.deadLetters().withheldDies(entry, DeathReason.REJECTED);
            case REQUEUE -> queue.redeliveries().requeueWithheld(entry);
            case REQUEUE_UNCOUNTED, GIVE_BACK -> queue.state().returnWithheld(entry);
        }
        queue.limit().settled();
        queue.markDirty();
    }

    /** The transaction came to nothing: the entry goes back to its place, to be delivered again. */
    public void giveBack() {
        Queue queue = entry.queue();
        if (queue.stage() != Stage.GONE) {
            queue.limit().settling(entry, Settle.Verdict.REQUEUE);
            queue.redeliveries().requeueWithheld(entry);
            queue.limit().settled();
            queue.markDirty();
        }
    }
}
