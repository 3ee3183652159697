package io.leveret.broker.reply;

import io.leveret.broker.queue.Message;

/** The channel that waits for direct replies at an address. Called on the loop on which the address was opened. */
public interface Requester {

    /** A reply; it is in no queue, so who cannot take it drops it. */
    void reply(Message reply);
}
