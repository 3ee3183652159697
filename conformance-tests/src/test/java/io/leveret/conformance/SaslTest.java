package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.connection;
import static io.leveret.conformance.raw.Handshake.handshake;
import static io.leveret.conformance.raw.Handshake.plain;
import static io.leveret.conformance.raw.Octets.octets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import io.leveret.conformance.raw.Handshake;
import io.leveret.conformance.raw.RawConnection;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logging in, and how the broker refuses it: with a close frame only where the client asked for one. */
class SaslTest {

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @Test
    @Spec(section = "1.2", row = "PLAIN response")
    void logsInByPlain() {
        amqp.raw(handshake().sasl("PLAIN", plain("guest", "guest"))).openChannel(1);
    }

    @Test
    @Spec(section = "1.2", row = "AMQPLAIN response")
    void logsInByAmqplain() {
        amqp.raw(handshake().sasl("AMQPLAIN", amqplain("guest", "guest"))).openChannel(1);
    }

    @Test
    @Spec(section = "1.2", row = "login failure with authentication_failure_close")
    void saysWhyItRefusesAWrongPassword() {
        RawConnection raw = answerStart(handshake().sasl("PLAIN", plain("guest", "wrong")));

        assertThat(raw.expectConnectionClose()).isEqualTo(loginRefused("PLAIN"));
    }

    @Test
    @Spec(section = "1.2", row = "login failure with authentication_failure_close")
    void saysWhyItRefusesAWrongPasswordByAmqplain() {
        RawConnection raw = answerStart(handshake().sasl("AMQPLAIN", amqplain("guest", "wrong")));

        assertThat(raw.expectConnectionClose()).isEqualTo(loginRefused("AMQPLAIN"));
    }

    @Test
    @Spec(section = "1.2", row = "login failure with authentication_failure_close")
    void saysTheSameOfAnUnknownUser() {
        String nobody = "nobody-" + UUID.randomUUID();
        RawConnection raw = answerStart(handshake().sasl("PLAIN", plain(nobody, "guest")));

        assertThat(raw.expectConnectionClose()).isEqualTo(loginRefused("PLAIN"));
    }

    @Test
    @Spec(section = "1.2", row = "login failure without authentication_failure_close")
    void dropsTheSocketWhenAClientWithoutTheCapabilityFailsToLogIn() {
        RawConnection raw =
                answerStart(handshake().without("authentication_failure_close").sasl("PLAIN", plain("guest", "wrong")));

        raw.expectEnd();
    }

    @Test
    @Spec(section = "1.2", row = "login failure as the Java client sees it")
    void javaClientReportsAuthenticationFailure() {
        var factory = BrokerUnderTest.connectionFactory();
        factory.setPassword("wrong");

        assertThatThrownBy(factory::newConnection)
                .isInstanceOf(AuthenticationFailureException.class)
                .hasMessageContaining("Login was refused using authentication mechanism PLAIN");
    }

    @Test
    @Spec(section = "1.2", row = "unknown mechanism")
    void dropsTheSocketOnUnknownMechanism() {
        answerStart(handshake().sasl("SCRAM-SHA-999", plain("guest", "guest"))).expectEnd();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "guest", "\0guest", "authzid\0guest\0guest"})
    @Spec(section = "1.2", row = "malformed PLAIN response")
    void dropsTheSocketOnMalformedPlainResponse(String response) {
        answerStart(handshake().sasl("PLAIN", octets().text(response).toBytes()))
                .expectEnd();
    }

    @Test
    @Spec(section = "1.2", row = "AMQPLAIN without LOGIN or PASSWORD")
    void dropsTheSocketOnAmqplainWithoutPassword() {
        byte[] login = octets().shortString("LOGIN").u8('S').longString("guest").toBytes();

        answerStart(handshake().sasl("AMQPLAIN", login)).expectEnd();
    }

    @Test
    @Spec(section = "1.2", row = "AMQPLAIN response is no table")
    void dropsTheSocketOnMalformedAmqplainResponse() {
        answerStart(handshake().sasl("AMQPLAIN", octets().u32(0xFFFFFFFFL).toBytes()))
                .expectEnd();
    }

    @Test
    @Spec(section = "1.2", row = "any other error before the connection is open")
    void dropsTheSocketWhenAnotherMethodComesInsteadOfStartOk() {
        RawConnection raw = amqp.rawSocket();
        raw.start();

        raw.method(0, new AMQP.Connection.Open.Builder().build()).expectEnd();
    }

    @Test
    @Spec(section = "1.2", row = "any other error before the connection is open")
    void dropsTheSocketWhenAChannelIsOpenedBeforeLogin() {
        RawConnection raw = amqp.rawSocket();
        raw.start();

        raw.method(1, new AMQP.Channel.Open.Builder().build()).expectEnd();
    }

    @Test
    @Spec(section = "1.2", row = "any other error before the connection is open")
    void dropsTheSocketOnGarbageInsteadOfStartOk() {
        RawConnection raw = amqp.rawSocket();
        raw.start();

        raw.send(octets().times(64, 0xFF).toBytes()).expectEnd();
    }

    @Test
    @Spec(section = "1.3", row = "frames before tune-ok are limited")
    void dropsTheSocketOnAStartOkFarAboveTheInitialFrameMax() {
        byte[] longName = octets().u8(0).times(100_000, 'u').u8(0).text("guest").toBytes();

        answerStart(handshake().sasl("PLAIN", longName)).expectEnd();
    }

    private RawConnection answerStart(Handshake handshake) {
        RawConnection raw = amqp.rawSocket();
        raw.start();
        return raw.method(0, handshake.startOk());
    }

    private static byte[] amqplain(String user, String password) {
        return octets().shortString("LOGIN")
                .u8('S')
                .longString(user)
                .shortString("PASSWORD")
                .u8('S')
                .longString(password)
                .toBytes();
    }

    private static Object loginRefused(String mechanism) {
        return connection(
                403,
                "ACCESS_REFUSED - Login was refused using authentication mechanism " + mechanism
                        + ". For details see the broker logfile.",
                "none");
    }
}
