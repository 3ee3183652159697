package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.channel;
import static io.leveret.conformance.raw.CloseReason.connection;
import static io.leveret.conformance.raw.Handshake.handshake;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.leveret.broker.BrokerConfig;
import io.leveret.broker.connection.ConnectionLimits;
import io.leveret.broker.limit.BrokerLimits;
import io.leveret.conformance.raw.CloseReason;
import io.leveret.conformance.raw.Handshake;
import io.leveret.conformance.raw.RawConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator may limit for a broker as a whole, from brokers of our own that are so limited. */
class BrokerLimitsTest {

    private static final long FREE = Long.MAX_VALUE;
    /** Those that every virtual host has from the start. */
    private static final int PREDECLARED = 7;

    @TempDir
    private Path directory;

    private final List<RawConnection> raws = new ArrayList<>();
    private EmbeddedBroker broker;
    private Connection connection;

    private void start(UnaryOperator<BrokerConfig> limited) {
        broker = EmbeddedBroker.startOn(directory, limited);
    }

    private void start(BrokerLimits limits) {
        start(config -> config.withBrokerLimits(limits));
    }

    private RawConnection socket() {
        RawConnection raw =
                RawConnection.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), broker.port()));
        raws.add(raw);
        return raw;
    }

    private RawConnection open() {
        return socket().open(handshake());
    }

    private Channel client() throws Exception {
        if (connection == null) {
            connection = BrokerUnderTest.connectionFactory(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), broker.port()))
                    .newConnection();
        }
        return connection.createChannel();
    }

    @AfterEach
    void stop() {
        raws.forEach(RawConnection::close);
        if (connection != null) {
            connection.abort();
        }
        broker.close();
    }

    @Test
    @Spec(section = "1.3", row = "limits hit: connections of the node")
    void refusesAConnectionTooMany() {
        start(new BrokerLimits(2, FREE, FREE, FREE, FREE, FREE));
        open();
        RawConnection second = open();
        assertThat(socket().tuneAndOpen(handshake()).expectConnectionClose())
                .isEqualTo(connection(
                        530,
                        "NOT_ALLOWED - connection refused: node connection limit (2) is reached",
                        "connection.open"));
        second.close();
        await().untilAsserted(() -> socket().tuneAndOpen(handshake()).expect(0, AMQP.Connection.OpenOk.class));
    }

    @Test
    @Spec(section = "1.4", row = "more open channels than the node may have")
    void refusesAChannelTooMany() {
        start(new BrokerLimits(FREE, 2, FREE, FREE, FREE, FREE));
        open().openChannel(1);
        RawConnection second = open().openChannel(1);
        second.method(2, new AMQP.Channel.Open.Builder().build());
        assertThat(second.expectConnectionClose())
                .isEqualTo(connection(
                        530,
                        "NOT_ALLOWED - number of channels opened on node 'leveret@localhost' has reached the maximum"
                                + " allowed limit of (2)",
                        "none"));
        open().openChannel(1);
    }

    @Test
    @Spec(section = "1.6", row = "530: consumers per channel")
    void refusesAConsumerTooMany() throws Exception {
        start(new BrokerLimits(FREE, FREE, 2, FREE, FREE, FREE));
        Channel channel = client();
        String queue = channel.queueDeclare().getQueue();
        Inbox.on(channel, queue, true);
        Inbox second = Inbox.on(channel, queue, true);
        channel.basicCancel(second.consumerTag());
        Inbox.on(channel, queue, true);
        Inbox.on(client(), queue, true);
        assertThat(CloseReason.of(channel, () -> Inbox.on(channel, queue, true)))
                .isEqualTo(
                        connection(530, "NOT_ALLOWED - reached maximum (2) of consumers per channel", "basic.consume"));
    }

    @Test
    @Spec(section = "1.6", row = "406: queue limit of the cluster")
    void refusesAQueueTooMany() throws Exception {
        start(new BrokerLimits(FREE, FREE, FREE, 1, FREE, FREE));
        Channel channel = client();
        channel.queueDeclare("first", true, false, false, Map.of());
        channel.queueDeclare("first", true, false, false, Map.of());
        assertThat(CloseReason.of(channel, () -> channel.queueDeclare("second", true, false, false, Map.of())))
                .isEqualTo(channel(
                        406,
                        "PRECONDITION_FAILED - cannot declare queue 'second': queue limit in cluster (1) is reached",
                        "queue.declare"));
    }

    @Test
    @Spec(section = "1.6", row = "406: exchange limit")
    void refusesAnExchangeTooMany() throws Exception {
        start(new BrokerLimits(FREE, FREE, FREE, FREE, PREDECLARED + 1, FREE));
        Channel channel = client();
        channel.exchangeDeclare("first", "fanout");
        channel.exchangeDelete("first");
        channel.exchangeDeclare("other", "fanout");
        channel.exchangeDeclare("other", "fanout");
        assertThat(CloseReason.of(channel, () -> channel.exchangeDeclare("second", "fanout")))
                .isEqualTo(channel(
                        406,
                        "PRECONDITION_FAILED - cannot declare exchange 'second' in vhost '/': exchange limit of 8 is"
                                + " reached",
                        "exchange.declare"));
    }

    @Test
    @Spec(section = "1.6", row = "406: limits count what an earlier life has left")
    void countsWhatIsThereFromAnEarlierLife() throws Exception {
        start(BrokerLimits.NONE);
        client().queueDeclare("first", true, false, false, Map.of());
        client().exchangeDeclare("first", "fanout", true);
        connection.close();
        connection = null;
        broker.close();
        start(new BrokerLimits(FREE, FREE, FREE, 1, PREDECLARED + 1, FREE));
        Channel channel = client();
        assertThat(CloseReason.of(channel, () -> channel.queueDeclare("second", true, false, false, Map.of()))
                        .replyCode())
                .isEqualTo(406);
        Channel another = client();
        assertThat(CloseReason.of(another, () -> another.exchangeDeclare("second", "fanout"))
                        .replyCode())
                .isEqualTo(406);
    }

    @Test
    @Spec(section = "1.3", row = "tune-ok 0 where the server has no limit")
    void takesNoLimitOfChannelsWhereItHasNone() {
        ConnectionLimits defaults = ConnectionLimits.DEFAULT;
        start(config -> config.withLimits(new ConnectionLimits(
                0,
                defaults.frameMax(),
                defaults.initialFrameMax(),
                defaults.heartbeatSeconds(),
                defaults.handshakeTimeoutMs(),
                defaults.messageBytesMax(),
                defaults.replyBytesMax())));
        RawConnection raw = socket();
        assertThat(raw.login(handshake()).getChannelMax()).isZero();
        RawConnection open = socket().open(handshake().channelMax(0));
        for (int channel = 1; channel <= 3_000; channel++) {
            open.openChannel(channel);
        }
    }

    @Test
    @Spec(section = "1.3", row = "before tune-ok")
    void takesLargerFramesBeforeTheTuneWhereItIsToldTo() {
        ConnectionLimits defaults = ConnectionLimits.DEFAULT;
        start(config -> config.withLimits(new ConnectionLimits(
                defaults.channelMax(),
                defaults.frameMax(),
                20_000,
                defaults.heartbeatSeconds(),
                defaults.handshakeTimeoutMs(),
                defaults.messageBytesMax(),
                defaults.replyBytesMax())));
        // A mechanism's response, as long as a token may be; it is the wrong password, so that it was read.
        RawConnection raw = socket();
        raw.start();
        raw.method(
                0,
                handshake()
                        .sasl("PLAIN", Handshake.plain("guest", "x".repeat(15_000)))
                        .startOk());
        assertThat(raw.expect(0, AMQP.Connection.Close.class).getReplyCode()).isEqualTo(403);
    }

    @Test
    @Spec(section = "2.17", row = "vhost_max")
    void refusesAVirtualHostTooMany() {
        start(new BrokerLimits(FREE, FREE, FREE, FREE, FREE, 2));
        assertThat(broker.makeVirtualHost("second")).isEqualTo("made");
        assertThat(broker.makeVirtualHost("third"))
                .isEqualTo("cannot create vhost 'third': vhost limit of 2 is reached");
        assertThat(broker.makeVirtualHost("second")).isEqualTo("was there");
    }
}
