package io.leveret.broker.queue;

/**
 * What basic.get found.
 *
 * @param message the entry's, which the entry itself may let go of once it is here
 * @param remaining how many ready messages this leaves
 */
public record Got(QueueEntry entry, Message message, int remaining) {}
