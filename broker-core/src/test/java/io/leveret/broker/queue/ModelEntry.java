package io.leveret.broker.queue;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A message as the model sees it. */
final class ModelEntry {

    enum Place {
        READY,
        HELD,
        GONE
    }

    final Message message;
    final long position;
    final long deadlineMs;
    Place place = Place.READY;
    boolean redelivered;
    /** How often it has come back while that was counted. */
    long deliveries;

    private @Nullable QueueEntry entry;

    ModelEntry(Message message, long position, long deadlineMs) {
        this.message = message;
        this.position = position;
        this.deadlineMs = deadlineMs;
    }

    /** The queue's own entry, known once it was delivered. */
    QueueEntry entry() {
        return Objects.requireNonNull(entry);
    }

    void seenAs(QueueEntry seen) {
        QueueEntry before = entry;
        // What was on the disk in between has another entry; nobody may hold both.
        QueueModel.check(
                before == null
                        || before == seen
                        || (before.state != QueueEntry.State.UNACKED && before.position() == seen.position()),
                "another entry for the same message");
        entry = seen;
    }
}
