package io.leveret.conformance;

import static io.leveret.conformance.AmqpClient.publishConfirmed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import io.leveret.conformance.raw.RawConnection;
import io.leveret.conformance.raw.WireHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Quorum queues: how often messages come back, where they go then, and what else is not as in a classic queue. */
class QuorumQueueTest {

    private static final String COUNT = "x-delivery-count";

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    private Channel channel;

    @BeforeEach
    void openChannel() {
        channel = amqp.channel();
    }

    private String quorum(Object... namesAndValues) throws IOException {
        Map<String, Object> arguments = new HashMap<>(Map.of("x-queue-type", "quorum"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            arguments.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        String name = amqp.name("quorum");
        channel.queueDeclare(name, true, false, false, arguments);
        return name;
    }

    private static GetResponse get(Channel channel, String queue) {
        return DeadLetters.nextUnacked(channel, queue);
    }

    private static void requeue(Channel channel, GetResponse got) throws IOException {
        channel.basicReject(got.getEnvelope().getDeliveryTag(), true);
    }

    private static String text(GetResponse got) {
        return new String(got.getBody(), StandardCharsets.UTF_8);
    }

    /** Up to 3.12 a first delivery tells of 0. */
    private static long count(GetResponse got) {
        Map<String, Object> headers = got.getProps().getHeaders();
        @Nullable Object count = headers == null ? null : headers.get(COUNT);
        return count == null ? 0 : (Long) count;
    }

    /** What a message tells of each time that it is given back, after so many of which it is gone. */
    private List<Long> countsUntilItIsGone(String queue, int times, boolean byNack) throws IOException {
        publishConfirmed(channel, "", queue, "m");
        List<Long> counts = new ArrayList<>();
        for (int left = times; left > 0; left--) {
            GetResponse got = get(channel, queue);
            counts.add(count(got));
            if (byNack) {
                channel.basicNack(got.getEnvelope().getDeliveryTag(), false, true);
            } else {
                requeue(channel, got);
            }
        }
        publishConfirmed(channel, "", queue, "end");
        assertThat(text(get(channel, queue))).isEqualTo("end");
        return counts;
    }

    @Test
    @Spec(section = "2.13", row = "x-delivery-count: raised by reject with requeue")
    void tellsHowOftenAMessageWasRejected() throws Exception {
        String queue = quorum();
        publishConfirmed(channel, "", queue, "m");
        for (long expected = 0; expected < 4; expected++) {
            GetResponse got = get(channel, queue);
            assertThat(count(got)).isEqualTo(expected);
            assertThat(got.getEnvelope().isRedeliver()).isEqualTo(expected > 0);
            requeue(channel, got);
        }
    }

    @Test
    @SinceRabbit(value = "3.13", before = "a first delivery has the header with 0")
    @Spec(section = "2.13", row = "x-delivery-count: absent on first")
    void tellsNothingOfAFirstDelivery() throws Exception {
        String queue = quorum();
        publishConfirmed(channel, "", queue, "m");
        assertThat(get(channel, queue).getProps().getHeaders()).isNull();
    }

    @Test
    @Spec(section = "2.13", row = "x-delivery-count: beside the publisher's headers")
    void keepsTheHeadersOfThePublisher() throws Exception {
        String queue = quorum();
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .headers(Map.of("a", 1))
                .contentType("text/x")
                .priority(3)
                .build();
        channel.confirmSelect();
        channel.basicPublish("", queue, properties, "m".getBytes(StandardCharsets.UTF_8));
        channel.waitForConfirmsOrDie(60_000);
        requeue(channel, get(channel, queue));

        GetResponse again = get(channel, queue);
        assertThat(again.getProps().getHeaders()).isEqualTo(Map.of("a", 1, COUNT, 1L));
        assertThat(again.getProps().getContentType()).isEqualTo("text/x");
        assertThat(again.getProps().getPriority()).isEqualTo(3);
        assertThat(text(again)).isEqualTo("m");
    }

    @Test
    @Spec(section = "2.13", row = "x-delivery-count: after this the headers are sorted by key")
    void sortsTheHeadersOfWhatComesBack() throws Exception {
        String queue = quorum();
        RawConnection raw = amqp.raw();
        AMQP.BasicProperties headers = new AMQP.BasicProperties.Builder()
                .headers(Map.of("z", 1, "a", true, "x-e", 3L))
                .build();
        AMQP.Basic.Publish publish =
                new AMQP.Basic.Publish.Builder().routingKey(queue).build();
        raw.publish(1, publish, headers, new byte[0]).consume(1, queue, "c");
        raw.nack(1, raw.expectContent(1).deliver().getDeliveryTag(), false, true);

        assertThat(WireHeaders.of(raw.expectContent(1).propertyBytes()))
                .isEqualTo("a t 1, x-delivery-count l 1, x-e l 3, z I 1");
    }

    @Test
    @Spec(section = "2.13", row = "x-delivery-count: raised by connection or channel loss")
    void countsAChannelThatIsLost() throws Exception {
        String queue = quorum();
        publishConfirmed(channel, "", queue, "1", "2", "3");
        Channel lost = amqp.channel();
        for (int i = 0; i < 3; i++) {
            get(lost, queue);
        }
        lost.close();
        for (String expected : List.of("1", "2", "3")) {
            GetResponse got = get(channel, queue);
            assertThat(text(got)).isEqualTo(expected);
            assertThat(count(got)).isEqualTo(1);
        }
    }

    @Test
    @Spec(section = "2.13", row = "x-delivery-count: in deliveries to consumers")
    void tellsConsumers() throws Exception {
        String queue = quorum();
        publishConfirmed(channel, "", queue, "m");
        Inbox inbox = Inbox.on(channel, queue, false);
        channel.basicReject(inbox.next().deliveryTag(), true);
        channel.basicNack(inbox.next().deliveryTag(), false, true);
        Inbox.Message third = inbox.next();
        assertThat(third.properties().getHeaders()).containsEntry(COUNT, 2L);
        assertThat(third.redelivered()).isTrue();
    }

    @Test
    @Spec(section = "2.13", row = "x-delivery-count: raised by recover")
    void countsWhatIsRecovered() throws Exception {
        String queue = quorum();
        publishConfirmed(channel, "", queue, "m");
        get(channel, queue);
        channel.basicRecover(true);
        assertThat(count(get(channel, queue))).isEqualTo(1);
    }

    @Test
    @Spec(section = "2.13", row = "delivery limit: over it the message is dropped")
    void dropsWhatComesBackTooOften() throws Exception {
        String queue = quorum("x-delivery-limit", 2);
        assertThat(countsUntilItIsGone(queue, 3, false)).containsExactly(0L, 1L, 2L);
    }

    @Test
    @Spec(section = "2.13", row = "delivery limit: nack counts (up to 4.2)")
    void countsNacks() throws Exception {
        String queue = quorum("x-delivery-limit", 1);
        assertThat(countsUntilItIsGone(queue, 2, true)).containsExactly(0L, 1L);
    }

    @Test
    @Spec(section = "2.13", row = "delivery limit: 0")
    void aLimitOfZeroAllowsOneDelivery() throws Exception {
        String queue = quorum("x-delivery-limit", 0);
        assertThat(countsUntilItIsGone(queue, 1, false)).containsExactly(0L);
    }

    @Test
    @SinceRabbit(value = "4.0", before = "there is no limit by default")
    @Spec(section = "2.13", row = "delivery limit: default 20")
    void aMessageComesBackTwentyTimes() throws Exception {
        String queue = quorum();
        assertThat(countsUntilItIsGone(queue, 21, false)).endsWith(20L);
    }

    @Test
    @SinceRabbit(value = "4.0", before = "a limit below 0 ends the queue")
    @Spec(section = "2.13", row = "delivery limit: -1 unlimited")
    void aLimitBelowZeroIsNone() throws Exception {
        String queue = quorum("x-delivery-limit", -1);
        publishConfirmed(channel, "", queue, "m");
        for (int i = 0; i < 30; i++) {
            requeue(channel, get(channel, queue));
        }
        assertThat(count(get(channel, queue))).isEqualTo(30);
    }

    @Test
    @Spec(section = "2.8", row = "1: reason delivery_limit")
    void whatComesBackTooOftenBecomesADeadLetter() throws Exception {
        String dead = amqp.queue(channel);
        String queue = quorum("x-delivery-limit", 1, DeadLetters.EXCHANGE, "", DeadLetters.ROUTING_KEY, dead);
        publishConfirmed(channel, "", queue, "m");
        requeue(channel, get(channel, queue));
        requeue(channel, get(channel, queue));

        Map<String, Object> headers = get(channel, dead).getProps().getHeaders();
        assertThat(Plain.of(headers))
                .asString()
                .contains("count=1", "reason=delivery_limit", "queue=" + queue, "x-first-death-reason=delivery_limit");
        assertThat(headers).doesNotContainKey(COUNT);
    }

    @Test
    @Spec(section = "2.13", row = "delivery limit: a channel that is lost sends it to the dead letters")
    void aLostChannelMayBeTheLastTime() throws Exception {
        String dead = amqp.queue(channel);
        String queue = quorum("x-delivery-limit", 0, DeadLetters.EXCHANGE, "", DeadLetters.ROUTING_KEY, dead);
        publishConfirmed(channel, "", queue, "1", "2", "3");
        Channel lost = amqp.channel();
        for (int i = 0; i < 3; i++) {
            get(lost, queue);
        }
        lost.close();
        for (String expected : List.of("1", "2", "3")) {
            assertThat(text(DeadLetters.next(channel, dead))).isEqualTo(expected);
        }
        assertThat(channel.messageCount(queue)).isZero();
    }

    @Test
    @Spec(section = "2.13", row = "delivery limit: of a transaction")
    void countsWhatATransactionGivesBack() throws Exception {
        String queue = quorum("x-delivery-limit", 1);
        publishConfirmed(channel, "", queue, "m");
        Channel tx = amqp.channel();
        tx.txSelect();
        for (int i = 0; i < 2; i++) {
            tx.basicReject(get(tx, queue).getEnvelope().getDeliveryTag(), true);
            tx.txCommit();
        }
        await().untilAsserted(() -> assertThat(channel.messageCount(queue)).isZero());
    }

    @Test
    @Spec(section = "2.13", row = "purge, and how many are ready")
    void isPurged() throws Exception {
        String queue = quorum();
        publishConfirmed(channel, "", queue, "1", "2");
        assertThat(channel.queuePurge(queue).getMessageCount()).isEqualTo(2);
        assertThat(channel.messageCount(queue)).isZero();
    }

    @Test
    @Spec(section = "2.10", row = "2: drop-head on a quorum queue")
    void dropsTheOldestOfTooMany() throws Exception {
        String queue = quorum("x-max-length", 2);
        publishConfirmed(channel, "", queue, "1", "2", "3", "4");
        await().untilAsserted(() -> assertThat(channel.messageCount(queue)).isEqualTo(2));
        assertThat(text(get(channel, queue))).isEqualTo("3");
    }

    @Test
    @Spec(section = "2.12", row = "x-overflow: reject-publish-dlx is drop-head on a quorum queue")
    void takesRejectPublishDlxForTheDefault() throws Exception {
        String queue = quorum("x-max-length", 1, "x-overflow", "reject-publish-dlx");
        publishConfirmed(channel, "", queue, "1", "2", "3");
        await().untilAsserted(() -> assertThat(channel.messageCount(queue)).isEqualTo(1));
        assertThat(text(get(channel, queue))).isEqualTo("3");
    }

    @Test
    @Spec(section = "2.9", row = "5: quorum: expires from the head")
    void aMessageExpires() throws Exception {
        String queue = quorum("x-message-ttl", 1);
        publishConfirmed(channel, "", queue, "1");
        await().untilAsserted(() -> assertThat(channel.messageCount(queue)).isZero());
    }

    @Test
    @Spec(section = "2.13", row = "no_ack consumers")
    void servesConsumersThatDoNotAcknowledge() throws Exception {
        String queue = quorum();
        publishConfirmed(channel, "", queue, "1", "2");
        Inbox inbox = Inbox.on(channel, queue, true);
        assertThat(inbox.next().text()).isEqualTo("1");
        assertThat(inbox.next().text()).isEqualTo("2");
    }

    @Test
    @OnPurpose(rabbit = "tries again after three minutes, not after five seconds")
    @Spec(section = "2.8", row = "8: at-least-once: a dead letter that nobody takes stays until somebody does")
    void keepsADeadLetterThatLeadsNowhere() throws Exception {
        String exchange = amqp.name("later");
        String queue = quorum(
                "x-overflow",
                "reject-publish",
                "x-dead-letter-strategy",
                "at-least-once",
                DeadLetters.EXCHANGE,
                exchange);
        publishConfirmed(channel, "", queue, "kept");
        channel.basicReject(get(channel, queue).getEnvelope().getDeliveryTag(), false);
        await().untilAsserted(() -> assertThat(channel.messageCount(queue)).isZero());
        channel.exchangeDeclare(exchange, "fanout");
        String dead = amqp.queue(channel);
        channel.queueBind(dead, exchange, "");
        assertThat(text(DeadLetters.next(channel, dead))).isEqualTo("kept");
    }

    @Test
    @Spec(section = "2.13", row = "persistent regardless of delivery_mode, which stays as published")
    void leavesTheDeliveryModeAsItIs() throws Exception {
        String queue = quorum();
        channel.confirmSelect();
        channel.basicPublish("", queue, MessageProperties.MINIMAL_BASIC, new byte[1]);
        channel.waitForConfirmsOrDie(60_000);
        assertThat(get(channel, queue).getProps().getDeliveryMode()).isNull();
    }

    @Test
    @SinceRabbit(value = "4.0", before = "the first consumer stays the active one")
    @Spec(section = "2.4", row = "single active consumer: quorum: highest priority active")
    void theActiveConsumerIsRelievedByOneOfHigherPriority() throws Exception {
        String queue = quorum("x-single-active-consumer", true);
        RawConnection raw = amqp.raw();
        raw.qos(1, 10, false).consume(1, queue, "low");
        publishConfirmed(channel, "", queue, "1");
        assertThat(raw.expectContent(1).deliver().getConsumerTag()).isEqualTo("low");
        AMQP.Basic.Consume high = new AMQP.Basic.Consume.Builder()
                .queue(queue)
                .consumerTag("high")
                .arguments(Map.of("x-priority", 5))
                .build();
        raw.call(1, high, AMQP.Basic.ConsumeOk.class);
        publishConfirmed(channel, "", queue, "2");
        raw.expectNothingMore(1, queue);
        raw.ack(1, 1, false);
        assertThat(raw.expectContent(1).deliver().getConsumerTag()).isEqualTo("high");
    }

    @Test
    @Spec(section = "1.7", row = "queue.declare: of a quorum queue's consumers those that are served count")
    void consumersThatWaitAreNotCounted() throws Exception {
        String queue = quorum("x-single-active-consumer", true);
        Inbox.on(channel, queue, false);
        Inbox.on(amqp.channel(), queue, false);
        assertThat(channel.consumerCount(queue)).isEqualTo(1);
    }

    private String sureOf(String exchange, int maxLength) throws IOException {
        return quorum(
                "x-overflow",
                "reject-publish",
                "x-max-length",
                maxLength,
                "x-dead-letter-strategy",
                "at-least-once",
                DeadLetters.EXCHANGE,
                exchange);
    }

    @Test
    @Spec(section = "2.8", row = "8: at-least-once: letters that nobody takes count against the length limit")
    void deadLettersThatNobodyTakesCountAgainstTheLimit() throws Exception {
        String queue = sureOf(amqp.name("missing"), 3);
        channel.confirmSelect();
        int taken = 0;
        for (int i = 0; i < 20; i++) {
            channel.basicPublish("", queue, null, new byte[1]);
            if (channel.waitForConfirms(60_000)) {
                taken++;
                channel.basicReject(get(channel, queue).getEnvelope().getDeliveryTag(), false);
            }
        }
        // RabbitMQ's quorum queues take one or two too many.
        assertThat(taken).isBetween(3, 5);
    }

    @Test
    @OnPurpose(rabbit = "tries again after three minutes, not after five seconds")
    @Spec(section = "2.8", row = "8: at-least-once: what a transaction rejects")
    void keepsWhatATransactionRejectsUntilSomebodyTakesIt() throws Exception {
        String exchange = amqp.name("later");
        String queue = sureOf(exchange, 10);
        publishConfirmed(channel, "", queue, "kept");
        Channel tx = amqp.channel();
        tx.txSelect();
        tx.basicReject(get(tx, queue).getEnvelope().getDeliveryTag(), false);
        tx.txCommit();

        channel.exchangeDeclare(exchange, "fanout");
        String dead = amqp.queue(channel);
        channel.queueBind(dead, exchange, "");
        assertThat(text(DeadLetters.next(channel, dead))).isEqualTo("kept");
    }

    @Test
    @Spec(section = "2.9", row = "9: x-expires: a redeclare does not renew a quorum queue")
    void aRedeclareIsNoUse() throws Exception {
        String queue = quorum("x-expires", 1_000);
        Map<String, Object> same = Map.of("x-queue-type", "quorum", "x-expires", 1_000);
        await().untilAsserted(() -> {
            Channel looking = amqp.channel();
            assertThatThrownBy(() -> looking.queueDeclarePassive(queue)).isInstanceOf(IOException.class);
        });
        assertThat(channel.queueDeclare(queue, true, false, false, same).getMessageCount())
                .isZero();
    }
}
