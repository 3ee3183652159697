package io.leveret.broker.queue;

import io.leveret.broker.loop.Loop;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The dead letter of an entry that a transaction rejects: made where the transaction is committed, so that it arrives and
 * its source goes with everything else of the transaction, or neither.
 *
 * @param message what is published
 * @param targets the queues that get it; one that refuses it does without
 */
public record RejectedLetter(Message message, List<Queue> targets) {

    /** Whether a rejected entry has such a letter, so that it must be {@link Queue#pin pinned} first. */
    public static boolean isDue(QueueEntry entry) {
        return entry.queue().deadLetters().isMoving();
    }

    /** Whether the queue itself sees to it that such a letter arrives, once the transaction is committed. */
    public static boolean isLeftToTheQueue(QueueEntry entry) {
        return entry.queue().deadLetters().isSure();
    }

    /**
     * The letter, or null if the message cannot be read, or has nowhere to go any more. Called on the loop of the
     * transaction.
     */
    public static @Nullable RejectedLetter of(QueueEntry entry, Loop here) {
        Queue queue = entry.queue();
        DeadLetterTarget target = queue.deadLetters().target();
        if (target == null || !entry.isInMemory()) {
            return null;
        }
        long timeS = TimeUnit.MILLISECONDS.toSeconds(here.wallMs());
        DeadLetters.Letter letter = queue.deadLetters().letter(entry.message(), target, DeathReason.REJECTED, timeS);
        return new RejectedLetter(letter.message(), letter.route().queues());
    }
}
