package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.connection;
import static io.leveret.conformance.raw.Octets.hex;
import static io.leveret.conformance.raw.Octets.octets;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import io.leveret.conformance.raw.RawConnection;
import io.leveret.conformance.raw.RawFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Method, header and body frames that come out of turn or do not fit together. */
class ContentFramesTest {

    private static final AMQP.Basic.Publish PUBLISH =
            new AMQP.Basic.Publish.Builder().routingKey("nowhere").build();
    private static final AMQP.BasicProperties NONE = new AMQP.BasicProperties();

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @Test
    @Spec(section = "1.4", row = "content header when method expected")
    void refusesHeaderWithoutMethod() {
        RawConnection raw = amqp.raw().header(1, 1, NONE);

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(
                        505, "UNEXPECTED_FRAME - expected method frame, got non method frame instead", "none"));
    }

    @Test
    @Spec(section = "1.4", row = "body when method expected")
    void refusesBodyWithoutMethod() {
        RawConnection raw = amqp.raw().body(1, "body");

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(
                        505, "UNEXPECTED_FRAME - expected method frame, got non method frame instead", "none"));
    }

    @Test
    @Spec(section = "1.4", row = "body when header expected")
    void refusesBodyWithoutHeader() {
        RawConnection raw = amqp.raw().method(1, PUBLISH).body(1, "body");

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(
                        505,
                        "UNEXPECTED_FRAME - expected content header for class 60, got non content header frame"
                                + " instead",
                        "basic.publish"));
    }

    @Test
    @Spec(section = "1.4", row = "method when header expected")
    void refusesMethodBeforeHeader() {
        RawConnection raw = amqp.raw().method(1, PUBLISH).method(1, PUBLISH);

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(
                        505,
                        "UNEXPECTED_FRAME - expected content header for class 60, got non content header frame"
                                + " instead",
                        "basic.publish"));
    }

    @Test
    @Spec(section = "1.4", row = "header of other class")
    void refusesHeaderOfAnotherClass() {
        byte[] headerOfClassQueue = octets().u16(50).u16(0).u64(4).u16(0).toBytes();
        RawConnection raw = amqp.raw().method(1, PUBLISH).frame(RawFrame.HEADER, 1, headerOfClassQueue);

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(
                        505,
                        "UNEXPECTED_FRAME - expected content header for class 60, got one for class 50 instead",
                        "basic.publish"));
    }

    @Test
    @Spec(section = "1.4", row = "header with a weight other than 0")
    void refusesHeaderWithWeight() {
        byte[] heavy = octets().u16(60).u16(7).u64(4).u16(0).toBytes();
        RawConnection raw = amqp.raw().method(1, PUBLISH).frame(RawFrame.HEADER, 1, heavy);

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(
                        505,
                        "UNEXPECTED_FRAME - expected content header for class 60, got non content header frame"
                                + " instead",
                        "basic.publish"));
    }

    @Test
    @Spec(section = "1.4", row = "method when body expected")
    void refusesMethodBeforeTheBodyIsWhole() {
        RawConnection raw =
                amqp.raw().method(1, PUBLISH).header(1, 4, NONE).body(1, "bo").method(1, PUBLISH);

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(
                        505,
                        "UNEXPECTED_FRAME - expected content body, got non content body frame instead",
                        "basic.publish"));
    }

    @Test
    @Spec(section = "1.4", row = "header when body expected")
    void refusesSecondHeader() {
        RawConnection raw = amqp.raw().method(1, PUBLISH).header(1, 4, NONE).header(1, 4, NONE);

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(
                        505,
                        "UNEXPECTED_FRAME - expected content body, got non content body frame instead",
                        "basic.publish"));
    }

    @Test
    @Spec(section = "1.4", row = "body bytes exceed declared size")
    @SinceRabbit(value = "4.0", before = "it goes on waiting for the rest of the body")
    void refusesBodyLargerThanHeaderSaid() {
        RawConnection raw = amqp.raw().method(1, PUBLISH).header(1, 4, NONE).body(1, "bodybody");

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(
                        501, "FRAME_ERROR - content body frame exceeds remaining content size", "basic.publish"));
    }

    @Test
    @Spec(section = "1.4", row = "body frame after a zero-length body")
    void refusesBodyFrameWhereHeaderSaidNone() {
        RawConnection raw = amqp.raw().method(1, PUBLISH).header(1, 0, NONE).body(1, "x");

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(
                        505, "UNEXPECTED_FRAME - expected method frame, got non method frame instead", "none"));
    }

    @Test
    @Spec(section = "1.4", row = "empty body frames")
    void acceptsEmptyBodyFramesBetweenOthers() {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));

        raw.method(1, new AMQP.Basic.Publish.Builder().routingKey(queue).build())
                .header(1, 4, NONE)
                .body(1, "")
                .body(1, "bo")
                .body(1, "")
                .body(1, "dy");

        assertThat(raw.get(1, queue).text()).isEqualTo("body");
    }

    @Test
    @Spec(section = "1.4", row = "header announces body > hard cap (512 MiB)")
    @SinceRabbit(value = "4.0", before = "it waits for the body")
    void refusesBodyAboveTheHardCap() {
        RawConnection raw = amqp.raw().method(1, PUBLISH).header(1, 1L << 40, NONE);

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(
                        501,
                        "FRAME_ERROR - content body size 1099511627776 exceeds maximum allowed size 536870912",
                        "basic.publish"));
    }

    @Test
    @Spec(section = "1.4", row = "content header does not parse")
    void refusesTruncatedHeader() {
        RawConnection raw = amqp.raw().method(1, PUBLISH).frame(RawFrame.HEADER, 1, hex("003C 0000 0000"));

        assertThat(raw.expectConnectionClose())
                .isEqualTo(
                        connection(501, "FRAME_ERROR - type 2, all octets = <<0,60,0,0,0,0>>: unknown_frame", "none"));
    }
}
