package io.leveret.broker;

import io.leveret.broker.queue.QueueCounts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is in a queue, or in several together. */
record QueueTotals(int consumers, long ready, long unacked) {

    static @Nullable QueueTotals of(@Nullable QueueCounts counts) {
        return counts == null ? null : new QueueTotals(counts.consumers(), counts.ready(), counts.unacked());
    }

    static QueueTotals sum(List<@Nullable QueueTotals> some) {
        int consumers = 0;
        long ready = 0;
        long unacked = 0;
        for (QueueTotals each : some) {
            if (each != null) {
                consumers += each.consumers;
                ready += each.ready;
                unacked += each.unacked;
            }
        }
        return new QueueTotals(consumers, ready, unacked);
    }
}
