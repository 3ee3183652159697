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

    /** The letter, or null if the entry's queue has no dead letter exchange. Called on the loop of the transaction. */
    public static @Nullable RejectedLetter of(QueueEntry entry, Loop here) {
        Queue queue = entry.queue();
        if (queue.settings().deadLetters() == null) {
            return null;
        }
        long timeS = TimeUnit.MILLISECONDS.toSeconds(here.wallMs());
        DeadLetters.Letter letter = queue.deadLetters().letter(entry.message(), DeathReason.REJECTED, timeS);
        return new RejectedLetter(letter.message(), letter.route().queues());
    }
}
