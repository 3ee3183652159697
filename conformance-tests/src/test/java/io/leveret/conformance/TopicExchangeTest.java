package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words and wildcards of topic exchanges. The empty key has no words at all, "." has two empty ones. */
class TopicExchangeTest {

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @ParameterizedTest(name = "[{0}] and [{1}]: {2}")
    @CsvSource({
        "a.b.c, a.b.c, true",
        "a.b.c, a.b, false",
        "a.b.c, A.b.c, false",
        "*, a, true",
        "*, '', false",
        "*, a.b, false",
        "*.*, a.b, true",
        "*.*, a, false",
        "*.*, ., true",
        "*.b, .b, true",
        "a.*, a., true",
        "a.*, a, false",
        "a.*.c, a..c, true",
        "a.*.c, a.c, false",
        "a..b, a..b, true",
        "a..b, a.b, false",
        "'', '', true",
        "'', a, false",
        "#, '', true",
        "#, a, true",
        "#, a.b.c, true",
        "#, ..., true",
        "a.#, a, true",
        "a.#, a., true",
        "a.#, a.b.c, true",
        "a.#, b.a, false",
        "#.a, a, true",
        "#.a, b.c.a, true",
        "#.a, a.b, false",
        "a.#.b, a.b, true",
        "a.#.b, a.x.y.b, true",
        "a.#.b, a.x.y, false",
        "a.#.b, a.b.b, true",
        "#.#, '', true",
        "#.#, a, true",
        "#.#, a.b.c, true",
        "#.*, a, true",
        "#.*, '', false",
        "#.*, a.b, true",
        "*.#, a, true",
        "*.#, '', false",
        "*.#, a.b.c, true",
        "*.#.*, a, false",
        "*.#.*, a.b, true",
        "#.a.#, a, true",
        "#.a.#, x.a.y, true",
        "#.a.#, x.y, false",
        "#x, #x, true",
        "#x, ax, false",
        "x*, x*, true",
        "x*, xy, false",
        "**, a, false",
        "##, a, false",
        "a.b, a.*, false",
        "a.b, #, false",
    })
    @Spec(section = "2.15", row = "topic edges")
    void bindingKeyMatchesRoutingKey(String bindingKey, String routingKey, boolean matches) throws Exception {
        Channel channel = amqp.channel();
        String exchange = amqp.exchange(channel, "topic");
        String queue = amqp.queue(channel);
        channel.queueBind(queue, exchange, bindingKey);

        channel.basicPublish(exchange, routingKey, null, new byte[0]);

        assertThat(channel.basicGet(queue, true) != null).isEqualTo(matches);
    }

    @Test
    @Spec(section = "2.15", row = "topic: many bindings at once")
    void everyBindingIsMatchedOnItsOwn() throws Exception {
        Channel channel = amqp.channel();
        String exchange = amqp.exchange(channel, "topic");
        Map<String, String> queues = new LinkedHashMap<>();
        for (String key : List.of("#", "*.stock.#", "eu.stock", "eu.*", "us.#", "*")) {
            queues.put(key, amqp.queue(channel));
            channel.queueBind(queues.get(key), exchange, key);
        }

        channel.basicPublish(exchange, "eu.stock", null, new byte[0]);

        List<String> reached = new ArrayList<>();
        for (Map.Entry<String, String> queue : queues.entrySet()) {
            if (channel.basicGet(queue.getValue(), true) != null) {
                reached.add(queue.getKey());
            }
        }
        assertThat(reached).containsExactly("#", "*.stock.#", "eu.stock", "eu.*");
    }

    @Test
    @Spec(section = "2.15", row = "topic: unbinding one of two keys that share words")
    void unbindingTakesNothingElseAlong() throws Exception {
        Channel channel = amqp.channel();
        String exchange = amqp.exchange(channel, "topic");
        String queue = amqp.queue(channel);
        channel.queueBind(queue, exchange, "a.*.c");
        channel.queueBind(queue, exchange, "a.*");

        channel.queueUnbind(queue, exchange, "a.*");
        channel.basicPublish(exchange, "a.b", null, "short".getBytes(StandardCharsets.UTF_8));
        channel.basicPublish(exchange, "a.b.c", null, "long".getBytes(StandardCharsets.UTF_8));

        assertThat(channel.basicGet(queue, true).getBody()).asString().isEqualTo("long");
    }
}
