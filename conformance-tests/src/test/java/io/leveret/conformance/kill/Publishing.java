package io.leveret.conformance.kill;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The publishers of the kill ledger. Each is a loop for a thread of its own, through all lives of the broker: it returns
 * when the broker is gone, and goes on with the next number when it is called again.
 */
final class Publishing {

    private static final int WINDOW = 64;
    private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(400);
    /** Behind a transaction. */
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(400);

    /** A loop that ends with the broker. */
    interface Publisher {
        void run(Connection connection) throws IOException;
    }

    private Publishing() {}

    /**
     * Publishes with confirms, a window of them open, to an exchange that feeds the queues.
     *
     * @param pauseMicros how long it waits behind each message, 0 for as fast as it can
     */
    static Publisher confirming(
            Ledger ledger,
            String name,
            String exchange,
            String routingKey,
            List<String> queues,
            SplittableRandom random,
            int pauseMicros) {
        long pauseNanos = TimeUnit.MICROSECONDS.toNanos(pauseMicros);
        return new Publisher() {
            private long next;

            @Override
            public void run(Connection connection) throws IOException {
                Channel channel = connection.createChannel();
                NavigableMap<Long, MessageId> open = new ConcurrentSkipListMap<>();
                channel.confirmSelect();
                channel.addConfirmListener(
                        (tag, multiple) -> {
                            NavigableMap<Long, MessageId> done =
                                    multiple ? open.headMap(tag, true) : open.subMap(tag, true, tag, true);
                            done.values().forEach(ledger::confirmed);
                            done.clear();
                        },
                        (tag, multiple) -> {});
                while (true) {
                    while (open.size() >= WINDOW && channel.isOpen()) {
                        LockSupport.parkNanos(POLL_NANOS);
                    }
                    MessageId id = new MessageId(name, next++, MessageId.ALONE);
                    ledger.publishing(id, queues);
                    open.put(channel.getNextPublishSeqNo(), id);
                    publish(channel, exchange, routingKey, id, random);
                    if (pauseNanos > 0) {
                        LockSupport.parkNanos(pauseNanos);
                    }
                }
            }
        };
    }

    /** Publishes to all queues in one transaction, more than one message to the first. Every seventh it rolls back. */
    static Publisher transacting(Ledger ledger, String name, List<String> queues, SplittableRandom random) {
        return new Publisher() {
            private long next;
            private long unit;

            @Override
            public void run(Connection connection) throws IOException {
                Channel channel = connection.createChannel();
                channel.txSelect();
                while (true) {
                    unit++;
                    for (int n = random.nextInt(3); n >= 0; n--) {
                        publish(channel, queues.get(0));
                    }
                    for (String queue : queues.subList(1, queues.size())) {
                        publish(channel, queue);
                    }
                    if (unit % 7 == 0) {
                        ledger.rolledBack(name, unit);
                        channel.txRollback();
                    } else {
                        channel.txCommit();
                        ledger.committed(name, unit);
                    }
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }

            private void publish(Channel channel, String queue) throws IOException {
                MessageId id = new MessageId(name, next++, unit);
                ledger.publishing(id, List.of(queue));
                Publishing.publish(channel, "", queue, id, random);
            }
        };
    }

    static void publish(Channel channel, String exchange, String routingKey, MessageId id, SplittableRandom random)
            throws IOException {
        channel.basicPublish(exchange, routingKey, MessageProperties.PERSISTENT_BASIC, id.body(size(random)));
    }

    /** Mostly 1 KiB, some less or somewhat more, now and then more than a frame and a page of the journal. */
    private static int size(SplittableRandom random) {
        int chance = random.nextInt(50);
        if (chance == 0) {
            return random.nextInt(200_000);
        }
        return chance < 10 ? random.nextInt(2_000) : 1 << 10;
    }

    /** Whether this is how a call ends whose broker has been killed, without a word from it, or stopped, with 320. */
    static boolean isGone(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ShutdownSignalException signal) {
                return isStop(signal.getReason())
                        || (!(signal.getReason() instanceof AMQP.Channel.Close)
                                && !(signal.getReason() instanceof AMQP.Connection.Close));
            }
        }
        return failure instanceof IOException;
    }

    /** Whether the broker has said that it stops. */
    static boolean isStop(@Nullable Object reason) {
        return reason instanceof AMQP.Connection.Close close && close.getReplyCode() == AMQP.CONNECTION_FORCED;
    }
}
