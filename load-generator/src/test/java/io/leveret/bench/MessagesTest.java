package io.leveret.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.frame.FrameDecoder;
import io.leveret.codec.frame.FrameType;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.MethodCodec;
import io.leveret.codec.value.BasicProperties;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessagesTest {

    private final List<String> keys = new ArrayList<>();
    private final List<Long> stamps = new ArrayList<>();
    private final List<Integer> modes = new ArrayList<>();
    private long bodyOctets;

    private void write(String arguments, List<String> routingKeys, int count) {
        Messages messages = new Messages(
                "ex", routingKeys, BenchCommandTest.parse(arguments).publishing(), FrameType.MIN_FRAME_MAX);
        ByteBuf out = Unpooled.buffer();
        for (int i = 0; i < count; i++) {
            messages.writeNext(out, 1000 + i);
        }
        assertThat(out.writerIndex()).isLessThanOrEqualTo(messages.octetsMax(count));
        read(out);
    }

    private void read(ByteBuf in) {
        FrameDecoder frame = new FrameDecoder(FrameType.MIN_FRAME_MAX);
        boolean first = false;
        for (int index = 0; index < in.writerIndex(); ) {
            int size = frame.frameAt(in, index, in.writerIndex());
            assertThat(size).isPositive();
            int at = frame.payloadIndex();
            switch (frame.type()) {
                case FrameType.METHOD -> {
                    BasicMethod.Publish publish =
                            (BasicMethod.Publish) MethodCodec.decode(in, at, frame.payloadLength());
                    assertThat(publish.exchange()).hasToString("ex");
                    keys.add(publish.routingKey().toString());
                }
                case FrameType.HEADER -> {
                    modes.add(BasicProperties.decode(in, at + 12, frame.payloadLength() - 12)
                            .deliveryMode());
                    first = true;
                }
                default -> {
                    bodyOctets += frame.payloadLength();
                    if (first && frame.payloadLength() >= Long.BYTES) {
                        stamps.add(in.getLong(at));
                    }
                    first = false;
                }
            }
            index += size;
        }
    }

    @Test
    void takesKeysInTurnAndStampsEachBody() {
        write("-s 20", List.of("a", "long key", "c"), 4);
        assertThat(keys).containsExactly("a", "long key", "c", "a");
        assertThat(stamps).containsExactly(1000L, 1001L, 1002L, 1003L);
        assertThat(bodyOctets).isEqualTo(80);
        assertThat(modes).containsOnlyNulls();
    }

    @Test
    void marksPersistentMessages() {
        write("-f persistent", List.of("a"), 1);
        assertThat(modes).containsExactly(2);
    }

    @Test
    void leavesBodiesWithoutRoomForAStampAlone() {
        write("-s 7", List.of("a"), 2);
        assertThat(bodyOctets).isEqualTo(14);
        assertThat(stamps).isEmpty();
        write("-s 0", List.of("a"), 2);
        assertThat(bodyOctets).isEqualTo(14);
    }

    @Test
    void cutsLargeBodiesIntoFrames() {
        write("-s 100000", List.of("a"), 1);
        assertThat(bodyOctets).isEqualTo(100_000);
        assertThat(stamps).containsExactly(1000L);
    }
}
