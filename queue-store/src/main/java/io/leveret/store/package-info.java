/**
 * What a queue keeps beyond the life of the process.
 *
 * <p>The seam to the rest of the broker is one log per queue, with three things to do: append a message, append a range
 * of acknowledged sequence numbers, and read messages back in the queue's order. Only the queue's home loop appends, so
 * the order of the log is the order of the queue, and an acknowledgement always stands behind its message. Appending
 * never waits for the disk: the answer is a log position, and a message may be confirmed once everything up to its
 * position is forced. Whether the records of a queue lie in a journal that all queues share, or in a log of their own on
 * another machine, is hidden behind that seam.
 *
 * <p>This package does not know routing, channels or the network.
 */
@NullMarked
package io.leveret.store;

import org.jspecify.annotations.NullMarked;
