package io.leveret.codec.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.method.Method;
import io.leveret.codec.method.MethodCodec;
import io.leveret.codec.method.MethodSamples;
import io.leveret.codec.value.PropertySamples;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FrameEncoderTest {
    private final FrameDecoder decoder = new FrameDecoder(131_072);
    private final ByteBuf out = Unpooled.buffer();

    static List<Method> methods() {
        return MethodSamples.all();
    }

    @Test
    void opensWithTheProtocolHeader() {
        FrameEncoder.protocolHeader(out);
        assertThat(ByteBufUtil.hexDump(out)).isEqualTo("414d515000000901");
    }

    @Test
    void writesAHeartbeat() {
        FrameEncoder.heartbeat(out);
        assertThat(ByteBufUtil.hexDump(out)).isEqualTo("08000000000000ce");
    }

    @ParameterizedTest
    @MethodSource("methods")
    void framesEachMethod(Method method) {
        out.writeZero(3);
        FrameEncoder.method(out, 65_535, method);
        assertThat(decoder.frameAt(out, 3, out.writerIndex())).isEqualTo(out.writerIndex() - 3);
        assertThat(decoder.type()).isEqualTo(FrameType.METHOD);
        assertThat(decoder.channel()).isEqualTo(65_535);
        assertThat(MethodCodec.decode(out, decoder.payloadIndex(), decoder.payloadLength()))
                .isEqualTo(method);
    }

    @Test
    void framesAContentHeaderWithTheRawProperties() {
        byte[] properties = PropertySamples.ALL.encode();
        byte[] padded = new byte[properties.length + 4];
        System.arraycopy(properties, 0, padded, 2, properties.length);
        FrameEncoder.contentHeader(out, 7, 1L << 40, padded, 2, properties.length);
        assertThat(decoder.frameAt(out, 0, out.writerIndex())).isEqualTo(out.writerIndex());
        assertThat(decoder.type()).isEqualTo(FrameType.HEADER);
        int at = decoder.payloadIndex();
        assertThat(out.getInt(at)).isEqualTo(60 << 16);
        assertThat(out.getLong(at + 4)).isEqualTo(1L << 40);
        assertThat(ByteBufUtil.getBytes(out, at + 12, decoder.payloadLength() - 12))
                .isEqualTo(properties);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "4087, 1", "4088, 1", "4089, 2", "8176, 2", "8177, 3", "100000, 25"})
    void splitsABodyIntoAsManyFramesAsTheLimitDemands(int length, int frames) {
        byte[] body = new byte[length + 2];
        for (int i = 0; i < length; i++) {
            body[i + 1] = (byte) i;
        }
        FrameEncoder.contentBody(out, 7, body, 1, length, 4096);

        ByteBuf joined = Unpooled.buffer();
        int index = 0;
        int seen = 0;
        while (index < out.writerIndex()) {
            int size = decoder.frameAt(out, index, out.writerIndex());
            assertThat(size).isBetween(9, 4096);
            assertThat(decoder.type()).isEqualTo(FrameType.BODY);
            assertThat(decoder.channel()).isEqualTo(7);
            joined.writeBytes(out, decoder.payloadIndex(), decoder.payloadLength());
            index += size;
            seen++;
        }
        assertThat(seen).isEqualTo(frames);
        assertThat(joined).isEqualTo(Unpooled.wrappedBuffer(body, 1, length));
    }
}
