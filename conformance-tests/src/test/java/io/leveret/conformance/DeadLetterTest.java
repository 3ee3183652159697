package io.leveret.conformance;

import static io.leveret.conformance.AmqpClient.publishConfirmed;
import static io.leveret.conformance.DeadLetters.awaitCount;
import static io.leveret.conformance.DeadLetters.next;
import static io.leveret.conformance.DeadLetters.text;
import static io.leveret.conformance.DeadLetters.toQueue;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which ends of a message make a dead letter of it, and which do not. */
class DeadLetterTest {

    private static final int SHORT_MS = 100;

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    private Channel channel;
    private String dead;

    @BeforeEach
    void declareQueueOfTheDead() {
        channel = amqp.channel();
        dead = amqp.queue(channel);
    }

    @Test
    @Spec(section = "2.8", row = "1: rejected (reject requeue=false)")
    void rejectMakesADeadLetter() throws Exception {
        String queue = amqp.queue(channel, toQueue(dead));
        publishConfirmed(channel, "", queue, "body");

        channel.basicReject(get(queue), false);

        GetResponse letter = next(channel, dead);
        assertThat(text(letter)).isEqualTo("body");
        assertThat(reason(letter)).isEqualTo("rejected");
    }

    @Test
    @Spec(section = "2.8", row = "1: rejected (nack requeue=false), multiple")
    void nackOfSeveralMakesADeadLetterOfEachInTheirOrder() throws Exception {
        String queue = amqp.queue(channel, toQueue(dead));
        publishConfirmed(channel, "", queue, "one", "two", "three", "left");
        get(queue);
        get(queue);

        channel.basicNack(get(queue), true, false);

        assertThat(text(next(channel, dead))).isEqualTo("one");
        assertThat(text(next(channel, dead))).isEqualTo("two");
        GetResponse third = next(channel, dead);
        assertThat(text(third)).isEqualTo("three");
        assertThat(reason(third)).isEqualTo("rejected");
        assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isEqualTo(1);
    }

    @Test
    @Spec(section = "2.8", row = "1: rejected needs requeue=false")
    void requeueMakesNone() throws Exception {
        String queue = amqp.queue(channel, toQueue(dead));
        publishConfirmed(channel, "", queue, "body");

        channel.basicNack(get(queue), false, true);

        assertThat(text(next(channel, queue))).isEqualTo("body");
        assertThat(channel.basicGet(dead, true)).isNull();
    }

    @Test
    @Spec(section = "2.8", row = "1: expired by the queue's TTL")
    void expiryByTheQueueMakesADeadLetter() throws Exception {
        String queue = amqp.queue(channel, and(toQueue(dead), "x-message-ttl", SHORT_MS));

        publishConfirmed(channel, "", queue, "body");

        assertThat(reason(next(channel, dead))).isEqualTo("expired");
    }

    @Test
    @Spec(section = "2.8", row = "1: expired by the message's expiration")
    void expiryByTheMessageMakesADeadLetter() throws Exception {
        String queue = amqp.queue(channel, toQueue(dead));

        DeadLetters.publish(channel, "", queue, expiring(SHORT_MS), "body");

        assertThat(reason(next(channel, dead))).isEqualTo("expired");
    }

    @Test
    @Spec(section = "2.8", row = "1: expired at once by TTL 0")
    void ttlZeroMakesADeadLetter() throws Exception {
        String queue = amqp.queue(channel, and(toQueue(dead), "x-message-ttl", 0));

        publishConfirmed(channel, "", queue, "body");

        assertThat(reason(next(channel, dead))).isEqualTo("expired");
    }

    @Test
    @Spec(section = "2.8", row = "6: message order to target kept")
    void expiredMessagesKeepTheirOrder() throws Exception {
        String queue = amqp.queue(channel, and(toQueue(dead), "x-message-ttl", SHORT_MS));

        publishConfirmed(channel, "", queue, "1", "2", "3", "4", "5");

        awaitCount(channel, dead, 5);
        assertThat(amqp.raw().drain(1, dead)).containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    @Spec(section = "2.8", row = "1: maxlen")
    void overflowMakesADeadLetterOfTheOldest() throws Exception {
        String queue = amqp.queue(channel, and(toQueue(dead), "x-max-length", 1));

        publishConfirmed(channel, "", queue, "old", "new");

        GetResponse letter = next(channel, dead);
        assertThat(text(letter)).isEqualTo("old");
        assertThat(reason(letter)).isEqualTo("maxlen");
    }

    @Test
    @Spec(section = "2.8", row = "1: maxlen by x-max-length-bytes, the reason is the same")
    void overflowOfBytesHasTheSameReason() throws Exception {
        String queue = amqp.queue(channel, and(toQueue(dead), "x-max-length-bytes", 3));

        publishConfirmed(channel, "", queue, "old", "new");

        assertThat(reason(next(channel, dead))).isEqualTo("maxlen");
    }

    @Test
    @Spec(section = "2.8", row = "7: purge: no dead-lettering")
    void purgeMakesNone() throws Exception {
        String queue = amqp.queue(channel, toQueue(dead));
        publishConfirmed(channel, "", queue, "one", "two");

        channel.queuePurge(queue);

        assertNothingDied();
    }

    @Test
    @Spec(section = "2.8", row = "7: queue.delete: no dead-lettering")
    void deletionOfTheQueueMakesNone() throws Exception {
        String queue = amqp.queue(channel, toQueue(dead));
        publishConfirmed(channel, "", queue, "ready", "unacknowledged");
        get(queue);

        channel.queueDelete(queue);

        assertNothingDied();
    }

    @Test
    @Spec(section = "2.8", row = "7: queue expiry (x-expires): no dead-lettering")
    void expiryOfTheQueueMakesNone() throws Exception {
        String queue = amqp.queue(channel, and(toQueue(dead), "x-expires", SHORT_MS));
        String clock = amqp.queue(channel, and(toQueue(dead), "x-message-ttl", 10 * SHORT_MS));
        publishConfirmed(channel, "", queue, "lost");
        publishConfirmed(channel, "", clock, "clock");

        assertThat(text(next(channel, dead))).isEqualTo("clock");
        assertNothingDied();
    }

    @Test
    @Spec(section = "2.8", row = "1: an acknowledged message is no dead letter")
    void acknowledgementMakesNone() throws Exception {
        String queue = amqp.queue(channel, toQueue(dead));
        publishConfirmed(channel, "", queue, "body");

        channel.basicAck(get(queue), false);

        assertNothingDied();
    }

    @Test
    @Spec(section = "2.9", row = "7: unacked messages never expire; what comes back late does at once")
    void messageThatComesBackTooLateIsExpired() throws Exception {
        String queue = amqp.queue(channel, and(toQueue(dead), "x-message-ttl", 20 * SHORT_MS));
        publishConfirmed(channel, "", queue, "held", "clock");
        long held = get(queue);
        assertThat(text(next(channel, dead))).isEqualTo("clock");

        channel.basicReject(held, true);

        GetResponse letter = next(channel, dead);
        assertThat(text(letter)).isEqualTo("held");
        assertThat(reason(letter)).isEqualTo("expired");
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "fanout", "topic"})
    @Spec(section = "2.8", row = "2: config by arguments: an exchange of any type")
    void dlxMayBeOfAnyType(String type) throws Exception {
        String dlx = amqp.exchange(channel, type);
        String queue = amqp.queue(channel, DeadLetters.toExchange(dlx));
        channel.queueBind(dead, dlx, queue);
        publishConfirmed(channel, "", queue, "body");

        channel.basicReject(get(queue), false);

        GetResponse letter = next(channel, dead);
        assertThat(letter.getEnvelope().getExchange()).isEqualTo(dlx);
        assertThat(letter.getEnvelope().getRoutingKey()).isEqualTo(queue);
        assertThat(letter.getEnvelope().isRedeliver()).isFalse();
    }

    private long get(String queue) throws Exception {
        return channel.basicGet(queue, false).getEnvelope().getDeliveryTag();
    }

    /** What would have died before this letter would lie before it. */
    private void assertNothingDied() throws Exception {
        String queue = amqp.queue(channel, toQueue(dead));
        publishConfirmed(channel, "", queue, "the only one");
        channel.basicReject(get(queue), false);

        assertThat(text(next(channel, dead))).isEqualTo("the only one");
    }

    private static String reason(GetResponse letter) {
        return String.valueOf(DeadLetters.deaths(letter).get(0).get("reason"));
    }

    private static AMQP.BasicProperties expiring(int milliseconds) {
        return new AMQP.BasicProperties.Builder().expiration("" + milliseconds).build();
    }

    private static Map<String, Object> and(Map<String, Object> arguments, String name, Object value) {
        Map<String, Object> all = new HashMap<>(arguments);
        all.put(name, value);
        return all;
    }
}
