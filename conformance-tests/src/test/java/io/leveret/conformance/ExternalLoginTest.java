package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.connection;
import static io.leveret.conformance.raw.Handshake.handshake;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultSaslConfig;
import io.leveret.broker.LoginOptions;
import io.leveret.broker.LoginOptions.CertificateUser;
import io.leveret.broker.TlsOptions.ClientCertificates;
import io.leveret.broker.tls.TestCertificate;
import io.leveret.conformance.raw.RawConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that show certificates: SASL EXTERNAL, and which certificates are good for nothing. */
class ExternalLoginTest {

    private static final byte[] NOTHING = {};

    @TempDir
    Path directory;

    private TlsBroker broker;

    private TlsBroker startFor(CertificateUser user) {
        broker = TlsBroker.startForCertificates(directory, user);
        return broker;
    }

    private TlsBroker start(ClientCertificates clients) {
        broker = new TlsBroker(directory, clients, config -> config);
        return broker;
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private TestCertificate client(String name) {
        return TestCertificate.make()
                .named(name)
                .dns("client.example")
                .email("client@example.org")
                .signedBy(broker.authority);
    }

    private RawConnection raw(@Nullable TestCertificate own, String protocol) throws IOException {
        SSLSocket socket = broker.socket(own);
        socket.setEnabledProtocols(new String[] {protocol});
        socket.startHandshake();
        return RawConnection.over(socket);
    }

    @ParameterizedTest
    @CsvSource({
        "DISTINGUISHED_NAME, 'CN=client,O=Example,C=DE'",
        "COMMON_NAME, client",
        "ALTERNATIVE_DNS, client.example",
        "ALTERNATIVE_EMAIL, client@example.org"
    })
    @Spec(section = "1.2", row = "EXTERNAL: the user of the client's certificate")
    void logsInAsTheUserOfTheCertificate(CertificateUser source, String user) throws Exception {
        startFor(source).user(user, null);
        ConnectionFactory factory = broker.factory(client("CN=client,O=Example,C=DE"));
        factory.setSaslConfig(DefaultSaslConfig.EXTERNAL);

        try (Connection connection = factory.newConnection()) {
            // A user may only publish under its own name.
            Channel channel = connection.createChannel();
            String queue = channel.queueDeclare().getQueue();
            channel.basicPublish(
                    "", queue, new AMQP.BasicProperties.Builder().userId(user).build(), NOTHING);
            assertThat(channel.basicGet(queue, true)).isNotNull();
        }
    }

    @Test
    @Spec(section = "1.2", row = "EXTERNAL: no such user")
    void refusesACertificateThatIsNoUsers() throws Exception {
        startFor(CertificateUser.COMMON_NAME);
        RawConnection raw = raw(client("CN=stranger"), "TLSv1.3");
        raw.start();

        raw.method(0, handshake().sasl("EXTERNAL", NOTHING).startOk());

        assertThat(raw.expectConnectionClose()).isEqualTo(refused());
    }

    @Test
    @Spec(section = "1.2", row = "EXTERNAL: no certificate")
    void refusesAClientWithoutACertificate() throws Exception {
        startFor(CertificateUser.COMMON_NAME);
        RawConnection raw = raw(null, "TLSv1.3");
        raw.start();

        raw.method(0, handshake().sasl("EXTERNAL", NOTHING).startOk());

        assertThat(raw.expectConnectionClose()).isEqualTo(refused());
    }

    private static Object refused() {
        return connection(
                403,
                "ACCESS_REFUSED - Login was refused using authentication mechanism EXTERNAL. For details see the broker"
                        + " logfile.",
                "none");
    }

    @Test
    @Spec(section = "1.2", row = "mechanisms: EXTERNAL only over TLS")
    void offersExternalOverTlsOnly() throws Exception {
        startFor(CertificateUser.COMMON_NAME);

        assertThat(raw(null, "TLSv1.3").start().getMechanisms()).hasToString("EXTERNAL PLAIN");
        try (RawConnection plain = RawConnection.connect(broker.plainAddress())) {
            assertThat(plain.start().getMechanisms()).hasToString("PLAIN");
            plain.method(0, handshake().sasl("EXTERNAL", NOTHING).startOk()).expectEnd();
        }
    }

    @Test
    @Spec(section = "1.2", row = "mechanisms: what is not listed is refused")
    void refusesAMechanismThatIsNotListed() throws Exception {
        startFor(CertificateUser.COMMON_NAME);
        RawConnection raw = raw(null, "TLSv1.3");
        raw.start();

        raw.method(0, handshake().sasl("AMQPLAIN", NOTHING).startOk()).expectEnd();
    }

    @Test
    @Spec(section = "1.2", row = "EXTERNAL beside PLAIN")
    void aClientWithACertificateMayUseAPassword() throws Exception {
        startFor(CertificateUser.COMMON_NAME);

        try (Connection connection = broker.factory(client("CN=stranger")).newConnection()) {
            assertThat(connection.isOpen()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    @Spec(section = "2.17", row = "fail_if_no_peer_cert")
    void whereACertificateIsNeededNobodyConnectsWithout(String protocol) throws Exception {
        start(ClientCertificates.MUST);

        assertThatThrownBy(() -> raw(null, protocol).start()).isInstanceOf(Throwable.class);
        raw(client("CN=client"), protocol).open(handshake()).close();
    }

    @ParameterizedTest
    @CsvSource({"MAY, TLSv1.3", "MAY, TLSv1.2", "MUST, TLSv1.3", "MUST, TLSv1.2"})
    @Spec(section = "2.17", row = "verify_peer")
    void refusesCertificatesThatAreNotValid(ClientCertificates clients, String protocol) throws Exception {
        start(clients);
        Instant now = Instant.now();
        TestCertificate unknown =
                TestCertificate.make().named("CN=client").signedBy(TestCertificate.authority("authority"));
        TestCertificate expired = TestCertificate.make()
                .named("CN=client")
                .valid(now.minus(Duration.ofDays(2)), now.minus(Duration.ofDays(1)))
                .signedBy(broker.authority);
        TestCertificate early = TestCertificate.make()
                .named("CN=client")
                .valid(now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(2)))
                .signedBy(broker.authority);

        for (TestCertificate certificate : List.of(unknown, expired, early)) {
            assertThatThrownBy(() -> raw(certificate, protocol).start()).isInstanceOf(Throwable.class);
        }
    }

    @Test
    @Spec(section = "1.2", row = "ANONYMOUS")
    void anonymousIsGuestWhereItIsListed() throws Exception {
        LoginOptions login = new LoginOptions(
                List.of("PLAIN", "ANONYMOUS"), "guest", "guest", CertificateUser.DISTINGUISHED_NAME, 0);
        broker = new TlsBroker(directory, ClientCertificates.NOT_ASKED, config -> config.withLogin(login));
        try (RawConnection raw = RawConnection.connect(broker.plainAddress())) {
            raw.open(handshake().sasl("ANONYMOUS", NOTHING)).openChannel(1);
        }
    }

    @Test
    @Spec(section = "1.2", row = "ANONYMOUS")
    void anonymousIsNotOfferedByDefault() throws Exception {
        start(ClientCertificates.NOT_ASKED);
        try (RawConnection raw = RawConnection.connect(broker.plainAddress())) {
            assertThat(raw.start().getMechanisms()).hasToString("PLAIN AMQPLAIN");
            raw.method(0, handshake().sasl("ANONYMOUS", NOTHING).startOk()).expectEnd();
        }
    }
}
