package io.leveret.conformance.kill;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.leveret.conformance.kill.Ledger.Ack;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The consumers of the kill ledger. Each ends with the broker, and {@link Ended#await} waits until it has. */
final class Consuming {

    private static final int HELD_MAX = 20;
    private static final int BATCH = 10;
    private static final int IDLE_MAX = 200;

    private Consuming() {}

    /** A consumer that tells when its last delivery has been handled. */
    abstract static class Ended extends DefaultConsumer {

        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile @Nullable Throwable failure;
        /** From the first call that fails on. What still comes was read but not seen: it is as if it had not come. */
        private boolean broken;

        Ended(Channel channel) {
            super(channel);
        }

        /** Waits for the end, and gives what went wrong before it, if anything did. */
        Optional<Throwable> await() throws InterruptedException {
            ended.await();
            return Optional.ofNullable(failure);
        }

        @Override
        public void handleDelivery(String tag, Envelope envelope, BasicProperties properties, byte[] body)
                throws IOException {
            if (broken) {
                return;
            }
            try {
                handle(envelope, MessageId.of(body));
            } catch (IOException | RuntimeException e) {
                broken = true;
                if (!Publishing.isGone(e)) {
                    failure = e;
                }
            }
        }

        @Override
        public void handleShutdownSignal(String tag, ShutdownSignalException signal) {
            if (!Publishing.isGone(signal)) {
                failure = signal;
            }
            end();
            ended.countDown();
        }

        abstract void handle(Envelope envelope, MessageId id) throws IOException;

        void end() {}
    }

    /**
     * Acknowledges most messages one by one, holds some back for a while, and gives some back once. After every few
     * acknowledgements it has the broker answer something, so that these are known to have been read.
     */
    static Ended acking(Ledger ledger, Connection connection, String queue, LongSupplier nowMs) throws IOException {
        Channel channel = connection.createChannel();
        channel.basicQos(100);
        Ended consumer = new Ended(channel) {
            private final Deque<Envelope> held = new ArrayDeque<>();
            private final Deque<MessageId> heldIds = new ArrayDeque<>();
            private final List<MessageId> unanswered = new ArrayList<>();

            @Override
            void handle(Envelope envelope, MessageId id) throws IOException {
                ledger.delivered(queue, id, envelope.isRedeliver());
                if (id.sequence() % 13 == 0 && !envelope.isRedeliver()) {
                    channel.basicNack(envelope.getDeliveryTag(), false, true);
                } else if (id.sequence() % 9 == 0) {
                    held.add(envelope);
                    heldIds.add(id);
                    if (held.size() > HELD_MAX) {
                        ack(held.remove(), heldIds.remove());
                    }
                } else {
                    ack(envelope, id);
                }
            }

            private void ack(Envelope envelope, MessageId id) throws IOException {
                channel.basicAck(envelope.getDeliveryTag(), false);
                unanswered.add(id);
                if (unanswered.size() >= BATCH) {
                    channel.basicQos(100);
                    unanswered.forEach(each -> ledger.acked(queue, each, Ack.PLAIN, nowMs.getAsLong()));
                    unanswered.clear();
                }
            }

            @Override
            void end() {
                unanswered.forEach(each -> ledger.acked(queue, each, Ack.UNANSWERED, nowMs.getAsLong()));
            }
        };
        channel.basicConsume(queue, false, consumer);
        return consumer;
    }

    /** Moves messages to another queue: every transaction acknowledges some here and publishes as many there. */
    static Ended relaying(
            Ledger ledger, Connection connection, String from, String to, AtomicLong next, SplittableRandom random)
            throws IOException {
        Channel channel = connection.createChannel();
        channel.basicQos(20);
        channel.txSelect();
        Ended consumer = new Ended(channel) {
            private final List<MessageId> moved = new ArrayList<>();
            private long unit = next.incrementAndGet();

            @Override
            void handle(Envelope envelope, MessageId id) throws IOException {
                ledger.delivered(from, id, envelope.isRedeliver());
                MessageId copy = new MessageId("relay", next.incrementAndGet(), unit);
                ledger.moving(from, id, copy.publisher(), unit);
                ledger.publishing(copy, List.of(to));
                Publishing.publish(channel, "", to, copy, random);
                channel.basicAck(envelope.getDeliveryTag(), false);
                moved.add(id);
                if (moved.size() == 1 + unit % 4) {
                    channel.txCommit();
                    ledger.committed(copy.publisher(), unit);
                    moved.forEach(each -> ledger.acked(from, each, Ack.COMMITTED, 0));
                    moved.clear();
                    unit = next.incrementAndGet();
                }
            }
        };
        channel.basicConsume(from, false, consumer);
        return consumer;
    }

    /** Takes all that a queue holds. */
    static void drain(Ledger ledger, Connection connection, String queue, LongSupplier nowMs)
            throws IOException, InterruptedException {
        Channel channel = connection.createChannel();
        channel.basicQos(500);
        AtomicLong count = new AtomicLong();
        String tag = channel.basicConsume(queue, false, new Ended(channel) {
            @Override
            void handle(Envelope envelope, MessageId id) throws IOException {
                ledger.delivered(queue, id, envelope.isRedeliver());
                channel.basicAck(envelope.getDeliveryTag(), false);
                ledger.acked(queue, id, Ack.PLAIN, nowMs.getAsLong());
                count.incrementAndGet();
            }
        });
        // Empty, and nothing came for a while: what was delivered has been read.
        long before = -1;
        int idle = 0;
        while (before != count.get() || channel.messageCount(queue) > 0) {
            idle = before == count.get() ? idle + 1 : 0;
            assertThat(idle).as("100 ms without a message from " + queue).isLessThan(IDLE_MAX);
            before = count.get();
            Thread.sleep(100);
        }
        channel.basicCancel(tag);
    }
}
