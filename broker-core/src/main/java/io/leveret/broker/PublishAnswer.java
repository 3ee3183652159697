package io.leveret.broker;

/** What has become of a message that was published. */
public enum PublishAnswer {
    /** All queues that it was for have it. */
    ROUTED,
    /** No queue was for it. */
    UNROUTED,
    /** A queue has refused it, as one does that is full. */
    REJECTED
}
