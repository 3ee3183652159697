package io.leveret.broker.queue;

import io.leveret.broker.loop.Loop;

/** Who published, as queues see it: a channel, or a queue whose messages move on. */
public interface Publisher {

    /** The publisher's loop, on which {@link #answered} is called. */
    Loop loop();

    /**
     * Whether this is a client's channel. What anybody has under way counts against its loop's admission, but only clients
     * wait for it: they are not read. The broker's own moves go on, so that no circle of full queues can stand still.
     */
    default boolean isClient() {
        return true;
    }

    /**
     * One target queue of a publish has decided.
     *
     * @param tag the publish's number at this publisher
     */
    void answered(long tag, PublishOutcome outcome);
}
