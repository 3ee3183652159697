package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.channel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.impl.LongStringHelper;
import io.leveret.conformance.raw.CloseReason;
import java.io.IOException;
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

/** Queues and exchanges through a restart of the broker. */
@Execution(ExecutionMode.SAME_THREAD)
class RestartTopologyTest {

    @RegisterExtension
    final RestartClient amqp = new RestartClient();

    private Channel channel;

    @BeforeEach
    void openChannel() {
        channel = amqp.channel();
    }

    // Queues

    @Test
    @Spec(section = "1.7", row = "queue.declare: durable queues come back, equal to what was declared")
    void durableQueueComesBack() throws Exception {
        String queue = queue(true);

        restart();

        assertThat(channel.queueDeclarePassive(queue).getConsumerCount()).isZero();
        channel.queueDeclare(queue, true, false, false, Map.of());
    }

    @Test
    @Spec(section = "1.7", row = "queue.declare: transient queues do not come back")
    void transientQueueDoesNotComeBack() throws Exception {
        String queue = queue(false);

        restart();

        assertNoQueue(queue);
    }

    @Test
    @Spec(section = "1.7", row = "queue.declare: exclusive queues do not come back, durable or not")
    void exclusiveQueueDoesNotComeBack() throws Exception {
        String queue = amqp.name("queue");
        channel.queueDeclare(queue, true, true, false, Map.of());

        restart();

        assertNoQueue(queue);
    }

    @Test
    @Spec(
            section = "1.7",
            row = "queue.declare: auto-delete: comes back if it never had a consumer, and goes with the last")
    void unusedAutoDeleteQueueComesBack() throws Exception {
        String queue = amqp.name("queue");
        channel.queueDeclare(queue, true, false, true, Map.of());

        restart();

        channel.queueDeclare(queue, true, false, true, Map.of());
        String tag = channel.basicConsume(queue, (consumer, message) -> {}, consumer -> {});
        channel.basicCancel(tag);
        await().until(() -> isMissing(queue));
    }

    @Test
    @Spec(section = "1.7", row = "queue.declare: auto-delete: goes when the connection of its last consumer ends")
    void usedAutoDeleteQueueDoesNotComeBack() throws Exception {
        String queue = amqp.name("queue");
        channel.queueDeclare(queue, true, false, true, Map.of());
        channel.basicConsume(queue, (consumer, message) -> {}, consumer -> {});

        restart();

        assertNoQueue(queue);
    }

    @Test
    @Spec(section = "1.7", row = "queue.declare: server-named durable queues come back under their name")
    void serverNamedQueueComesBack() throws Exception {
        String queue = channel.queueDeclare("", true, false, false, Map.of()).getQueue();

        restart();

        assertThat(channel.queueDeclarePassive(queue).getQueue()).isEqualTo(queue);
        channel.queueDelete(queue);
    }

    @Test
    @Spec(section = "1.7", row = "queue.delete: deleted queues do not come back")
    void deletedQueueDoesNotComeBack() throws Exception {
        String queue = queue(true);
        channel.queueDelete(queue);

        restart();

        assertNoQueue(queue);
    }

    @Test
    @Spec(section = "1.7", row = "queue.delete and declare: the last declaration comes back, with nothing of the first")
    void redeclaredQueueComesBackAsItWasLast() throws Exception {
        String queue = queue(true);
        AmqpClient.publishConfirmed(channel, "", queue, "of the first");
        channel.queueDelete(queue);
        channel.queueDeclare(queue, true, false, false, Map.of("x-max-length", 5));

        restart();

        assertThat(channel.queueDeclare(queue, true, false, false, Map.of("x-max-length", 5))
                        .getMessageCount())
                .isZero();
    }

    @Test
    @Spec(section = "1.6", row = "arguments come back with their values and types")
    void queueArgumentsComeBackWithTheirTypes() throws Exception {
        String queue = amqp.name("queue");
        Map<String, Object> arguments = Map.of(
                "x-message-ttl",
                3_600_000L,
                "x-max-length",
                (short) 100,
                "x-max-length-bytes",
                1_000_000,
                "x-overflow",
                "reject-publish",
                "x-dead-letter-exchange",
                "amq.direct",
                "x-dead-letter-routing-key",
                "dead",
                "x-single-active-consumer",
                true,
                "x-expires",
                7_200_000);
        channel.queueDeclare(queue, true, false, false, arguments);

        restart();

        channel.queueDeclare(queue, true, false, false, arguments);
        Map<String, Object> fewer = new HashMap<>(arguments);
        fewer.remove("x-message-ttl");
        assertThat(CloseReason.of(channel, () -> channel.queueDeclare(queue, true, false, false, fewer)))
                .isEqualTo(channel(
                        406,
                        "PRECONDITION_FAILED - inequivalent arg 'x-message-ttl' for queue '" + queue
                                + "' in vhost '/': received none but current is the value '3600000' of type 'long'",
                        "queue.declare"));
    }

    @Test
    @Spec(section = "2.12", row = "arguments that nobody knows, of all field types, do no harm")
    void unknownArgumentsOfAllTypesComeBack() throws Exception {
        String queue = amqp.name("queue");
        String exchange = amqp.name("exchange");
        channel.queueDeclare(queue, true, false, false, valuesOfAllTypes());
        channel.exchangeDeclare(exchange, "fanout", true, false, valuesOfAllTypes());
        channel.queueBind(queue, exchange, "", valuesOfAllTypes());

        restart();

        channel.queueDeclare(queue, true, false, false, valuesOfAllTypes());
        channel.exchangeDeclare(exchange, "fanout", true, false, valuesOfAllTypes());
        channel.queueUnbind(queue, exchange, "", valuesOfAllTypes());
        channel.basicPublish(exchange, "", null, new byte[0]);
        assertThat(channel.basicGet(queue, true)).isNull();
    }

    // Exchanges

    @Test
    @Spec(section = "1.7", row = "exchange.declare: durable exchanges come back, equal to what was declared")
    void durableExchangesComeBack() throws Exception {
        for (String type : List.of("direct", "fanout", "topic", "headers")) {
            channel.exchangeDeclare(amqp.name(type), type, true);
        }
        String internal = amqp.name("internal");
        channel.exchangeDeclare(internal, "topic", true, false, true, Map.of("alternate-exchange", "amq.fanout"));

        restart();

        channel.exchangeDeclare(internal, "topic", true, false, true, Map.of("alternate-exchange", "amq.fanout"));
        assertThat(CloseReason.of(channel, () -> channel.basicPublish(internal, "", null, new byte[0]))
                        .replyCode())
                .isEqualTo(403);
    }

    @Test
    @Spec(section = "1.7", row = "exchange.declare: transient and deleted exchanges do not come back")
    void transientAndDeletedExchangesDoNotComeBack() throws Exception {
        String ephemeral = amqp.name("exchange");
        channel.exchangeDeclare(ephemeral, "direct", false);
        String deleted = amqp.name("exchange");
        channel.exchangeDeclare(deleted, "direct", true);
        channel.exchangeDelete(deleted);

        restart();

        assertNoExchange(ephemeral);
        assertNoExchange(deleted);
    }

    @Test
    @Spec(section = "1.7", row = "exchange.declare: auto-delete: comes back, and goes with its last binding")
    void autoDeleteExchangeComesBackAndGoesLater() throws Exception {
        String exchange = amqp.name("exchange");
        String queue = queue(true);
        channel.exchangeDeclare(exchange, "direct", true, true, Map.of());
        channel.queueBind(queue, exchange, "key");

        restart();

        channel.exchangeDeclare(exchange, "direct", true, true, Map.of());
        channel.queueUnbind(queue, exchange, "key");
        assertNoExchange(exchange);
    }

    @Test
    @Spec(section = "1.8", row = "predeclared exchanges are there, with what was bound to them")
    void bindingsOfPredeclaredExchangesComeBack() throws Exception {
        String queue = queue(true);
        channel.queueBind(queue, "amq.direct", queue);

        restart();

        channel.exchangeDeclare("amq.direct", "direct", true);
        channel.basicPublish("amq.direct", queue, null, new byte[1]);
        channel.basicPublish("", queue, null, new byte[2]);
        assertThat(channel.basicGet(queue, true).getBody()).hasSize(1);
        assertThat(channel.basicGet(queue, true).getBody()).hasSize(2);
    }

    @Test
    @Spec(section = "2.3", row = "AE by argument comes back")
    void alternateExchangeComesBack() throws Exception {
        String queue = queue(true);
        String alternate = amqp.name("alternate");
        String exchange = amqp.name("exchange");
        channel.exchangeDeclare(alternate, "fanout", true);
        channel.exchangeDeclare(exchange, "direct", true, false, Map.of("alternate-exchange", alternate));
        channel.queueBind(queue, alternate, "");

        restart();

        channel.basicPublish(exchange, "unknown", null, new byte[0]);
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

    private void assertNoQueue(String queue) {
        Channel probe = amqp.channel();
        assertThat(CloseReason.of(probe, () -> probe.queueDeclarePassive(queue)))
                .isEqualTo(channel(404, "NOT_FOUND - no queue '" + queue + "' in vhost '/'", "queue.declare"));
    }

    private void assertNoExchange(String exchange) {
        Channel probe = amqp.channel();
        assertThat(CloseReason.of(probe, () -> probe.exchangeDeclarePassive(exchange)))
                .isEqualTo(channel(404, "NOT_FOUND - no exchange '" + exchange + "' in vhost '/'", "exchange.declare"));
    }

    private boolean isMissing(String queue) throws Exception {
        Channel probe = amqp.channel();
        try {
            probe.queueDeclarePassive(queue);
            probe.close();
            return false;
        } catch (IOException e) {
            return true;
        }
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
