package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the RabbitMQ transport of NServiceBus does: what it asks the management API at its start, and the ladder of quorum
 * queues by which it delays messages, with fewer rungs and in milliseconds.
 */
class NServiceBusTest {

    private static final int RUNGS = 6;
    private static final int RUNG_MS = 20;

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @RegisterExtension
    final Admin admin = new Admin();

    private String vhost;
    private Channel channel;

    @BeforeEach
    void makeVirtualHost() {
        vhost = admin.virtualHost();
        channel = AmqpClient.channel(amqp.newConnection(factory -> factory.setVirtualHost(vhost)));
    }

    private static Map<String, Object> quorum() {
        return new HashMap<>(Map.of("x-queue-type", "quorum"));
    }

    private static String level(int rung) {
        return "nsb.v2.delay-level-" + String.format("%02d", rung);
    }

    /** From the longest delay to the shortest: what has its bit set waits there, what has not passes by. */
    private void declareLadder() throws IOException {
        for (int rung = RUNGS - 1; rung >= 0; rung--) {
            String next = rung == 0 ? "nsb.v2.delay-delivery" : level(rung - 1);
            channel.exchangeDeclare(level(rung), "topic", true);
            channel.exchangeDeclare(next, "topic", true);
            Map<String, Object> arguments = quorum();
            arguments.put("x-dead-letter-strategy", "at-least-once");
            arguments.put("x-overflow", "reject-publish");
            arguments.put("x-message-ttl", (1 << rung) * RUNG_MS);
            arguments.put("x-dead-letter-exchange", next);
            channel.queueDeclare(level(rung), true, false, false, arguments);
            String passed = "*.".repeat(RUNGS - 1 - rung);
            channel.queueBind(level(rung), level(rung), passed + "1.#");
            channel.exchangeBind(next, level(rung), passed + "0.#");
        }
    }

    private static String address(int delay, String destination) {
        StringBuilder bits = new StringBuilder();
        for (int rung = RUNGS - 1; rung >= 0; rung--) {
            bits.append(delay >> rung & 1).append('.');
        }
        return bits.append(destination).toString();
    }

    @Test
    @Spec(section = "2.13", row = "NServiceBus: the delay ladder")
    void messagesComeDownTheLadderWithinTheirDelays() throws Exception {
        declareLadder();
        channel.queueDeclare("endpoint", true, false, false, quorum());
        channel.queueBind("endpoint", "nsb.v2.delay-delivery", "#.endpoint");
        channel.confirmSelect();
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .deliveryMode(2)
                .headers(Map.of("NServiceBus.Transport.RabbitMQ.DelayInSeconds", 1))
                .build();
        for (int delay : new int[] {0b111111, 0b000001, 0, 0b010100}) {
            String text = Integer.toString(delay);
            channel.basicPublish(
                    level(RUNGS - 1), address(delay, "endpoint"), properties, text.getBytes(StandardCharsets.UTF_8));
        }
        channel.waitForConfirmsOrDie(60_000);

        for (int expected : new int[] {0, 0b000001, 0b010100, 0b111111}) {
            GetResponse got = DeadLetters.next(channel, "endpoint");
            assertThat(new String(got.getBody(), StandardCharsets.UTF_8)).isEqualTo(Integer.toString(expected));
            if (expected > 0) {
                assertThat((List<?>) got.getProps().getHeaders().get("x-death")).hasSize(Integer.bitCount(expected));
            }
        }
    }

    @Test
    @Spec(section = "3.10", row = "NServiceBus: feature flags stream_queue and quorum_queue")
    void theFlagsThatItAsksForAreEnabled() {
        String flags = admin.ask("GET", "feature-flags", "").body();
        for (String name : List.of("quorum_queue", "stream_queue")) {
            assertThat(flags).containsPattern("\\{\"name\":\"" + name + "\",[^}]*\"state\":\"enabled\"");
        }
    }

    @Test
    @Spec(section = "3.10", row = "NServiceBus: lifts the delivery limit of its queue by a policy")
    void liftsTheLimitOfItsQueueByAPolicy() throws Exception {
        channel.queueDeclare("endpoint", true, false, false, quorum());
        admin.set("policies/" + vhost + "/nsb.endpoint.delivery-limit", """
                {"pattern":"^endpoint$","definition":{"delivery-limit":%d},"apply-to":"%s","priority":0}""".formatted(
                        BrokerUnderTest.isSince("4.0") ? -1 : 100, "queues"));
        channel.confirmSelect();
        channel.basicPublish("", "endpoint", null, new byte[1]);
        channel.waitForConfirmsOrDie(60_000);
        for (int i = 0; i < 25; i++) {
            GetResponse got = DeadLetters.nextUnacked(channel, "endpoint");
            channel.basicReject(got.getEnvelope().getDeliveryTag(), true);
        }
        assertThat(DeadLetters.nextUnacked(channel, "endpoint").getEnvelope().isRedeliver())
                .isTrue();
    }

    @Test
    @Spec(section = "3.5", row = "quorum: leader, members[], online[], delivery_limit")
    void aQuorumQueueIsShownWithItsMembersAndItsLimit() throws Exception {
        channel.queueDeclare("endpoint", true, false, false, quorum());
        String shown = admin.ask("GET", "queues/" + vhost + "/endpoint", "").body();
        assertThat(shown).contains("\"type\":\"quorum\"", "\"leader\":\"", "\"members\":[\"", "\"online\":[\"");
        if (BrokerUnderTest.isSince("4.0")) {
            assertThat(shown).contains("\"delivery_limit\":20");
        }
    }
}
