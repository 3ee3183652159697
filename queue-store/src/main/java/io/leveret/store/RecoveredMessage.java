package io.leveret.store;

import io.leveret.store.journal.JournalWriter;
import io.leveret.store.journal.StoredMessage;

/**
 * A message that waits in a recovered queue.
 *
 * @param seq its position, as given when it was enqueued
 * @param enqueuedAtMs wall clock
 * @param expiresAtMs wall clock, or {@link JournalWriter#NEVER}
 * @param redelivered whether it may have been delivered before the store was opened
 * @param message what was published, and what the broker has added
 * @param bodyLsn tells its body from others in the journal; 0 if no other message can have it
 */
public record RecoveredMessage(
        long seq, long enqueuedAtMs, long expiresAtMs, boolean redelivered, StoredMessage message, long bodyLsn) {

    /** One whose body no other message can have. */
    public RecoveredMessage(long seq, long enqueuedAtMs, long expiresAtMs, boolean redelivered, StoredMessage message) {
        this(seq, enqueuedAtMs, expiresAtMs, redelivered, message, 0);
    }

    /** The same with a seq that is so much higher. */
    public RecoveredMessage above(long shift) {
        return new RecoveredMessage(seq + shift, enqueuedAtMs, expiresAtMs, redelivered, message, bodyLsn);
    }
}
