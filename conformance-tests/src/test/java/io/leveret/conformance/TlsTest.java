package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.connection;
import static io.leveret.conformance.raw.Handshake.handshake;
import static io.leveret.conformance.raw.Octets.hex;
import static io.leveret.conformance.raw.Octets.octets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DeliverCallback;
import io.leveret.broker.tls.TestCertificate;
import io.leveret.conformance.raw.RawConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** AMQP over TLS: what goes over a plain connection goes over this, and nobody holds the broker up before the login. */
class TlsTest {

    /** RabbitMQ's TLS handshake timeout is 5 s. */
    private static final Duration HANDSHAKE_TIMEOUT_AND_SLACK = Duration.ofSeconds(15);

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MESSAGE_BYTES_MAX = 16 << 20;

    @TempDir
    Path directory;

    private TlsBroker broker;

    @BeforeEach
    void start() {
        broker = TlsBroker.start(directory);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    @Spec(section = "2.17", row = "AMQP over TLS")
    void speaksAmqpOverTls(String protocol) throws Exception {
        RawConnection raw = broker.raw(protocol).open(handshake()).openChannel(1);
        String queue = raw.declareQueue(1, "queue");

        raw.publish(1, "", queue, "over TLS");

        assertThat(raw.get(1, queue).text()).isEqualTo("over TLS");
        raw.call(
                0,
                new AMQP.Connection.Close.Builder()
                        .replyCode(200)
                        .replyText("")
                        .classId(0)
                        .methodId(0)
                        .build(),
                AMQP.Connection.CloseOk.class);
        raw.close();
    }

    @Test
    @Spec(section = "2.17", row = "AMQP over TLS: messages of any size")
    void carriesTheLargestMessage() throws Exception {
        byte[] body = octets().times(MESSAGE_BYTES_MAX, 'x').toBytes();
        try (Connection connection = broker.factory(null).newConnection()) {
            Channel channel = connection.createChannel();
            channel.queueDeclare("queue", false, false, false, null);
            channel.confirmSelect();
            channel.basicPublish("", "queue", null, body);
            channel.waitForConfirmsOrDie(PATIENCE.toMillis());

            assertThat(channel.basicGet("queue", true).getBody()).isEqualTo(body);
        }
    }

    @Test
    @Spec(section = "2.17", row = "AMQP over TLS: many channels at once")
    void carriesManyChannelsAtOnce() throws Exception {
        int channels = 100;
        int perChannel = 50;
        try (Connection connection = broker.factory(null).newConnection()) {
            AtomicInteger received = new AtomicInteger();
            DeliverCallback count = (tag, message) -> received.incrementAndGet();
            List<Channel> open = new ArrayList<>();
            for (int i = 0; i < channels; i++) {
                Channel channel = connection.createChannel();
                channel.queueDeclare("queue" + i, false, false, false, null);
                channel.basicConsume("queue" + i, true, count, tag -> {});
                open.add(channel);
            }
            for (int n = 0; n < perChannel; n++) {
                for (int i = 0; i < channels; i++) {
                    open.get(i).basicPublish("", "queue" + i, null, ("message " + n).getBytes(StandardCharsets.UTF_8));
                }
            }

            await().atMost(PATIENCE).until(() -> received.get() == channels * perChannel);
        }
    }

    @Test
    @Spec(section = "2.17", row = "AMQP over TLS: octet by octet, each in a record of its own")
    void takesTinyRecords() throws Exception {
        RawConnection raw = broker.raw("TLSv1.3");

        raw.inSingleOctets(all -> all.send(RawConnection.PROTOCOL_HEADER)
                .method(0, handshake().startOk())
                .method(
                        0,
                        new AMQP.Connection.TuneOk.Builder()
                                .channelMax(10)
                                .frameMax(131072)
                                .build())
                .method(0, handshake().open()));

        raw.expect(0, AMQP.Connection.Start.class);
        raw.expect(0, AMQP.Connection.Tune.class);
        raw.expect(0, AMQP.Connection.OpenOk.class);
        raw.close();
    }

    @Test
    @Spec(section = "2.17", row = "AMQP over TLS: a consumer that does not read")
    void aSlowReaderGetsEverythingInTheEndAndHoldsUpNobody() throws Exception {
        int messages = 400;
        byte[] body = octets().times(100_000, 'x').toBytes();
        RawConnection slow = broker.raw("TLSv1.3").open(handshake()).openChannel(1);
        slow.declareQueue(1, "slow");
        slow.method(1, new AMQP.Basic.Consume.Builder().queue("slow").noAck().build());
        slow.expect(1, AMQP.Basic.ConsumeOk.class);
        try (Connection connection = broker.factory(null).newConnection()) {
            Channel channel = connection.createChannel();
            channel.confirmSelect();
            for (int i = 0; i < messages; i++) {
                channel.basicPublish("", "slow", null, body);
            }
            channel.waitForConfirmsOrDie(PATIENCE.toMillis());
            // It has not all gone to a client that does not read it.
            assertThat(channel.queueDeclarePassive("slow").getMessageCount()).isPositive();
        }
        for (int i = 0; i < messages; i++) {
            assertThat(slow.expectContent(1).body()).hasSize(body.length);
        }
        slow.close();
    }

    @Test
    @Spec(section = "2.17", row = "AMQP over TLS: heartbeats")
    void sendsHeartbeatsAndDropsASilentClient() throws Exception {
        RawConnection raw = broker.raw("TLSv1.3").open(handshake().heartbeatSeconds(1));

        raw.expectEndAfterHeartbeats();
    }

    @Test
    @Spec(section = "2.17", row = "AMQP over TLS: a close is told before the socket goes")
    void tellsWhyItClosesBeforeTheSocketGoes() throws Exception {
        RawConnection raw = broker.raw("TLSv1.2").open(handshake()).frame(9, 0, new byte[0]);

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(501, "FRAME_ERROR - type 9, all octets = <<>>: unknown_frame", "none"));
    }

    @Test
    @Spec(section = "1.1", row = "any other header, over TLS")
    void answersAnotherHeaderWithItsOwnAndDropsTheSocket() throws Exception {
        RawConnection raw = broker.raw("TLSv1.3").send(octets().text("GET / HT").toBytes());

        assertThat(raw.readOctets(8)).isEqualTo(RawConnection.PROTOCOL_HEADER);
        raw.expectEnd();
    }

    @Test
    @Spec(section = "2.17", row = "AMQP that is not encrypted on a TLS port")
    void dropsAClientWithoutTls() {
        try (RawConnection raw = RawConnection.connect(broker.address())) {
            raw.send(RawConnection.PROTOCOL_HEADER);
            // What comes, if anything, is an alert of TLS and no frame.
            assertThatThrownBy(raw::start).isInstanceOf(Throwable.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0301", "0302"})
    @Spec(section = "2.17", row = "TLS 1.0 and 1.1")
    void refusesOldVersions(String version) throws Exception {
        byte[] suites = hex("c014 c013 c00a c009 0035 002f");
        byte[] hello = octets().bytes(hex(version))
                .times(32, 0x55)
                .u8(0)
                .u16(suites.length)
                .bytes(suites)
                .u8(1)
                .u8(0)
                .toBytes();
        byte[] handshake = octets().u8(1).u8(0).u16(hello.length).bytes(hello).toBytes();
        try (RawConnection raw = RawConnection.connect(broker.address())) {
            raw.send(octets().u8(22)
                    .bytes(hex("0301"))
                    .u16(handshake.length)
                    .bytes(handshake)
                    .toBytes());

            byte[] answer = raw.readOctets(7);
            assertThat(answer[0]).as("an alert").isEqualTo((byte) 21);
            assertThat(answer[5]).as("fatal").isEqualTo((byte) 2);
            raw.expectEnd();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "16 03 01 02 00", "16 03 01 02 00 01 00 01 FC 03 03"})
    @Spec(section = "2.17", row = "TLS handshake timeout")
    void dropsAHandshakeThatDoesNotEnd(String begun) {
        try (RawConnection raw = RawConnection.connect(broker.address())) {
            raw.send(hex(begun));

            raw.deadline(HANDSHAKE_TIMEOUT_AND_SLACK).expectEnd();
        }
    }

    @Test
    @Spec(section = "2.17", row = "TLS handshake timeout: others are not held up")
    void letsOthersInWhileManyHandshakesDoNotEnd() throws Exception {
        List<Socket> halfWay = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Socket socket =
                    new Socket(broker.address().getAddress(), broker.address().getPort());
            socket.getOutputStream().write(hex("16 03 01 02 00 01 00"));
            halfWay.add(socket);
        }
        try (Connection connection = broker.factory(null).newConnection()) {
            assertThat(connection.isOpen()).isTrue();
        }
        for (Socket socket : halfWay) {
            socket.close();
        }
    }

    @Test
    @Spec(section = "2.17", row = "TLS 1.3: a flood of key updates")
    void dropsAFloodOfKeyUpdates() throws Exception {
        try (SSLSocket socket = broker.socket(null)) {
            socket.setEnabledProtocols(new String[] {"TLSv1.3"});
            socket.startHandshake();
            RawConnection.over(socket).open(handshake());

            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1_000_000; i++) {
                            socket.startHandshake();
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    @Spec(section = "2.17", row = "TLS 1.3: a key update now and then")
    void takesAKeyUpdate() throws Exception {
        SSLSocket socket = broker.socket(null);
        socket.setEnabledProtocols(new String[] {"TLSv1.3"});
        socket.startHandshake();
        RawConnection raw = RawConnection.over(socket).open(handshake());

        socket.startHandshake();

        raw.openChannel(1);
        socket.startHandshake();
        raw.openChannel(2);
        raw.close();
    }

    @Test
    @Spec(section = "2.17", row = "TLS 1.2: renegotiation")
    void refusesToRenegotiate() throws Exception {
        try (SSLSocket socket = broker.socket(null)) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.startHandshake();
            RawConnection raw = RawConnection.over(socket).open(handshake());

            socket.startHandshake();

            assertThatThrownBy(() -> raw.openChannel(1)).isInstanceOf(Throwable.class);
        }
    }

    @Test
    @Spec(section = "2.17", row = "certificates are renewed without a restart")
    void newConnectionsGetARenewedCertificateAndOldOnesStay() throws Exception {
        Certificate first = shown();
        try (Connection connection = broker.factory(null).newConnection()) {
            Channel channel = connection.createChannel();
            Files.writeString(broker.certificateFile, "broken");
            TestCertificate.make()
                    .named("CN=renewed")
                    .local()
                    .signedBy(broker.authority)
                    .write(directory, "broker");

            await().atMost(PATIENCE).until(() -> !shown().equals(first));

            assertThat(channel.queueDeclare().getQueue()).isNotEmpty();
        }
    }

    @Test
    @Spec(section = "2.17", row = "certificates that are broken change nothing")
    void keepsItsCertificateWhereTheNewOneIsBroken() throws Exception {
        Certificate first = shown();
        Files.writeString(broker.certificateFile, "broken");

        await().during(Duration.ofSeconds(6)).atMost(PATIENCE).until(() -> shown().equals(first));
    }

    private Certificate shown() throws IOException {
        try (SSLSocket socket = broker.socket(null)) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    @Test
    @Spec(section = "2.17", row = "the Java client verifies the broker")
    void aClientThatTrustsAnotherAuthorityDoesNotConnect() throws Exception {
        try (TlsBroker other = TlsBroker.start(Files.createDirectory(directory.resolve("other")))) {
            var factory = other.factory(null);
            factory.setPort(broker.address().getPort());
            assertThatThrownBy(factory::newConnection).isInstanceOf(SSLException.class);
        }
    }

    @Test
    @Spec(section = "3.1", row = "overview: listeners")
    void theOverviewShowsTheListener() throws Exception {
        InetSocketAddress http = broker.startManagement();
        assertThat(HttpAsGuest.get(http, "/api/overview").body())
                .contains("\"protocol\":\"amqp/ssl\",\"ip_address\":\"127.0.0.1\",\"port\":"
                        + broker.address().getPort());
    }

    @Test
    @Spec(section = "3.4", row = "/health/checks/certificate-expiration")
    void saysWhetherItsCertificatesExpireSoon() throws Exception {
        InetSocketAddress http = broker.startManagement();
        String check = "/api/health/checks/certificate-expiration/";

        assertThat(HttpAsGuest.get(http, check + "1/days").body()).isEqualTo("{\"status\":\"ok\"}");
        HttpResponse<String> expiring = HttpAsGuest.get(http, check + "2/years");

        assertThat(expiring.statusCode()).isEqualTo(503);
        assertThat(expiring.body())
                .startsWith("{\"status\":\"failed\",\"reason\":\"Certificates expiring\",\"expired\":[{\"node\":")
                .contains(
                        "\"protocol\":\"amqp/ssl\",\"interface\":\"127.0.0.1\",\"port\":"
                                + broker.address().getPort(),
                        "\"certfile\":\"" + broker.certificateFile + "\"");
    }
}
