package io.leveret.conformance;

import static io.leveret.conformance.AmqpClient.publishConfirmed;
import static io.leveret.conformance.raw.CloseReason.channel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import io.leveret.conformance.raw.CloseReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages and queues with an end. Only "it does end" and "it does not end early" are shown, never "exactly when". */
class ExpiryTest {

    private static final int SHORT_MS = 200;

    /** Long enough that a test gets to its next step in time on a busy machine. */
    private static final int MEDIUM_MS = 2_000;

    private static final int LONG_MS = 3_600_000;

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @Test
    @Spec(section = "2.9", row = "1: queue x-message-ttl")
    void messageExpiresByTheQueuesTtl() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel, Map.of("x-message-ttl", SHORT_MS));
        publishConfirmed(channel, "", queue, "short-lived");

        awaitCount(channel, queue, 0);
        assertThat(channel.basicGet(queue, true)).isNull();
    }

    @Test
    @Spec(section = "2.9", row = "1: property expiration")
    void messageExpiresByItsOwnExpiration() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);
        publish(channel, queue, "" + SHORT_MS, "short-lived");

        awaitCount(channel, queue, 0);
        assertThat(channel.basicGet(queue, true)).isNull();
    }

    @ParameterizedTest
    @CsvSource({SHORT_MS + "," + LONG_MS, LONG_MS + "," + SHORT_MS})
    @Spec(section = "2.9", row = "1: effective TTL = min(queue, property)")
    void theShorterOfBothCounts(int queueTtlMs, int expirationMs) throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel, Map.of("x-message-ttl", queueTtlMs));
        publish(channel, queue, "" + expirationMs, "short-lived");

        awaitCount(channel, queue, 0);
    }

    @Test
    @Spec(section = "2.9", row = "1: a long TTL changes nothing")
    void messageWithLongTtlIsThere() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel, Map.of("x-message-ttl", LONG_MS));
        publish(channel, queue, "" + LONG_MS, "long-lived");

        GetResponse got = channel.basicGet(queue, true);

        assertThat(got.getBody()).asString().isEqualTo("long-lived");
        assertThat(got.getProps().getExpiration()).isEqualTo("" + LONG_MS);
    }

    @Test
    @Spec(section = "2.9", row = "3: TTL 0 = deliver to a ready consumer right now or expire")
    void ttlZeroWithoutConsumerExpiresAtOnce() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel, Map.of("x-message-ttl", 0));
        publishConfirmed(channel, "", queue, "gone");

        assertThat(channel.basicGet(queue, true)).isNull();
    }

    @Test
    @Spec(section = "2.9", row = "3: TTL 0 = deliver to a ready consumer right now or expire")
    void ttlZeroReachesAReadyConsumer() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel, Map.of("x-message-ttl", 0));
        Inbox inbox = Inbox.on(channel, queue, true);

        publishConfirmed(channel, "", queue, "caught");

        assertThat(inbox.next().text()).isEqualTo("caught");
    }

    @Test
    @Spec(section = "2.9", row = "4: classic messages are only expired when they reach the head")
    void messageBehindALongerLivedOneIsStillCounted() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);
        String clock = amqp.queue(channel);
        publish(channel, queue, "" + LONG_MS, "head");
        publish(channel, queue, "" + SHORT_MS, "behind");
        publish(channel, clock, "" + (2 * SHORT_MS), "clock");

        awaitCount(channel, clock, 0);

        assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isEqualTo(2);
        assertThat(channel.basicGet(queue, true).getBody()).asString().isEqualTo("head");
        assertThat(channel.basicGet(queue, true)).isNull();
    }

    @Test
    @Spec(section = "2.9", row = "4: classic messages are only expired when they reach the head, as by a get")
    void getLeavesNothingThatHasExpiredBehindIt() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);
        publish(channel, queue, "" + LONG_MS, "first");
        publish(channel, queue, "0", "over");
        publish(channel, queue, "" + LONG_MS, "second");

        assertThat(channel.basicGet(queue, true).getMessageCount()).isEqualTo(1);
    }

    @Test
    @Spec(section = "2.9", row = "6: requeue keeps the original expiry time")
    void requeuedMessageExpiresAtItsOldTime() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel, Map.of("x-message-ttl", MEDIUM_MS));
        String clock = amqp.queue(channel, Map.of("x-message-ttl", 2 * MEDIUM_MS));
        publishConfirmed(channel, "", queue, "short-lived");
        long tag = channel.basicGet(queue, false).getEnvelope().getDeliveryTag();
        publishConfirmed(channel, "", clock, "clock");
        awaitCount(channel, clock, 0);

        channel.basicNack(tag, false, true);

        assertThat(channel.basicGet(queue, true)).isNull();
    }

    @Test
    @Spec(section = "2.9", row = "7: unacked messages never expire")
    void unackedMessageCanBeAckedAfterItsTime() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel, Map.of("x-message-ttl", MEDIUM_MS));
        String clock = amqp.queue(channel, Map.of("x-message-ttl", 2 * MEDIUM_MS));
        publishConfirmed(channel, "", queue, "held");
        long tag = channel.basicGet(queue, false).getEnvelope().getDeliveryTag();
        publishConfirmed(channel, "", clock, "clock");
        awaitCount(channel, clock, 0);

        channel.basicAck(tag, false);

        channel.queueDeclarePassive(queue);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "abc | no_integer",
                "'' | no_integer",
                "10x | {leftover_string,\"x\"}",
                "1.5 | {leftover_string,\".5\"}",
                "-1 | {value_negative,-1}",
                "315360000001 | {value_too_large,315360000001}"
            })
    @Spec(section = "1.6", row = "406 expiration property not a non-negative integer string")
    void refusesBadExpiration(String expiration, String reason) {
        Channel channel = amqp.channel();

        assertThat(CloseReason.of(
                        channel, () -> channel.basicPublish("", "nowhere", expiring(expiration), new byte[0])))
                .isEqualTo(channel(
                        406,
                        "PRECONDITION_FAILED - invalid expiration '" + expiration + "': " + reason,
                        "basic.publish"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "315360000000", "007"})
    @Spec(section = "2.9", row = "2: expiration = decimal string ms >= 0 <= 10 y")
    void acceptsExpirationWithinBounds(String expiration) throws Exception {
        Channel channel = amqp.channel();

        channel.basicPublish("", "nowhere", expiring(expiration), new byte[0]);

        channel.exchangeDeclarePassive("amq.direct");
    }

    @Test
    @Spec(section = "2.9", row = "9: x-expires, unused")
    void unusedQueueExpires() throws Exception {
        String queue = amqp.queue(amqp.channel(), Map.of("x-expires", SHORT_MS));

        awaitGone(queue);
    }

    @Test
    @Spec(section = "2.9", row = "9: x-expires, consumers keep the queue")
    void queueWithConsumerDoesNotExpire() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel, Map.of("x-expires", MEDIUM_MS));
        String consumerTag = channel.basicConsume(queue, (tag, message) -> {}, tag -> {});
        String clock = amqp.queue(channel, Map.of("x-expires", 2 * MEDIUM_MS));
        awaitGone(clock);

        channel.basicCancel(consumerTag);

        awaitGone(queue);
    }

    @Test
    @Spec(section = "2.9", row = "9: x-expires, a declare keeps the queue, passive or not")
    void queueThatIsDeclaredPassivelyDoesNotExpire() throws Exception {
        await().until(this::outlivesItsTimeByPassiveDeclares);
    }

    /** False if the machine stood still for so long that a queue with less time expired which was used as often. */
    private boolean outlivesItsTimeByPassiveDeclares() throws Exception {
        Channel channel = amqp.channel();
        String clock = amqp.queue(channel, Map.of("x-expires", MEDIUM_MS * 3 / 4));
        String queue = amqp.queue(channel, Map.of("x-expires", MEDIUM_MS));
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2 * MEDIUM_MS);
        while (System.nanoTime() < end) {
            try {
                channel.basicGet(clock, true);
            } catch (IOException clockIsGone) {
                return false;
            }
            channel.queueDeclarePassive(queue);
            await().pollDelay(MEDIUM_MS / 20, TimeUnit.MILLISECONDS).until(() -> true);
        }
        awaitGone(queue);
        return true;
    }

    @Test
    @Spec(section = "2.9", row = "9: x-expires, messages do not keep the queue")
    void unusedQueueExpiresWithItsMessages() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel, Map.of("x-expires", SHORT_MS));
        publishConfirmed(channel, "", queue, "lost");

        awaitGone(queue);
    }

    private static void publish(Channel channel, String queue, String expiration, String body) throws Exception {
        channel.confirmSelect();
        channel.basicPublish("", queue, expiring(expiration), body.getBytes(StandardCharsets.UTF_8));
        channel.waitForConfirmsOrDie(10_000);
    }

    private static AMQP.BasicProperties expiring(String expiration) {
        return new AMQP.BasicProperties.Builder().expiration(expiration).build();
    }

    private static void awaitCount(Channel channel, String queue, int messages) {
        await().until(() -> channel.queueDeclarePassive(queue).getMessageCount() == messages);
    }

    /** Watches without touching the queue: a missing queue makes a mandatory message come back. */
    private void awaitGone(String queue) throws Exception {
        var raw = amqp.raw();
        AMQP.Basic.Publish mandatory =
                new AMQP.Basic.Publish.Builder().routingKey(queue).mandatory().build();
        raw.call(1, new AMQP.Confirm.Select.Builder().build(), AMQP.Confirm.SelectOk.class);
        await().until(() -> {
            raw.publish(1, mandatory, new AMQP.BasicProperties(), new byte[0]);
            return raw.readFrame().method() instanceof AMQP.Basic.Return;
        });
    }
}
