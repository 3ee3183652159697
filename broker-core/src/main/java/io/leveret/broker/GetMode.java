package io.leveret.broker;

/** What becomes of the messages that are taken from a queue to be looked at, by the names of RabbitMQ's HTTP API. */
public enum GetMode {
    /** They go back to where they were, and count as redelivered. */
    ACK_REQUEUE_TRUE,
    /** They are gone. */
    ACK_REQUEUE_FALSE,
    /** They are rejected, and go back. */
    REJECT_REQUEUE_TRUE,
    /** They are rejected, and become dead letters where the queue has those. */
    REJECT_REQUEUE_FALSE
}
