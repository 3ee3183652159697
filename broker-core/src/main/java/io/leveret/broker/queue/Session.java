package io.leveret.broker.queue;

import io.leveret.broker.loop.Loop;

/**
 * A channel as queues know it: an identity that holds consumers and unacked entries until it is gone.
 *
 * <p>Compared by reference. A channel number that is used again is another session.
 */
public interface Session {

    /** The loop of the channel's connection, on which everything for this session must run. */
    Loop loop();
}
