package io.leveret.conformance.client.stress;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.leveret.conformance.client.stress.QueueReader.Delivery;
import java.util.SplittableRandom;

/**
 * Reads one queue to its known end as its only consumer, so that the order of each producer must hold without a gap.
 * The ways to read differ in how often the consumer comes and goes.
 */
final class OrderedReading {

    private static final int ACK_EVERY = 100;
    private static final int PIECE_MAX = 3_000;

    private final Connection connection;
    private final String queue;
    private final SequenceCheck check;
    private final long total;

    /**
     * @param total the messages that go through the queue
     */
    OrderedReading(Connection connection, String queue, SequenceCheck check, long total) {
        this.connection = connection;
        this.queue = queue;
        this.check = check;
        this.total = total;
    }

    /** One consumer that acknowledges nothing. */
    void withoutAcks() throws Exception {
        QueueReader reader = QueueReader.consume(connection.createChannel(), queue, false);
        for (long n = 0; n < total; n++) {
            check.accept(reader.take().stamp());
        }
    }

    /** One consumer that acknowledges 100 at once. */
    void withMultipleAcks() throws Exception {
        QueueReader reader = QueueReader.consume(connection.createChannel(), queue, true);
        for (long n = 1; n <= total; n++) {
            acceptAndAcknowledge(reader, reader.take(), n);
        }
    }

    /** One consumer after the other on one channel, where unacknowledged messages stay across the change. */
    void withCancels(SplittableRandom random) throws Exception {
        Channel channel = connection.createChannel();
        long read = 0;
        while (read < total) {
            QueueReader reader = QueueReader.consume(channel, queue, true);
            for (int left = random.nextInt(PIECE_MAX); left > 0 && read < total; left--) {
                acceptAndAcknowledge(reader, reader.take(), ++read);
            }
            reader.cancel();
            while (!reader.isEmpty()) {
                acceptAndAcknowledge(reader, reader.take(), ++read);
            }
        }
    }

    /** One channel after the other; each leaves some messages unacknowledged, which must come again in their places. */
    void withChannelCloses(SplittableRandom random) throws Exception {
        long acknowledged = 0;
        boolean returned = false;
        while (acknowledged < total) {
            Channel channel = connection.createChannel();
            QueueReader reader = QueueReader.consume(channel, queue, true);
            long piece = Math.min(1 + random.nextInt(QueueReader.PREFETCH), total - acknowledged);
            long settled = random.nextLong(piece + 1);
            long[] mark = check.mark();
            for (long n = 1; n <= piece; n++) {
                Delivery delivery = reader.take();
                check.accept(delivery.stamp());
                if (n == 1 && returned && !delivery.redelivered()) {
                    throw new AssertionError(delivery + " is not marked as redelivered");
                }
                if (n == settled) {
                    reader.acknowledgeUpTo(delivery);
                    mark = check.mark();
                }
            }
            channel.close();
            check.rewind(mark);
            acknowledged += settled;
            returned = settled < piece;
        }
    }

    private void acceptAndAcknowledge(QueueReader reader, Delivery delivery, long count) throws Exception {
        check.accept(delivery.stamp());
        if (count % ACK_EVERY == 0 || count == total) {
            reader.acknowledgeUpTo(delivery);
        }
    }
}
