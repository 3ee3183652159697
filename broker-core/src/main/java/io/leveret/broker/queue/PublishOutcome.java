package io.leveret.broker.queue;

/** What became of a message at one queue. */
public enum PublishOutcome {
    /** The queue has it. */
    ACCEPTED,
    /** The queue has it; the publisher must not hear of it before the queue's journal is forced. */
    STAGED,
    /** The queue refuses it; a publisher that asked for confirms gets a nack. */
    REJECTED,
    /** The queue was deleted meanwhile; for confirms this counts as accepted. */
    GONE;

    /** The same once the journal is forced. */
    PublishOutcome forced() {
        return this == STAGED ? ACCEPTED : this;
    }
}
