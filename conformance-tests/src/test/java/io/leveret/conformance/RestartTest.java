package io.leveret.conformance;

import static io.leveret.conformance.DeadLetters.deathsInShort;
import static io.leveret.conformance.DeadLetters.next;
import static io.leveret.conformance.DeadLetters.rejectNext;
import static io.leveret.conformance.DeadLetters.text;
import static io.leveret.conformance.DeadLetters.toQueue;
import static io.leveret.conformance.raw.Octets.hex;
import static io.leveret.conformance.raw.Octets.octets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import io.leveret.conformance.raw.Delivery;
import io.leveret.conformance.raw.RawConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Messages through a restart of the broker. RestartTopologyTest and RestartBindingsTest have what they lie in. */
@Execution(ExecutionMode.SAME_THREAD)
class RestartTest {

    private static final AMQP.BasicProperties PERSISTENT = MessageProperties.MINIMAL_PERSISTENT_BASIC;
    private static final AMQP.Confirm.Select SELECT = new AMQP.Confirm.Select.Builder().build();

    @RegisterExtension
    final RestartClient amqp = new RestartClient();

    private Channel channel;
    private String queue;

    @BeforeEach
    void declareQueue() throws Exception {
        channel = amqp.channel();
        queue = durableQueue(Map.of());
    }

    @Test
    @Spec(section = "1.7", row = "basic properties: delivery_mode 2 = persistent (anything else transient)")
    void persistentMessagesComeBackInTheirOrder() throws Exception {
        publish(queue, PERSISTENT, "1", "2", "3", "4", "5");

        restart();

        assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isEqualTo(5);
        assertThat(remaining(queue)).containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    @Spec(section = "1.7", row = "basic properties: delivery_mode 1 or none = transient")
    void transientMessagesDoNotComeBack() throws Exception {
        publish(queue, PERSISTENT, "kept 1");
        publish(queue, new AMQP.BasicProperties(), "lost");
        publish(queue, new AMQP.BasicProperties.Builder().deliveryMode(1).build(), "lost too");
        publish(queue, PERSISTENT, "kept 2");

        restart();

        assertThat(remaining(queue)).containsExactly("kept 1", "kept 2");
    }

    @Test
    @Spec(section = "2.1", row = "3: whatever was confirmed is there after a restart")
    void thousandsOfMessagesComeBackInTheirOrder() throws Exception {
        int count = 5_000;
        publish(
                queue,
                PERSISTENT,
                IntStream.range(0, count).mapToObj(i -> "" + i).toArray(String[]::new));

        restart();

        assertThat(remaining(queue))
                .isEqualTo(IntStream.range(0, count).mapToObj(i -> "" + i).toList());
    }

    @Test
    @Spec(section = "1.7", row = "basic properties: all 14 kept byte-exact incl. all header types")
    void propertiesComeBackByteForByte() {
        byte[] headers = octets().shortString("z")
                .bytes(hex("74 01"))
                .shortString("int8")
                .bytes(hex("62 80"))
                .shortString("uint8")
                .bytes(hex("42 FF"))
                .shortString("int16")
                .bytes(hex("73 8000"))
                .shortString("uint16")
                .bytes(hex("75 FFFF"))
                .shortString("int32")
                .bytes(hex("49 80000000"))
                .shortString("uint32")
                .bytes(hex("69 FFFFFFFF"))
                .shortString("int64")
                .bytes(hex("6C 8000000000000000"))
                .shortString("float")
                .bytes(hex("66 3FC00000"))
                .shortString("double")
                .bytes(hex("64 C00921FB54442D18"))
                .shortString("decimal")
                .bytes(hex("44 02 000004D2"))
                .shortString("text")
                .bytes(hex("53 00000003 FF00FE"))
                .shortString("array")
                .bytes(hex("41 00000007 49 00000001 74 00"))
                .shortString("time")
                .bytes(hex("54 000000006553F100"))
                .shortString("table")
                .bytes(hex("46 00000008 01 78 53 00000001 79"))
                .shortString("void")
                .bytes(hex("56"))
                .shortString("octets")
                .bytes(hex("78 00000004 DEADBEEF"))
                .shortString("a")
                .bytes(hex("74 00"))
                .toBytes();
        byte[] properties = octets().u16(0b1111_1111_1111_1100)
                .shortString("text/plain")
                .shortString("utf-8")
                .longString(headers)
                .u8(2)
                .u8(255)
                .shortString("correlation")
                .shortString("reply")
                .shortString("3600000")
                .shortString("id")
                .u64(0xFFFF_FFFF_FFFF_FFFFL)
                .shortString("type")
                .shortString("guest")
                .shortString("app")
                .shortString("cluster")
                .toBytes();
        RawConnection raw = amqp.raw();
        raw.call(1, SELECT, AMQP.Confirm.SelectOk.class);
        raw.method(1, new AMQP.Basic.Publish.Builder().routingKey(queue).build())
                .header(1, 4, properties)
                .body(1, "body")
                .expect(1, AMQP.Basic.Ack.class);

        restart();

        Delivery got = amqp.raw().get(1, queue);
        assertThat(got.propertyBytes()).isEqualTo(properties);
        assertThat(got.text()).isEqualTo("body");
    }

    @Test
    @Spec(section = "1.7", row = "bodies of every size come back octet by octet")
    void bodiesComeBackOctetByOctet() throws Exception {
        List<byte[]> bodies = new ArrayList<>();
        Random random = new Random(7);
        for (int size : new int[] {0, 1, 100, 4_095, 4_096, 131_064, 131_065, 1_500_000}) {
            byte[] body = new byte[size];
            random.nextBytes(body);
            bodies.add(body);
        }
        channel.confirmSelect();
        for (byte[] body : bodies) {
            channel.basicPublish("", queue, PERSISTENT, body);
        }
        channel.waitForConfirmsOrDie(10_000);

        restart();

        for (byte[] body : bodies) {
            assertThat(channel.basicGet(queue, true).getBody()).isEqualTo(body);
        }
    }

    @Test
    @Spec(section = "1.7", row = "exchange and routing key come back with the message")
    void exchangeAndRoutingKeyComeBack() throws Exception {
        channel.queueBind(queue, "amq.topic", "some.#");
        channel.confirmSelect();
        channel.basicPublish("amq.topic", "some.key", PERSISTENT, new byte[0]);
        channel.waitForConfirmsOrDie(10_000);

        restart();

        GetResponse got = channel.basicGet(queue, true);
        assertThat(got.getEnvelope().getExchange()).isEqualTo("amq.topic");
        assertThat(got.getEnvelope().getRoutingKey()).isEqualTo("some.key");
    }

    @Test
    @Spec(
            section = "2.4",
            row = "redelivered flag: true after any previous delivery attempt; unacked come back in their place")
    void unacknowledgedMessagesComeBackAsRedelivered() throws Exception {
        publish(queue, PERSISTENT, "1", "2", "3");
        channel.basicGet(queue, false);
        channel.basicGet(queue, false);

        restart();

        List<GetResponse> got = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            got.add(channel.basicGet(queue, false));
        }
        assertThat(got).extracting(DeadLetters::text).containsExactly("1", "2", "3");
        assertThat(got).extracting(each -> each.getEnvelope().isRedeliver()).containsExactly(true, true, false);
    }

    @Test
    @Spec(section = "1.7", row = "basic.ack: acked never come back")
    void acknowledgedMessagesNeverComeBack() throws Exception {
        publish(queue, PERSISTENT, "1", "2", "3", "4", "5", "6");
        channel.basicGet(queue, true);
        long second = channel.basicGet(queue, false).getEnvelope().getDeliveryTag();
        channel.basicGet(queue, false);
        long fourth = channel.basicGet(queue, false).getEnvelope().getDeliveryTag();
        channel.basicAck(fourth, false);
        channel.basicAck(second, false);
        channel.queueDeclarePassive(queue);

        restart();

        assertThat(remaining(queue)).containsExactly("3", "5", "6");
    }

    @Test
    @Spec(section = "1.7", row = "queue.purge: purged messages never come back")
    void purgedMessagesNeverComeBack() throws Exception {
        publish(queue, PERSISTENT, "1", "2", "3");
        channel.queuePurge(queue);
        publish(queue, PERSISTENT, "4");

        restart();

        assertThat(remaining(queue)).containsExactly("4");
    }

    @Test
    @Spec(section = "1.7", row = "what several queues hold comes back in each, less what was acked there")
    void everyQueueKeepsItsOwnCopy() throws Exception {
        String other = durableQueue(Map.of());
        String exchange = amqp.name("fanout");
        channel.exchangeDeclare(exchange, "fanout", true);
        channel.queueBind(queue, exchange, "");
        channel.queueBind(other, exchange, "");
        channel.confirmSelect();
        channel.basicPublish(exchange, "", PERSISTENT, bytes("1"));
        channel.basicPublish(exchange, "", PERSISTENT, bytes("2"));
        channel.waitForConfirmsOrDie(10_000);
        channel.basicGet(other, true);

        restart();

        assertThat(remaining(queue)).containsExactly("1", "2");
        assertThat(remaining(other)).containsExactly("2");
    }

    @Test
    @Spec(section = "1.7", row = "requeued messages keep their place; new ones come behind")
    void newMessagesComeBehindTheOld() throws Exception {
        publish(queue, PERSISTENT, "1", "2", "3");
        channel.basicReject(channel.basicGet(queue, false).getEnvelope().getDeliveryTag(), true);
        channel.queueDeclarePassive(queue);

        restart();
        publish(queue, PERSISTENT, "4");
        restart();

        assertThat(remaining(queue)).containsExactly("1", "2", "3", "4");
    }

    @Test
    @Spec(section = "2.9", row = "1, 6: the time to live goes on")
    void timeToLiveGoesOn() throws Exception {
        Duration ttl = Duration.ofSeconds(4);
        String brief = durableQueue(Map.of("x-message-ttl", ttl.toMillis()));
        publish(brief, PERSISTENT, "by the queue");
        publish(queue, expiring("" + ttl.toMillis()), "by itself");
        Instant restartTime = Instant.now().plus(ttl.dividedBy(2));
        await().until(() -> Instant.now().isAfter(restartTime));

        restart();
        Instant restarted = Instant.now();
        DeadLetters.awaitCount(channel, brief, 0);
        DeadLetters.awaitCount(channel, queue, 0);

        assertThat(Duration.between(restarted, Instant.now())).isLessThan(ttl.minusMillis(500));
    }

    @Test
    @Spec(section = "2.9", row = "2: a long expiration is kept as it was said")
    void longExpirationComesBack() throws Exception {
        publish(queue, expiring("3600000"), "long-lived");

        restart();

        assertThat(channel.basicGet(queue, true).getProps().getExpiration()).isEqualTo("3600000");
    }

    @Test
    @Spec(section = "2.8", row = "x-death comes back and is counted on")
    void deathsAreCountedOn() throws Exception {
        String retry = durableQueue(toQueue(queue));
        String work = durableQueue(toQueue(retry));
        publish(work, PERSISTENT, "body");
        rejectNext(channel, work);
        DeadLetters.awaitCount(channel, retry, 1);

        restart();
        rejectNext(channel, retry);

        assertThat(deathsInShort(next(channel, queue))).containsExactly(retry + " rejected 1", work + " rejected 1");
    }

    @Test
    @Spec(section = "2.8", row = "a dead letter is where it went, and nowhere else")
    void deadLettersDoNotComeBackInTheirOldQueue() throws Exception {
        String source = durableQueue(toQueue(queue));
        publish(source, PERSISTENT, "body");
        rejectNext(channel, source);
        DeadLetters.awaitCount(channel, queue, 1);

        restart();

        assertThat(remaining(source)).isEmpty();
        assertThat(remaining(queue)).containsExactly("body");
    }

    @Test
    @Spec(section = "1.7", row = "tx: what was committed comes back, what was not does not")
    void committedTransactionsComeBack() throws Exception {
        channel.txSelect();
        channel.basicPublish("", queue, PERSISTENT, bytes("committed"));
        channel.txCommit();
        channel.basicPublish("", queue, PERSISTENT, bytes("open"));

        restart();

        assertThat(remaining(queue)).containsExactly("committed");
    }

    @Test
    @Spec(section = "2.10", row = "length limits hold for what came back")
    void lengthLimitHoldsForWhatCameBack() throws Exception {
        String limited = durableQueue(Map.of("x-max-length", 2));
        publish(limited, PERSISTENT, "1", "2", "3");

        restart();
        publish(limited, PERSISTENT, "4");

        assertThat(remaining(limited)).containsExactly("3", "4");
    }

    @Test
    @Spec(section = "1.7", row = "consumers get what came back")
    void consumersGetWhatCameBack() throws Exception {
        publish(queue, PERSISTENT, "1", "2");

        restart();

        Inbox inbox = Inbox.on(channel, queue, false);
        Inbox.Message first = inbox.next();
        assertThat(first.text()).isEqualTo("1");
        assertThat(first.redelivered()).isFalse();
        assertThat(inbox.next().text()).isEqualTo("2");
    }

    private void restart() {
        amqp.restart();
        channel = amqp.channel();
    }

    private String durableQueue(Map<String, Object> arguments) throws Exception {
        return channel.queueDeclare(amqp.name("queue"), true, false, false, new HashMap<>(arguments))
                .getQueue();
    }

    private void publish(String to, AMQP.BasicProperties properties, String... bodies) throws Exception {
        channel.confirmSelect();
        for (String body : bodies) {
            channel.basicPublish("", to, properties, bytes(body));
        }
        channel.waitForConfirmsOrDie(30_000);
    }

    private List<String> remaining(String of) throws Exception {
        List<String> texts = new ArrayList<>();
        for (GetResponse got = channel.basicGet(of, true); got != null; got = channel.basicGet(of, true)) {
            texts.add(text(got));
        }
        return texts;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static AMQP.BasicProperties expiring(String expiration) {
        return new AMQP.BasicProperties.Builder()
                .deliveryMode(2)
                .expiration(expiration)
                .build();
    }
}
