package io.leveret.conformance;

import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Arguments and steps that the tests of dead lettering share, and the headers that it leaves in readable form. */
final class DeadLetters {

    static final String EXCHANGE = "x-dead-letter-exchange";
    static final String ROUTING_KEY = "x-dead-letter-routing-key";

    private static final int DEADLINE_S = 60;

    private DeadLetters() {}

    /** Arguments of a queue whose dead letters go to the queue named, by the default exchange. */
    static Map<String, Object> toQueue(String queue) {
        return Map.of(EXCHANGE, "", ROUTING_KEY, queue);
    }

    static Map<String, Object> toExchange(String exchange) {
        return Map.of(EXCHANGE, exchange);
    }

    static Map<String, Object> toExchange(String exchange, String routingKey) {
        return Map.of(EXCHANGE, exchange, ROUTING_KEY, routingKey);
    }

    static void publish(Channel channel, String exchange, String key, AMQP.BasicProperties properties, String body)
            throws IOException {
        channel.basicPublish(exchange, key, properties, body.getBytes(StandardCharsets.UTF_8));
    }

    /** Takes the next message of the queue, which must come in time, and rejects it for good. */
    static void rejectNext(Channel channel, String queue) {
        GetResponse got = nextUnacked(channel, queue);
        try {
            channel.basicReject(got.getEnvelope().getDeliveryTag(), false);
        } catch (IOException e) {
            throw new AssertionError("cannot reject", e);
        }
    }

    static GetResponse nextUnacked(Channel channel, String queue) {
        return next(channel, queue, false);
    }

    /** Takes and thereby acknowledges the next message of the queue, which must come in time. */
    static GetResponse next(Channel channel, String queue) {
        return next(channel, queue, true);
    }

    private static GetResponse next(Channel channel, String queue, boolean autoAck) {
        return await("a message in " + queue)
                .pollInterval(10, TimeUnit.MILLISECONDS)
                .atMost(DEADLINE_S, TimeUnit.SECONDS)
                .until(() -> channel.basicGet(queue, autoAck), got -> got != null);
    }

    static void awaitCount(Channel channel, String queue, int messages) {
        await("%d messages in %s".formatted(messages, queue))
                .atMost(DEADLINE_S, TimeUnit.SECONDS)
                .until(() -> channel.queueDeclarePassive(queue).getMessageCount() == messages);
    }

    /** The entries of x-death, most recent first, with texts as strings. */
    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> deaths(GetResponse message) {
        return (List<Map<String, Object>>)
                Plain.of(message.getProps().getHeaders().get("x-death"));
    }

    /** "queue reason count" of each entry of x-death, most recent first. */
    static List<String> deathsInShort(GetResponse message) {
        return deaths(message).stream()
                .map(death -> death.get("queue") + " " + death.get("reason") + " " + death.get("count"))
                .toList();
    }

    static String header(GetResponse message, String name) {
        return String.valueOf(message.getProps().getHeaders().get(name));
    }

    static String text(GetResponse message) {
        return new String(message.getBody(), StandardCharsets.UTF_8);
    }
}
