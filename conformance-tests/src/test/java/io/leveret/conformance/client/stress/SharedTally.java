package io.leveret.conformance.client.stress;

import com.rabbitmq.client.Connection;
import io.leveret.conformance.client.stress.QueueReader.Delivery;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What several consumers of one queue have got together: every message once. Each consumer by itself sees the messages
 * of a producer in rising order, with gaps where another consumer was served. Used by all readers' threads.
 */
final class SharedTally {

    private final AtomicLongArray seen;
    private final AtomicLong left;

    SharedTally(long messages) {
        seen = new AtomicLongArray(Math.toIntExact(Load.PRODUCERS * messages));
        left = new AtomicLong(seen.length());
    }

    /** Reads as one of the consumers until all together have read everything. */
    void read(Connection connection, String queue) throws Exception {
        long[] last = new long[Load.PRODUCERS];
        Arrays.fill(last, -1);
        QueueReader reader = QueueReader.consume(connection.createChannel(), queue, true);
        while (left.get() > 0) {
            Delivery delivery = reader.poll();
            if (delivery == null) {
                continue;
            }
            count(delivery.stamp(), last);
            // Acknowledging whenever nothing waits keeps a slow consumer from holding what others could read.
            if (reader.isEmpty()) {
                reader.acknowledgeUpTo(delivery);
            }
        }
    }

    private void count(Stamp stamp, long[] last) {
        if (stamp.sequence() <= last[stamp.producer()]) {
            throw new AssertionError(stamp + " came after " + last[stamp.producer()] + " to the same consumer");
        }
        last[stamp.producer()] = stamp.sequence();
        int index = Math.toIntExact(stamp.sequence() * Load.PRODUCERS + stamp.producer());
        if (!seen.compareAndSet(index, 0, 1)) {
            throw new AssertionError(stamp + " came twice");
        }
        left.decrementAndGet();
    }
}
