package io.leveret.conformance;

import static io.leveret.conformance.raw.Octets.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import io.leveret.conformance.raw.Handshake;
import io.leveret.conformance.raw.RawConnection;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The first eight octets of a connection. */
class ProtocolHeaderTest {

    /** RabbitMQ's handshake timeout is 10 s. */
    private static final Duration HANDSHAKE_TIMEOUT_AND_SLACK = Duration.ofSeconds(20);

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @Spec(section = "1.1", row = "AMQP 0 0 9 1 and the old AMQP 1 1 0 9")
    @ParameterizedTest
    @CsvSource({"41 4D 51 50 00 00 09 01", "41 4D 51 50 01 01 00 09"})
    void answersHeaderOfVersion091WithConnectionStart(String header) {
        RawConnection raw = amqp.rawSocket().send(hex(header));

        AMQP.Connection.Start start = raw.expect(0, AMQP.Connection.Start.class);

        assertThat(start.getVersionMajor()).isZero();
        assertThat(start.getVersionMinor()).isEqualTo(9);
    }

    @Spec(section = "1.1", row = "any other header")
    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "41 4D 51 50 00 00 0A 00, AMQP 0-10",
        "41 4D 51 50 00 00 09 02, AMQP 0-9-2",
        "41 4D 51 50 01 01 00 08, AMQP 0-8",
        "41 4D 51 50 00 01 00 00, AMQP 1.0",
        "41 4D 51 50 02 01 00 00, AMQP 1.0 over TLS",
        "47 45 54 20 2F 20 48 54, HTTP GET",
        "16 03 01 02 00 01 00 01, TLS client hello",
        "00 00 00 00 00 00 00 00, zeros",
        "FF FF FF FF FF FF FF FF, ones",
    })
    void answersAnyOtherHeaderWithItsOwnAndDropsTheSocket(String header, String meaning) {
        RawConnection raw = amqp.rawSocket().send(hex(header));

        assertThat(raw.readOctets(8)).as(meaning).isEqualTo(RawConnection.PROTOCOL_HEADER);
        raw.expectEnd();
    }

    @Test
    @Spec(section = "1.1", row = "AMQP 1 1 8 0, the header of 0-8")
    @SinceRabbit(value = "4.0", before = "it speaks AMQP 0-8")
    void answersHeaderOfVersion08WithItsOwnAndDropsTheSocket() {
        RawConnection raw = amqp.rawSocket().send(hex("41 4D 51 50 01 01 08 00"));

        assertThat(raw.readOctets(8)).isEqualTo(RawConnection.PROTOCOL_HEADER);
        raw.expectEnd();
    }

    @Test
    @Spec(section = "1.1", row = "header split over several packets")
    void acceptsHeaderOneOctetAtATime() {
        RawConnection raw = amqp.rawSocket();
        for (byte octet : RawConnection.PROTOCOL_HEADER) {
            raw.send(new byte[] {octet});
        }

        raw.expect(0, AMQP.Connection.Start.class);
    }

    @Test
    @Spec(section = "1.1", row = "partial header within the handshake timeout")
    void dropsClientThatDoesNotFinishItsHeader() {
        RawConnection raw = amqp.rawSocket().send(hex("41 4D 51 50"));

        raw.deadline(HANDSHAKE_TIMEOUT_AND_SLACK).expectEnd();
    }

    @Test
    @Spec(section = "1.1", row = "a handshake that drips within the handshake timeout")
    void dropsClientThatDripsItsHandshake() {
        RawConnection raw = amqp.rawSocket();
        raw.start();
        long from = System.nanoTime();

        assertThatThrownBy(() -> {
                    // A method frame that announces 4 KiB.
                    raw.send(hex("01 00 00 00 00 10 00"));
                    while (System.nanoTime() - from < HANDSHAKE_TIMEOUT_AND_SLACK.toNanos()) {
                        raw.send(new byte[] {0});
                        Thread.sleep(100);
                    }
                })
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    @Spec(section = "1.1", row = "nothing within the handshake timeout")
    void dropsClientThatNeverAnswersStart() {
        RawConnection raw = amqp.rawSocket();
        raw.start();

        raw.deadline(HANDSHAKE_TIMEOUT_AND_SLACK).expectEnd();
    }

    @Test
    @Spec(section = "1.1", row = "handshake without waiting for the answers")
    void acceptsWholeHandshakeInOneWrite() {
        RawConnection raw = amqp.rawSocket();
        raw.inOneWrite(all -> all.send(RawConnection.PROTOCOL_HEADER)
                .method(0, Handshake.handshake().startOk())
                .method(
                        0,
                        new AMQP.Connection.TuneOk.Builder()
                                .channelMax(10)
                                .frameMax(131072)
                                .build())
                .method(0, new AMQP.Connection.Open.Builder().build()));

        raw.expect(0, AMQP.Connection.Start.class);
        raw.expect(0, AMQP.Connection.Tune.class);
        raw.expect(0, AMQP.Connection.OpenOk.class);
    }
}
