package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.connection;
import static io.leveret.conformance.raw.Handshake.handshake;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.leveret.broker.compat.Compat;
import io.leveret.conformance.raw.CloseReason;
import io.leveret.conformance.raw.RawConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The answers that differ between the lines of RabbitMQ, from brokers of our own that are told which to give. */
class CompatProfileTest {

    private static final byte[] HTTP = {'G', 'E', 'T', ' ', '/', ' ', 'H', 'T'};

    @TempDir
    private Path directory;

    private EmbeddedBroker broker;
    private Connection connection;

    private InetSocketAddress start(Compat compat) {
        broker = EmbeddedBroker.startOn(directory, config -> config.withCompat(compat));
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), broker.port());
    }

    private InetSocketAddress start(Compat.Line line) {
        return start(Compat.of(line));
    }

    private Channel channel(Compat compat) throws Exception {
        connection = BrokerUnderTest.connectionFactory(start(compat)).newConnection();
        return connection.createChannel();
    }

    private Channel channel(Compat.Line line) throws Exception {
        return channel(Compat.of(line));
    }

    @AfterEach
    void stop() {
        if (connection != null) {
            connection.abort();
        }
        broker.close();
    }

    private static byte[] answerTo(InetSocketAddress address, byte[] header) {
        try (RawConnection raw = RawConnection.connect(address)) {
            return raw.send(header).readOctets(8);
        }
    }

    @Test
    @Spec(section = "1.9", row = "bad header answer")
    void showsTheHeaderThatItsLineShows() {
        assertThat(answerTo(start(Compat.Line.RABBITMQ_4_3), HTTP))
                .isEqualTo(new byte[] {'A', 'M', 'Q', 'P', 3, 1, 0, 0});
    }

    @Test
    @Spec(section = "1.9", row = "bad header answer")
    void showsTheHeaderOfItsProtocolInTheOldLine() {
        assertThat(answerTo(start(Compat.Line.RABBITMQ_3_13), HTTP))
                .isEqualTo(new byte[] {'A', 'M', 'Q', 'P', 0, 0, 9, 1});
    }

    @Test
    @Spec(section = "1.9", row = "min frame_max")
    void refusesSmallFramesInTheNewLine() {
        try (RawConnection raw = RawConnection.connect(start(Compat.Line.RABBITMQ_4_3))) {
            assertThat(raw.tuneAndOpen(handshake().frameMax(8191)).expectConnectionClose())
                    .isEqualTo(connection(
                            530,
                            "NOT_ALLOWED - negotiated frame_max = 8191 is lower than the minimum allowed value (8192)",
                            "connection.tune"));
        }
    }

    @Test
    @Spec(section = "1.9", row = "min frame_max")
    void takesSmallFramesInTheOldLine() {
        try (RawConnection raw = RawConnection.connect(start(Compat.Line.RABBITMQ_3_13))) {
            raw.open(handshake().frameMax(4096)).openChannel(1);
        }
    }

    @Test
    @Spec(section = "1.9", row = "max_message_size")
    void takesLargerMessagesInTheOldLine() throws Exception {
        Channel channel = channel(Compat.Line.RABBITMQ_3_13);
        declare(channel, "q");
        channel.confirmSelect();
        channel.basicPublish("", "q", null, new byte[(16 << 20) + 1]);
        channel.waitForConfirmsOrDie();
        assertThat(channel.basicGet("q", true).getBody()).hasSize((16 << 20) + 1);
    }

    @Test
    @Spec(section = "1.9", row = "unknown exchange type")
    void endsTheConnectionForAnUnknownExchangeTypeInTheOldLine() throws Exception {
        Channel channel = channel(Compat.Line.RABBITMQ_3_13);
        assertThat(CloseReason.of(channel, () -> channel.exchangeDeclare("x", "foo")))
                .isEqualTo(connection(503, "COMMAND_INVALID - unknown exchange type 'foo'", "exchange.declare"));
    }

    private static void declare(Channel channel, String queue) throws IOException {
        channel.queueDeclare(queue, true, false, false, Map.of());
    }

    private static AMQP.BasicProperties diedBefore() {
        Map<String, Object> death = Map.of(
                "queue", "q",
                "reason", "rejected",
                "count", 4L,
                "exchange", "",
                "routing-keys", List.of("q"));
        return new AMQP.BasicProperties.Builder()
                .headers(Map.of(
                        "x-death", List.of(death),
                        "x-first-death-queue", "q",
                        "x-first-death-reason", "rejected",
                        "x-first-death-exchange", ""))
                .build();
    }

    private static Object deathsAfterOneMore(Channel channel) throws Exception {
        declare(channel, "dead");
        channel.queueDeclare(
                "q", true, false, false, Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", "dead"));
        channel.basicPublish("", "q", diedBefore(), new byte[1]);
        channel.basicReject(channel.basicGet("q", false).getEnvelope().getDeliveryTag(), false);
        await().until(() -> channel.messageCount("dead") == 1);
        GetResponse dead = channel.basicGet("dead", true);
        return ((Map<?, ?>) ((List<?>) dead.getProps().getHeaders().get("x-death")).get(0)).get("count");
    }

    @Test
    @Spec(section = "1.9", row = "republished x-death by client")
    void countsOnFromWhatAClientSentInTheOldLine() throws Exception {
        assertThat(deathsAfterOneMore(channel(Compat.Line.RABBITMQ_3_13))).isEqualTo(5L);
    }

    @Test
    @Spec(section = "1.9", row = "republished x-death by client")
    void countsAnewInTheNewLine() throws Exception {
        assertThat(deathsAfterOneMore(channel(Compat.Line.RABBITMQ_4_3))).isEqualTo(1L);
    }

    @Test
    @Spec(section = "1.9", row = "republished x-death by client")
    void takesDeathsThatAreNoneForAnyOtherHeader() throws Exception {
        Channel channel = channel(Compat.Line.RABBITMQ_3_13);
        declare(channel, "q");
        for (Object nonsense :
                List.of("x", List.of("x"), List.of(Map.of("queue", 5)), List.of(Map.of("reason", "odd")))) {
            channel.basicPublish(
                    "",
                    "q",
                    new AMQP.BasicProperties.Builder()
                            .headers(Map.of("x-death", nonsense))
                            .build(),
                    new byte[1]);
            assertThat(channel.basicGet("q", true).getProps().getHeaders()).containsKey("x-death");
        }
    }

    @Test
    @Spec(section = "1.9", row = "transient non-exclusive queue")
    void refusesTransientQueuesInTheNewLine() throws Exception {
        Channel channel = channel(Compat.Line.RABBITMQ_4_3);
        // As recorded from RabbitMQ 4.3.6.
        assertThat(CloseReason.of(channel, () -> channel.queueDeclare("q", false, false, false, Map.of())))
                .isEqualTo(connection(
                        541,
                        "INTERNAL_ERROR - Feature `transient_nonexcl_queues` is deprecated.\n"
                                + "By default, this feature is not permitted anymore.\n"
                                + "The feature will be removed from a future major RabbitMQ version, regardless of the"
                                + " configuration; actual version to be determined.\nTo...",
                        "queue.declare"));
    }

    @Test
    @Spec(section = "1.9", row = "transient non-exclusive queue")
    void takesTransientQueuesThatArePermitted() throws Exception {
        channel(Compat.of(Compat.Line.RABBITMQ_4_3).permitting(Compat.TRANSIENT_QUEUES))
                .queueDeclare("q", false, false, false, Map.of());
    }

    @Test
    @Spec(section = "1.9", row = "transient non-exclusive queue")
    void comparesWithAQueueThatIsThereBeforeItRefusesATransientOne() throws Exception {
        Channel channel = channel(Compat.Line.RABBITMQ_4_3);
        declare(channel, "q");
        assertThat(CloseReason.of(channel, () -> channel.queueDeclare("q", false, false, false, Map.of()))
                        .replyCode())
                .isEqualTo(406);
    }

    @Test
    @Spec(section = "1.9", row = "transient non-exclusive queue")
    void takesExclusiveQueuesInTheNewLine() throws Exception {
        channel(Compat.Line.RABBITMQ_4_3).queueDeclare();
    }

    private static int deliveredToTwoConsumers(Channel channel) throws Exception {
        declare(channel, "one");
        declare(channel, "two");
        channel.basicQos(1, true);
        Inbox.on(channel, "one", false);
        Inbox.on(channel, "two", false);
        AmqpClient.publishConfirmed(channel, "", "one", "a", "b");
        AmqpClient.publishConfirmed(channel, "", "two", "a", "b");
        return (int) (4 - channel.messageCount("one") - channel.messageCount("two"));
    }

    @Test
    @Spec(section = "1.9", row = "qos global=true")
    void takesGlobalQosForEachConsumerInTheNewLine() throws Exception {
        assertThat(deliveredToTwoConsumers(channel(Compat.Line.RABBITMQ_4_3))).isEqualTo(2);
    }

    @Test
    @Spec(section = "1.9", row = "qos global=true")
    void takesGlobalQosForTheChannelWhereThatIsPermitted() throws Exception {
        assertThat(deliveredToTwoConsumers(
                        channel(Compat.of(Compat.Line.RABBITMQ_4_3).permitting(Compat.GLOBAL_QOS))))
                .isEqualTo(1);
    }

    private static long countAfter(Channel channel, int times, boolean byNack) throws Exception {
        channel.queueDeclare("quorum", true, false, false, Map.of("x-queue-type", "quorum"));
        channel.confirmSelect();
        channel.basicPublish("", "quorum", null, new byte[1]);
        channel.waitForConfirmsOrDie();
        for (int i = 0; i < times; i++) {
            long tag = channel.basicGet("quorum", false).getEnvelope().getDeliveryTag();
            if (byNack) {
                channel.basicNack(tag, false, true);
            } else {
                channel.basicReject(tag, true);
            }
        }
        Map<String, Object> headers =
                channel.basicGet("quorum", false).getProps().getHeaders();
        return headers == null ? 0 : (Long) headers.get("x-delivery-count");
    }

    @Test
    @Spec(section = "1.9", row = "quorum delivery-limit default")
    void quorumQueuesOfTheOldLineHaveNoDeliveryLimit() throws Exception {
        assertThat(countAfter(channel(Compat.Line.RABBITMQ_3_13), 25, false)).isEqualTo(25);
    }

    @Test
    @Spec(section = "1.9", row = "nack(requeue) raises quorum delivery count")
    void nacksDoNotCountInTheNewLine() throws Exception {
        assertThat(countAfter(channel(Compat.Line.RABBITMQ_4_3), 3, true)).isZero();
    }

    @Test
    @Spec(section = "1.9", row = "nack(requeue) raises quorum delivery count")
    void rejectsCountInTheNewLine() throws Exception {
        assertThat(countAfter(channel(Compat.Line.RABBITMQ_4_3), 3, false)).isEqualTo(3);
    }
}
