package io.leveret.conformance;

import static io.leveret.conformance.raw.Handshake.handshake;
import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.conformance.raw.RawConnection;
import io.leveret.conformance.raw.RawFrame;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Heartbeats of one second, in both directions. */
class HeartbeatTest {

    /** Longer than two intervals, after which a silent client is gone. */
    private static final Duration BEYOND_TIMEOUT = Duration.ofSeconds(5);

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @Test
    @Spec(section = "1.3", row = "server sends heartbeats")
    void sendsHeartbeatsToAnIdleClient() {
        RawConnection raw = amqp.raw(handshake().heartbeatSeconds(1));

        for (int i = 0; i < 3; i++) {
            RawFrame frame = raw.heartbeat().readAnyFrame();
            assertThat(frame.type()).isEqualTo(RawFrame.HEARTBEAT);
            assertThat(frame.channel()).isZero();
            assertThat(frame.payload()).isEmpty();
        }
    }

    @Test
    @Spec(section = "1.3", row = "dead peer")
    void dropsAClientThatKeepsSilent() {
        RawConnection raw = amqp.raw(handshake().heartbeatSeconds(1));

        raw.expectEndAfterHeartbeats();
    }

    @Test
    @Spec(section = "1.3", row = "heartbeats keep the connection")
    void keepsAClientThatSendsHeartbeats() {
        RawConnection raw = amqp.raw(handshake().heartbeatSeconds(1));

        long end = System.nanoTime() + BEYOND_TIMEOUT.toNanos();
        while (System.nanoTime() < end) {
            assertThat(raw.heartbeat().readAnyFrame().type()).isEqualTo(RawFrame.HEARTBEAT);
        }

        raw.openChannel(1);
    }

    @Test
    @Spec(section = "1.3", row = "any frame counts as traffic")
    void keepsAClientThatSendsOtherFrames() {
        RawConnection raw = amqp.raw(handshake().heartbeatSeconds(1)).openChannel(1);
        String unrouted = amqp.name("unrouted");

        long end = System.nanoTime() + BEYOND_TIMEOUT.toNanos();
        while (System.nanoTime() < end) {
            raw.publish(1, "", unrouted, "traffic");
            assertThat(raw.readAnyFrame().type()).isEqualTo(RawFrame.HEARTBEAT);
        }

        raw.openChannel(2);
    }

    @Test
    @Spec(section = "1.3", row = "heartbeats a client sends unasked")
    void acceptsHeartbeatsWhereNoneWereAgreedOn() {
        RawConnection raw = amqp.raw(handshake().heartbeatSeconds(0));

        raw.heartbeat().heartbeat().openChannel(1);
    }
}
