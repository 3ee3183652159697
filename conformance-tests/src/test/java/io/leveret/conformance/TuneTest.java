package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.connection;
import static io.leveret.conformance.raw.Handshake.handshake;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import io.leveret.conformance.raw.Handshake;
import io.leveret.conformance.raw.RawConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The limits that both sides agree on. */
class TuneTest {

    private static final String SILENT = "3.10 drops the socket without a close frame";

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @Test
    @Spec(section = "1.3", row = "tune values")
    void offersTheLimitsOfRabbitMq() {
        AMQP.Connection.Tune tune = amqp.rawSocket().login(handshake());

        assertThat(tune.getChannelMax()).isEqualTo(2047);
        assertThat(tune.getFrameMax()).isEqualTo(131072);
        assertThat(tune.getHeartbeat()).isEqualTo(60);
    }

    @Test
    @Spec(section = "1.3", row = "tune-ok above server value")
    @SinceRabbit(value = "4.0", before = SILENT)
    void refusesFrameMaxAboveItsOwn() {
        assertThat(refusalOf(handshake().frameMax(131073)))
                .isEqualTo(connection(
                        530,
                        "NOT_ALLOWED - negotiated frame_max = 131073 is higher than the maximum allowed value (131072)",
                        "connection.tune"));
    }

    @Test
    @Spec(section = "1.3", row = "tune-ok above server value")
    @SinceRabbit(value = "4.0", before = SILENT)
    void refusesChannelMaxAboveItsOwn() {
        assertThat(refusalOf(handshake().channelMax(2048)))
                .isEqualTo(connection(
                        530,
                        "NOT_ALLOWED - negotiated channel_max = 2048 is higher than the maximum allowed value (2047)",
                        "connection.tune"));
    }

    @Test
    @Spec(section = "1.3", row = "tune-ok 0 while the server has a limit")
    @SinceRabbit(value = "4.0", before = SILENT)
    void refusesUnlimitedChannelMax() {
        assertThat(refusalOf(handshake().channelMax(0)))
                .isEqualTo(connection(
                        530,
                        "NOT_ALLOWED - negotiated channel_max = 0 (no limit) is higher than the maximum allowed value"
                                + " (2047)",
                        "connection.tune"));
    }

    @Test
    @Spec(section = "1.3", row = "tune-ok 0 while the server has a limit")
    @SinceRabbit(value = "4.0", before = SILENT)
    void refusesUnlimitedFrameMax() {
        assertThat(refusalOf(handshake().frameMax(0)))
                .isEqualTo(connection(
                        530,
                        "NOT_ALLOWED - negotiated frame_max = 0 is higher than the maximum allowed value (131072)",
                        "connection.tune"));
    }

    @Test
    @Spec(section = "1.3", row = "frame_max below minimum")
    @SinceRabbit(value = "4.0", before = SILENT)
    void refusesFrameMaxBelowTheMinimumOfAmqp() {
        assertThat(refusalOf(handshake().frameMax(4095)))
                .isEqualTo(connection(
                        530,
                        "NOT_ALLOWED - negotiated frame_max = 4095 is lower than the minimum allowed value (4096)",
                        "connection.tune"));
    }

    @Test
    @Spec(section = "1.3", row = "frame_max of 4096 is accepted")
    void acceptsTheMinimumFrameMaxOfAmqp() {
        amqp.raw(handshake().frameMax(4096)).openChannel(1);
    }

    @Test
    @Spec(section = "1.3", row = "heartbeat: the client's value wins")
    void acceptsHeartbeatAboveItsOwn() {
        amqp.raw(handshake().heartbeatSeconds(600)).openChannel(1);
    }

    @Test
    @Spec(section = "1.3", row = "before the connection is open")
    void dropsTheSocketWhenOpenComesInsteadOfTuneOk() {
        RawConnection raw = amqp.rawSocket();
        raw.login(handshake());

        raw.method(0, handshake().open()).expectEnd();
    }

    private Object refusalOf(Handshake handshake) {
        RawConnection raw = amqp.rawSocket();
        AMQP.Connection.Tune tune = raw.login(handshake);
        return raw.method(0, handshake.tuneOk(tune)).expectConnectionClose();
    }
}
