package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.channel;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.impl.LongStringHelper;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Bindings through a restart of the broker. */
@Execution(ExecutionMode.SAME_THREAD)
class RestartBindingsTest {

    @RegisterExtension
    final RestartClient amqp = new RestartClient();

    private Channel channel;

    @BeforeEach
    void openChannel() {
        channel = amqp.channel();
    }

    @Test
    @Spec(section = "1.7", row = "queue.bind: bindings between durable things come back, each once")
    void bindingsComeBack() throws Exception {
        String queue = queue(true);
        String exchange = amqp.name("exchange");
        channel.exchangeDeclare(exchange, "topic", true);
        channel.queueBind(queue, exchange, "a.*");
        channel.queueBind(queue, exchange, "b.#");

        restart();

        for (String key : List.of("a.x", "b.x.y", "c")) {
            channel.basicPublish(exchange, key, null, new byte[0]);
        }
        assertThat(channel.basicGet(queue, true).getEnvelope().getRoutingKey()).isEqualTo("a.x");
        assertThat(channel.basicGet(queue, true).getEnvelope().getRoutingKey()).isEqualTo("b.x.y");
        assertThat(channel.basicGet(queue, true)).isNull();
    }

    @Test
    @Spec(section = "2.15", row = "headers bindings come back with values of all types")
    void bindingArgumentsComeBackWithTheirTypes() throws Exception {
        String queue = queue(true);
        Map<String, Object> all = new HashMap<>(valuesOfAllTypes());
        all.put("x-match", "all");
        channel.queueBind(queue, "amq.headers", "", all);

        restart();

        channel.basicPublish(
                "amq.headers",
                "",
                new AMQP.BasicProperties.Builder().headers(valuesOfAllTypes()).build(),
                new byte[0]);
        assertThat(channel.basicGet(queue, true)).isNotNull();
    }

    @Test
    @Spec(section = "2.2", row = "exchange.bind: bindings between durable exchanges come back")
    void exchangeBindingsComeBack() throws Exception {
        String queue = queue(true);
        String source = amqp.name("source");
        String destination = amqp.name("destination");
        channel.exchangeDeclare(source, "direct", true);
        channel.exchangeDeclare(destination, "fanout", true);
        channel.exchangeBind(destination, source, "key");
        channel.queueBind(queue, destination, "");

        restart();

        channel.basicPublish(source, "key", null, new byte[0]);
        assertThat(channel.basicGet(queue, true)).isNotNull();
    }

    @Test
    @Spec(section = "1.7", row = "queue.unbind: removed bindings do not come back")
    void removedBindingsDoNotComeBack() throws Exception {
        String queue = queue(true);
        channel.queueBind(queue, "amq.direct", queue);
        channel.queueUnbind(queue, "amq.direct", queue);

        restart();

        assertRoutesNothingTo(queue);
    }

    @Test
    @Spec(section = "1.7", row = "bindings of a deleted queue do not come back to one of its name")
    void bindingsOfADeletedQueueDoNotComeBack() throws Exception {
        String queue = queue(true);
        channel.queueBind(queue, "amq.direct", queue);
        channel.queueDelete(queue);
        channel.queueDeclare(queue, true, false, false, Map.of());

        restart();

        assertRoutesNothingTo(queue);
    }

    @Test
    @Spec(section = "1.7", row = "bindings of a transient queue do not come back to one of its name")
    void bindingsOfATransientQueueDoNotComeBack() throws Exception {
        String queue = queue(false);
        channel.queueBind(queue, "amq.direct", queue);

        restart();

        channel.queueDeclare(queue, true, false, false, Map.of());
        assertRoutesNothingTo(queue);
    }

    @Test
    @Spec(section = "1.7", row = "bindings of a transient exchange do not come back to one of its name")
    void bindingsOfATransientExchangeDoNotComeBack() throws Exception {
        String queue = queue(true);
        String exchange = amqp.name("exchange");
        channel.exchangeDeclare(exchange, "fanout", false);
        channel.queueBind(queue, exchange, "");

        restart();

        channel.exchangeDeclare(exchange, "fanout", true);
        channel.basicPublish(exchange, "", null, new byte[0]);
        assertThat(channel.basicGet(queue, true)).isNull();
    }

    @Test
    @Spec(section = "1.7", row = "everything survives a second restart")
    void everythingSurvivesASecondRestart() throws Exception {
        String queue = queue(true);
        channel.queueBind(queue, "amq.topic", queue + ".#");

        restart();
        restart();

        channel.basicPublish("amq.topic", queue + ".x", null, new byte[0]);
        assertThat(channel.basicGet(queue, true)).isNotNull();
    }

    private void restart() {
        amqp.restart();
        channel = amqp.channel();
    }

    private String queue(boolean durable) throws Exception {
        return channel.queueDeclare(amqp.name("queue"), durable, false, false, Map.of())
                .getQueue();
    }

    private void assertRoutesNothingTo(String queue) throws Exception {
        channel.basicPublish("amq.direct", queue, null, new byte[0]);
        assertThat(channel.basicGet(queue, true)).isNull();
    }

    private static Map<String, Object> valuesOfAllTypes() {
        Map<String, Object> values = new HashMap<>();
        values.put("text", LongStringHelper.asLongString("text"));
        values.put("octets", new byte[] {1, 2, 3});
        values.put("int", 1);
        values.put("long", 1L << 40);
        values.put("short", (short) 2);
        values.put("byte", (byte) 3);
        values.put("double", 1.5);
        values.put("float", 2.5f);
        values.put("bool", true);
        values.put("decimal", new BigDecimal("12.34"));
        values.put("date", Date.from(Instant.ofEpochSecond(1)));
        values.put("list", List.of(1, 2L));
        values.put("table", Map.of("nested", 1));
        values.put("null", null);
        return values;
    }
}
