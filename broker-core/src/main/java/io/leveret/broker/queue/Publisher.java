package io.leveret.broker.queue;

import io.leveret.broker.loop.Loop;

/** The channel that published, as queues see it. */
public interface Publisher {

    /** The loop of the channel's connection, on which {@link #answered} is called. */
    Loop loop();

    /**
     * One target queue of a publish has decided.
     *
     * @param tag the publish's number on its channel; 0 if the channel does not ask for confirms
     */
    void answered(long tag, PublishOutcome outcome);
}
