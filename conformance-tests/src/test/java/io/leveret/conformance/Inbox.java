package io.leveret.conformance;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A consumer of the Java client that keeps what it gets for the test to take. */
final class Inbox {

    private static final int DEADLINE_S = 60;

    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> cancelled = new LinkedBlockingQueue<>();
    private String consumerTag;

    /** One delivery. */
    record Message(Delivery delivery) {

        String text() {
            return new String(delivery.getBody(), StandardCharsets.UTF_8);
        }

        long deliveryTag() {
            return delivery.getEnvelope().getDeliveryTag();
        }

        boolean redelivered() {
            return delivery.getEnvelope().isRedeliver();
        }

        AMQP.BasicProperties properties() {
            return delivery.getProperties();
        }
    }

    static Inbox on(Channel channel, String queue, boolean autoAck) throws IOException {
        Inbox inbox = new Inbox();
        inbox.consumerTag = channel.basicConsume(
                queue,
                autoAck,
                "",
                false,
                false,
                Map.of(),
                (tag, delivery) -> inbox.messages.add(new Message(delivery)),
                inbox.cancelled::add);
        return inbox;
    }

    String consumerTag() {
        return consumerTag;
    }

    /** The next message, which must come in time. */
    Message next() throws InterruptedException {
        Message message = messages.poll(DEADLINE_S, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("no message within " + DEADLINE_S + " s");
        }
        return message;
    }

    /** The tag of a consumer that the broker has cancelled, which must come in time. */
    String nextCancelled() throws InterruptedException {
        String tag = cancelled.poll(DEADLINE_S, TimeUnit.SECONDS);
        if (tag == null) {
            throw new AssertionError("no basic.cancel within " + DEADLINE_S + " s");
        }
        return tag;
    }
}
