package io.leveret.broker.queue;

/** How a queue that wants to go tells the owner of the topology. */
public interface QueueLifecycle {

    /**
     * The queue has frozen itself, because its last consumer left or its time without use ran out. Called on its home
     * loop, once; the answer is {@link Queue#drop} when no route leads to the queue any more.
     */
    void queueUnused(Queue queue);
}
