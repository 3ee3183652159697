package io.leveret.broker.queue;

/** Messages and consumers of a queue, as queue.declare-ok counts them. */
public record QueueCounts(int ready, int unacked, int consumers, long readyBytes) {}
