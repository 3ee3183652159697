package io.leveret.broker.direct;

/** What has become of a message. */
public enum Published {
    /** All queues that it was for have it. */
    ROUTED,
    /** No queue was for it. */
    UNROUTED,
    /** A queue has refused it. */
    REJECTED
}
