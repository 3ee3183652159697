package io.leveret.broker.queue;

/**
 * Messages and consumers of a queue, as queue.declare-ok counts them.
 *
 * @param readyBytes octets of the ready messages' bodies
 * @param deadLetters those that are tried until somebody has them, and are not gone yet
 */
public record QueueCounts(int ready, int unacked, int consumers, long readyBytes, int deadLetters) {

    static QueueCounts of(QueueState state, int consumers, int deadLetters) {
        return new QueueCounts(state.ready(), state.unacked(), consumers, state.readyBytes(), deadLetters);
    }

    /** Without dead letters that wait. */
    public QueueCounts(int ready, int unacked, int consumers, long readyBytes) {
        this(ready, unacked, consumers, readyBytes, 0);
    }

    /** The consumers that queue.declare-ok tells of: where a quorum queue serves one only, the others do not count. */
    public int declaredConsumers(QueueSettings settings) {
        boolean isOne = settings.type() == QueueType.QUORUM && settings.singleActiveConsumer();
        return isOne ? Math.min(consumers, 1) : consumers;
    }
}
