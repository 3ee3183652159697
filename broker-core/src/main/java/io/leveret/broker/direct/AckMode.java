package io.leveret.broker.direct;

/** What becomes of messages that basic.get brings. */
public enum AckMode {
    /** They go back when the channel closes. */
    GIVE_BACK,
    /** They are gone as they come. */
    NO_ACK,
    /** They are rejected, and go back. */
    REJECT_REQUEUE,
    /** They are rejected, and become dead letters if the queue has those. */
    REJECT
}
