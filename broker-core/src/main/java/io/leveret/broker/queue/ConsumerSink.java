package io.leveret.broker.queue;

/**
 * The channel's end of a consumer, as its queue sees it. Every method is called on the session's loop, in the order in
 * which the queue sent it, but for {@link #origin}.
 */
public interface ConsumerSink {

    /** Where the consumer is from. */
    ConsumerOrigin origin();

    /** An entry for this consumer; the sink owns its way to the client from here. */
    void deliver(QueueEntry entry);

    /** The queue is gone, and with it this consumer. */
    void cancelledByBroker();

    /** The queue has a message for this consumer, whose channel limits all its consumers together: may it be sent? */
    void creditWanted();

    /** The queue has nothing more for credit that it was given. */
    void creditReturned(int messages);
}
