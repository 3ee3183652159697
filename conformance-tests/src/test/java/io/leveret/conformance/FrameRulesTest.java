package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.connection;
import static io.leveret.conformance.raw.Handshake.handshake;
import static io.leveret.conformance.raw.Octets.octets;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import io.leveret.conformance.raw.CloseReason;
import io.leveret.conformance.raw.RawConnection;
import io.leveret.conformance.raw.RawFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames that are wrong as frames, whatever they hold. */
class FrameRulesTest {

    /** queue.declare cut off after its class and method id. */
    private static final byte[] CUT_QUEUE_DECLARE = octets().u16(50).u16(10).toBytes();

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @Test
    @Spec(section = "1.4", row = "frame end is not 0xCE")
    void refusesWrongFrameEnd() {
        RawConnection raw = amqp.raw()
                .frame(RawFrame.METHOD, 1, octets().u16(20).u16(20).u8(1).toBytes(), 0xCD);

        assertThat(raw.expectFatalClose())
                .isEqualTo(connection(
                        501,
                        "FRAME_ERROR - type 1, all octets = <<0,20,0,20,1>>: {invalid_frame_end_marker,205}",
                        "none"));
    }

    @Test
    @Spec(section = "1.4", row = "frame end is not 0xCE: long payloads are shown by their first 16 octets")
    void showsTheFirst16OctetsOfALongFrame() {
        RawConnection raw = amqp.raw()
                .frame(
                        RawFrame.BODY,
                        1,
                        octets().text("abcdefghijklmnopqrstuvwxyz").toBytes(),
                        0);

        assertThat(raw.expectFatalClose())
                .isEqualTo(connection(
                        501,
                        "FRAME_ERROR - type 3, first 16 octets = <<\"abcdefghijklmnop\">>: {invalid_frame_end_marker,0}",
                        "none"));
    }

    @Test
    @Spec(section = "1.4", row = "payload > frame_max - 8 + 8")
    void refusesFrameLargerThanNegotiated() {
        RawConnection raw = amqp.raw(handshake().frameMax(4096)).openChannel(1);

        raw.send(octets().u8(RawFrame.BODY).u16(1).u32(4097).toBytes());

        assertThat(raw.expectFatalClose())
                .isEqualTo(connection(
                        501, "FRAME_ERROR - type 3, all octets = <<>>: {frame_too_large,4097,4088}", "none"));
    }

    @Test
    @Spec(section = "1.4", row = "payload > frame_max - 8: eight octets too many are tolerated")
    void toleratesFrameEightOctetsTooLarge() {
        RawConnection raw = amqp.raw(handshake().frameMax(4096)).openChannel(1);
        String queue = raw.declareQueue(1, amqp.name("queue"));

        raw.method(1, new AMQP.Basic.Publish.Builder().routingKey(queue).build())
                .header(1, 4096, new AMQP.BasicProperties())
                .body(1, octets().times(4096, 'x').toBytes());

        assertThat(raw.get(1, queue).body()).hasSize(4096);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 7, 9, 255})
    @Spec(section = "1.4", row = "unknown frame type")
    void refusesUnknownFrameType(int type) {
        RawConnection raw = amqp.raw().frame(type, 1, octets().u8(1).u8(2).toBytes());

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(
                        501, "FRAME_ERROR - type " + type + ", all octets = <<1,2>>: unknown_frame", "none"));
    }

    @Test
    @Spec(section = "1.4", row = "unknown frame type, on channel 0")
    void refusesUnknownFrameTypeOnChannel0() {
        RawConnection raw = amqp.raw().frame(9, 0, new byte[0]);

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(501, "FRAME_ERROR - type 9, all octets = <<>>: unknown_frame", "none"));
    }

    @Test
    @Spec(section = "1.3", row = "heartbeat frame on channel other than 0")
    void refusesHeartbeatOnAChannel() {
        RawConnection raw = amqp.raw().frame(RawFrame.HEARTBEAT, 1, new byte[0]);

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(505, "UNEXPECTED_FRAME - type 8, all octets = <<>>", "none"));
    }

    @ParameterizedTest
    @ValueSource(ints = {RawFrame.HEADER, RawFrame.BODY})
    @Spec(section = "1.4", row = "content frames on channel 0")
    void refusesContentOnChannel0(int type) {
        byte[] payload = octets().u16(60).u16(0).u64(0).u16(0).toBytes();
        RawConnection raw = amqp.raw().frame(type, 0, payload);

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(
                        505,
                        "UNEXPECTED_FRAME - type " + type + ", all octets = <<0,60,0,0,0,0,0,0,0,0,0,0,0,0>>",
                        "none"));
    }

    @Test
    @Spec(section = "1.4", row = "method arguments do not parse")
    void refusesMethodWithoutItsArguments() {
        RawConnection raw = amqp.raw().frame(RawFrame.METHOD, 1, CUT_QUEUE_DECLARE);

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(501, "FRAME_ERROR - cannot decode <<>>", "queue.declare"));
    }

    @Test
    @Spec(section = "1.4", row = "method arguments do not parse")
    @OnPurpose(rabbit = "drops the socket without a close frame")
    void refusesTableWithAnUnknownFieldType() {
        byte[] table = octets().shortString("x").u8('?').u8(1).toBytes();
        byte[] declare = octets().u16(50)
                .u16(10)
                .u16(0)
                .shortString("q")
                .u8(0)
                .longString(table)
                .toBytes();

        RawConnection raw = amqp.raw().frame(RawFrame.METHOD, 1, declare);

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(
                        501, "FRAME_ERROR - cannot decode <<0,0,1,113,0,0,0,0,4,1,120,63,1>>", "queue.declare"));
    }

    @Test
    @Spec(section = "1.4", row = "method arguments do not parse")
    void refusesOctetsBehindTheArguments() {
        byte[] flow = octets().u16(20).u16(20).u8(1).u8(7).toBytes();

        RawConnection raw = amqp.raw().frame(RawFrame.METHOD, 1, flow);

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(501, "FRAME_ERROR - cannot decode <<1,7>>", "channel.flow"));
    }

    @Test
    @Spec(section = "1.4", row = "method frame too short for class and method id")
    void refusesMethodFrameWithoutIds() {
        RawConnection raw =
                amqp.raw().frame(RawFrame.METHOD, 1, octets().u16(50).toBytes());

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(501, "FRAME_ERROR - type 1, all octets = <<0,50>>: unknown_frame", "none"));
    }

    @ParameterizedTest
    @CsvSource({"60, 199", "77, 10"})
    @Spec(section = "1.4", row = "unimplemented method id")
    @OnPurpose(rabbit = "drops the socket without a close frame")
    void refusesUnknownMethod(int classId, int methodId) {
        byte[] method = octets().u16(classId).u16(methodId).toBytes();

        RawConnection raw = amqp.raw().frame(RawFrame.METHOD, 1, method);

        CloseReason reason = raw.expectConnectionClose();
        assertThat(reason.replyCode()).isEqualTo(503);
        assertThat(reason.replyText()).isEqualTo("COMMAND_INVALID - unimplemented method");
    }

    @Test
    @Spec(section = "1.4", row = "connection-class method at wrong time")
    void refusesTuneOkOnAnOpenConnection() {
        RawConnection raw = amqp.raw();

        raw.method(0, new AMQP.Connection.TuneOk.Builder().build());

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(
                        504, "CHANNEL_ERROR - unexpected method in connection state running", "connection.tune-ok"));
    }

    @Test
    @Spec(section = "1.4", row = "channel-class method on channel 0")
    void refusesChannelMethodOnChannel0() {
        RawConnection raw = amqp.raw();

        raw.method(0, new AMQP.Channel.Open.Builder().build());

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(
                        504, "CHANNEL_ERROR - unexpected method in connection state running", "channel.open"));
    }

    @Test
    @Spec(section = "1.4", row = "connection-class method on another channel")
    void refusesConnectionMethodOnAChannel() {
        RawConnection raw = amqp.raw();

        raw.method(
                1,
                new AMQP.Connection.Close.Builder()
                        .replyCode(200)
                        .replyText("bye")
                        .build());

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(503, "COMMAND_INVALID - unimplemented method", "connection.close"));
    }

    @Test
    @Spec(section = "1.4", row = "server's methods sent by a client")
    void refusesMethodThatOnlyAServerMaySend() {
        RawConnection raw = amqp.raw();

        raw.method(1, new AMQP.Queue.PurgeOk.Builder().build());

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(503, "COMMAND_INVALID - unimplemented method", "queue.purge-ok"));
    }

    @Test
    @Spec(section = "1.4", row = "short strings that are no UTF-8")
    void refusesShortStringThatIsNoUtf8() {
        byte[] declare = octets().u16(50)
                .u16(10)
                .u16(0)
                .u8(2)
                .u8(0xFF)
                .u8(0xFE)
                .u8(0)
                .u32(0)
                .toBytes();

        RawConnection raw = amqp.raw().frame(RawFrame.METHOD, 1, declare);

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(501, "FRAME_ERROR - Malformed UTF-8 in shortstr", "none"));
    }

    @Test
    @Spec(section = "1.4", row = "channel.close-ok that nobody asked for")
    void refusesCloseOkOfAnOpenChannel() {
        RawConnection raw = amqp.raw();

        raw.method(1, new AMQP.Channel.CloseOk.Builder().build());

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(503, "COMMAND_INVALID - unimplemented method", "channel.close-ok"));
    }
}
