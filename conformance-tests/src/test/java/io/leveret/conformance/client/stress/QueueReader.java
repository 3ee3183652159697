package io.leveret.conformance.client.stress;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A consumer whose deliveries one thread of a test takes one by one. */
final class QueueReader extends DefaultConsumer {

    /** Unacknowledged deliveries that a reader may hold. */
    static final int PREFETCH = 1_000;

    private static final int LIMIT_S = 30;

    /** Holds all that the prefetch allows. Without acknowledgements it fills, and the broker meets a full socket. */
    private final BlockingQueue<Delivery> deliveries = new ArrayBlockingQueue<>(2 * PREFETCH);

    private final CountDownLatch cancelled = new CountDownLatch(1);

    /** One delivery. */
    record Delivery(Stamp stamp, long tag, boolean redelivered) {}

    private QueueReader(Channel channel) {
        super(channel);
    }

    /** Starts to consume on the channel, with acknowledgement or without. */
    static QueueReader consume(Channel channel, String queue, boolean acknowledged) throws IOException {
        QueueReader reader = new QueueReader(channel);
        channel.basicQos(PREFETCH);
        channel.basicConsume(queue, !acknowledged, reader);
        return reader;
    }

    /** The next delivery; fails when none comes within 30 s. */
    Delivery take() throws InterruptedException {
        Delivery delivery = deliveries.poll(LIMIT_S, TimeUnit.SECONDS);
        if (delivery == null) {
            throw new AssertionError("no delivery within " + LIMIT_S + " s");
        }
        return delivery;
    }

    /** The next delivery if one comes soon, else null. */
    Delivery poll() throws InterruptedException {
        return deliveries.poll(100, TimeUnit.MILLISECONDS);
    }

    boolean isEmpty() {
        return deliveries.isEmpty();
    }

    void acknowledgeUpTo(Delivery delivery) throws IOException {
        getChannel().basicAck(delivery.tag(), true);
    }

    /** Cancels; all that the broker has delivered to this consumer can be taken afterwards. */
    void cancel() throws IOException, InterruptedException {
        getChannel().basicCancel(getConsumerTag());
        if (!cancelled.await(LIMIT_S, TimeUnit.SECONDS)) {
            throw new AssertionError("no cancel-ok within " + LIMIT_S + " s");
        }
    }

    @Override
    public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
        Delivery delivery = new Delivery(Stamp.of(body), envelope.getDeliveryTag(), envelope.isRedeliver());
        try {
            if (!deliveries.offer(delivery, LIMIT_S, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody takes deliveries any more, " + delivery + " is lost");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void handleCancelOk(String tag) {
        cancelled.countDown();
    }
}
