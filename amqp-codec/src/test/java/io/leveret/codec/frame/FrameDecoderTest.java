package io.leveret.codec.frame;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.method.Method;
import io.leveret.codec.method.MethodSamples;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts are those of a RabbitMQ 3.10. */
class FrameDecoderTest {
    private static final int FRAME_MAX = 131_072;

    private final FrameDecoder decoder = new FrameDecoder(FRAME_MAX);

    @Test
    void findsAFrameAndWhatIsInIt() {
        ByteBuf in = Unpooled.buffer().writeZero(5);
        frame(in, FrameType.BODY, 258, "hello");
        in.writeZero(5);
        assertThat(decoder.frameAt(in, 5, in.writerIndex())).isEqualTo(13);
        assertThat(decoder.type()).isEqualTo(FrameType.BODY);
        assertThat(decoder.channel()).isEqualTo(258);
        assertThat(decoder.payloadIndex()).isEqualTo(12);
        assertThat(decoder.payloadLength()).isEqualTo(5);
        assertThat(decoder.wanted()).isZero();
        assertThat(in.readerIndex()).isZero();
    }

    @Test
    void findsFramesOneAfterTheOther() {
        ByteBuf in = Unpooled.buffer();
        for (int channel = 0; channel < 100; channel++) {
            frame(in, FrameType.BODY, channel, "x".repeat(channel));
        }
        int index = 0;
        for (int channel = 0; channel < 100; channel++) {
            index += decoder.frameAt(in, index, in.writerIndex());
            assertThat(decoder.channel()).isEqualTo(channel);
            assertThat(decoder.payloadLength()).isEqualTo(channel);
        }
        assertThat(index).isEqualTo(in.writerIndex());
        assertThat(decoder.frameAt(in, index, index)).isZero();
    }

    @Test
    void asksForMoreWhereverTheFrameIsCut() {
        ByteBuf in = frame(FrameType.BODY, 1, "hello world");
        for (int end = 0; end < in.writerIndex(); end++) {
            assertThat(decoder.frameAt(in, 0, end)).isZero();
            assertThat(decoder.wanted()).isEqualTo(end < 7 ? 0 : in.writerIndex());
        }
        assertThat(decoder.frameAt(in, 0, in.writerIndex())).isEqualTo(in.writerIndex());
    }

    @Test
    void asksForMoreWhereverAMethodFrameIsCut() {
        for (Method method : MethodSamples.all()) {
            ByteBuf in = Unpooled.buffer();
            FrameEncoder.method(in, 1, method);
            for (int end = 0; end < in.writerIndex(); end++) {
                assertThat(decoder.frameAt(in, 0, end)).as(method.name()).isZero();
            }
            assertThat(whole(in)).isEqualTo(in.writerIndex());
        }
    }

    @Test
    void takesAnEmptyBodyAndAHeartbeat() {
        assertThat(whole(frame(FrameType.BODY, 1, ""))).isEqualTo(8);
        assertThat(whole(frame(FrameType.HEARTBEAT, 0, ""))).isEqualTo(8);
    }

    @Test
    void forgivesEightOctetsOfSloppyCounting() {
        ByteBuf head = Unpooled.buffer().writeByte(3).writeShort(1).writeInt(FRAME_MAX);
        assertThat(decoder.frameAt(head, 0, 7)).isZero();
        assertThat(decoder.wanted()).isEqualTo(FRAME_MAX + 8);
    }

    @ParameterizedTest
    @ValueSource(longs = {131_073, 0x7FFF_FFFFL, 0x8000_0000L, 0xFFFF_FFFFL})
    void refusesAFrameTooLargeOnItsHead(long size) {
        ByteBuf head = Unpooled.buffer().writeByte(3).writeShort(1).writeInt((int) size);
        assertThat(refusedAt(head, 7))
                .isEqualTo("FRAME_ERROR - type 3, all octets = <<>>: {frame_too_large," + size + ",131064}");
    }

    @Test
    void appliesANewLimitToTheNextFrame() {
        decoder.frameMax(4096);
        ByteBuf head = Unpooled.buffer().writeByte(3).writeShort(1).writeInt(4097);
        assertThat(refusedAt(head, 7)).endsWith("{frame_too_large,4097,4088}");
    }

    @Test
    void refusesAFrameThatDoesNotEndInItsMarker() {
        ByteBuf in = frame(FrameType.METHOD, 1, "\0\u0014\0(abc");
        in.setByte(in.writerIndex() - 1, 205);
        assertThat(refusedAt(in, in.writerIndex()))
                .isEqualTo("FRAME_ERROR - type 1, all octets = <<0,20,0,40,97,98,99>>: {invalid_frame_end_marker,205}");

        ByteBuf body = frame(FrameType.BODY, 1, "x".repeat(20));
        body.setByte(body.writerIndex() - 1, 1);
        assertThat(refusedAt(body, body.writerIndex()))
                .isEqualTo("FRAME_ERROR - type 3, first 16 octets = <<\"xxxxxxxxxxxxxxxx\">>:"
                        + " {invalid_frame_end_marker,1}");
    }

    @ParameterizedTest
    @CsvSource({
        "5, hello, 'all octets = <<\"hello\">>'",
        "5, hellohellohellohello, 'first 16 octets = <<\"hellohellohelloh\">>'",
        "0, '', 'all octets = <<>>'",
        "255, '', 'all octets = <<>>'",
    })
    void refusesAnUnknownType(int type, String payload, String octets) {
        ByteBuf in = frame(type, 1, payload);
        assertThat(refusedAt(in, in.writerIndex()))
                .isEqualTo("FRAME_ERROR - type " + type + ", " + octets + ": unknown_frame");
    }

    @Test
    void breaksTheLineOfALongUnknownFrameAsRabbitMqDoes() {
        ByteBuf in = frame(5, 1, "dfhjlnprtvxz|~\u0080\u0082\u0084\u0086\u0088\u008a");
        assertThat(refusedAt(in, in.writerIndex()))
                .isEqualTo(
                        "FRAME_ERROR - type 5, first 16 octets = <<100,102,104,106,108,110,112,114,116,118,120,122,\n"
                                + " ".repeat(28) + "124,126,128,130>>: unknown_frame");
    }

    @Test
    void refusesAPayloadThatCannotBeOfItsType() {
        assertThat(refusedWhole(frame(FrameType.METHOD, 1, "\0\1\2")))
                .isEqualTo("FRAME_ERROR - type 1, all octets = <<0,1,2>>: unknown_frame");
        assertThat(refusedWhole(frame(FrameType.HEADER, 1, "\0\1\2\3\4\5\6\7\0\1\2")))
                .isEqualTo("FRAME_ERROR - type 2, all octets = <<0,1,2,3,4,5,6,7,0,1,2>>: unknown_frame");
        assertThat(refusedWhole(frame(FrameType.HEARTBEAT, 0, "x")))
                .isEqualTo("FRAME_ERROR - type 8, all octets = <<\"x\">>: unknown_frame");
    }

    @Test
    void refusesAHeartbeatOnAChannel() {
        ByteBuf in = frame(FrameType.HEARTBEAT, 1, "");
        ConnectionException e =
                catchThrowableOfType(ConnectionException.class, () -> decoder.frameAt(in, 0, in.writerIndex()));
        assertThat(e.replyText()).hasToString("UNEXPECTED_FRAME - type 8, all octets = <<>>");
    }

    /** Of garbage, no more than head and snippet is awaited: a client must not wait for an answer forever. */
    @Test
    void refusesAnUnknownTypeBeforeTheWholeFrameIsThere() {
        ByteBuf in = frame(9, 1, "x".repeat(1000));
        for (int end = 0; end < 7 + 16; end++) {
            assertThat(decoder.frameAt(in, 0, end)).isZero();
        }
        assertThat(refusedAt(in, 7 + 16)).endsWith("unknown_frame");
    }

    private String refusedWhole(ByteBuf in) {
        return refusedAt(in, in.writerIndex());
    }

    private String refusedAt(ByteBuf in, int end) {
        ConnectionException e = catchThrowableOfType(ConnectionException.class, () -> decoder.frameAt(in, 0, end));
        assertThat(e).isNotNull();
        assertThat(e.replyCode()).isEqualTo(ReplyCode.FRAME_ERROR);
        assertThat(e.classId()).isZero();
        assertThat(e.methodId()).isZero();
        return e.replyText().toString();
    }

    private int whole(ByteBuf in) {
        return decoder.frameAt(in, 0, in.writerIndex());
    }

    private static ByteBuf frame(int type, int channel, String payload) {
        ByteBuf in = Unpooled.buffer();
        frame(in, type, channel, payload);
        return in;
    }

    private static void frame(ByteBuf in, int type, int channel, String latin1) {
        byte[] payload = latin1.getBytes(ISO_8859_1);
        in.writeByte(type).writeShort(channel).writeInt(payload.length).writeBytes(payload);
        in.writeByte(FrameType.FRAME_END);
    }
}
