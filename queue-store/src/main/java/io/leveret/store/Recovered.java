package io.leveret.store;

import java.util.List;
import java.util.NavigableMap;

/**
 * What the store found when it was opened. The messages themselves stay on the disk: {@link MessageStore#backlog} reads
 * them.
 *
 * @param catalogue every key that is set, in the order of unsigned bytes; unmodifiable
 * @param queues by rising queueId
 * @param queueIdMax the highest incarnation of a {@link QueueId} in any record ever written, 0 if none; new ones continue above
 * @param txIdMax likewise for transactions
 * @param summary one line for the log: how much was found where, and how long that took
 */
public record Recovered(
        NavigableMap<byte[], byte[]> catalogue,
        List<RecoveredQueue> queues,
        long queueIdMax,
        long txIdMax,
        String summary) {}
