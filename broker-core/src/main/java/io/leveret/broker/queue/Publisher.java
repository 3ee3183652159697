package io.leveret.broker.queue;

import io.leveret.broker.loop.Loop;

/** Who published, as queues see it: a channel, or a queue whose messages move on. */
public interface Publisher {

    /** The publisher's loop, on which {@link #answered} is called. */
    Loop loop();

    /**
     * Whether what it has under way to other loops counts against its loop's admission. The broker's own moves do not: they
     * must not wait for others to be read.
     */
    default boolean takesAdmission() {
        return true;
    }

    /**
     * One target queue of a publish has decided.
     *
     * @param tag the publish's number at this publisher
     */
    void answered(long tag, PublishOutcome outcome);
}
