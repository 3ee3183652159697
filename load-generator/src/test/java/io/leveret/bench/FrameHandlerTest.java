package io.leveret.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.frame.FrameDecoder;
import io.leveret.codec.frame.FrameEncoder;
import io.leveret.codec.frame.FrameType;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.value.RawProperties;
import io.leveret.codec.value.ShortString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Deliveries come whole out of reads that are cut anywhere. */
class FrameHandlerTest {

    private static final ShortString TAG = ShortString.of("bench-0");

    /** Notes each message as {@code tag@stamp}, or {@code returned}, and the end. */
    private static final class Notes implements FrameHandler.Sink {

        private final ContentReader content = new ContentReader();
        private final List<String> notes = new ArrayList<>();

        @Override
        public void readBegins() {}

        @Override
        public void frame(ByteBuf in, FrameDecoder frame) {
            boolean whole = switch (frame.type()) {
                case FrameType.METHOD -> !content.method(in, frame.payloadIndex());
                case FrameType.HEADER -> content.header(in, frame.payloadIndex());
                case FrameType.BODY -> content.body(in, frame.payloadIndex(), frame.payloadLength());
                default -> false;
            };
            if (whole) {
                notes.add(content.isDelivery() ? content.deliveryTag() + "@" + content.stamp() : "returned");
            }
        }

        @Override
        public void readEnds() {}

        @Override
        public void writabilityChanged() {}

        @Override
        public void broken(String why) {
            notes.add(why);
        }
    }

    private static void message(ByteBuf out, BasicMethod method, byte[] body) {
        FrameEncoder.method(out, 1, method);
        FrameEncoder.contentHeader(out, 1, body.length, RawProperties.MINIMAL, 0, RawProperties.MINIMAL.length);
        FrameEncoder.contentBody(out, 1, body, 0, body.length, FrameType.MIN_FRAME_MAX);
    }

    private static byte[] stamped(int size, long stamp) {
        return ByteBufUtil.getBytes(Unpooled.buffer().writeLong(stamp).writeZero(size - Long.BYTES));
    }

    private static BasicMethod deliver(long tag) {
        return new BasicMethod.Deliver(TAG, tag, false, ShortString.EMPTY, ShortString.of("key"));
    }

    private static byte[] stream() {
        ByteBuf out = Unpooled.buffer();
        message(out, deliver(1), stamped(16, 111));
        message(out, deliver(2), new byte[0]);
        FrameEncoder.heartbeat(out);
        message(out, deliver(3), new byte[7]);
        message(
                out,
                new BasicMethod.Return(312, ShortString.of("NO_ROUTE"), ShortString.EMPTY, ShortString.EMPTY),
                new byte[3]);
        message(out, deliver(4), stamped(8, 444));
        return ByteBufUtil.getBytes(out);
    }

    private static final List<String> WANTED =
            List.of("1@111", "2@" + Long.MIN_VALUE, "3@" + Long.MIN_VALUE, "returned", "4@444");

    private static List<String> read(byte[] stream, int step) {
        Notes notes = new Notes();
        EmbeddedChannel channel = new EmbeddedChannel(new FrameHandler(notes));
        for (int at = 0; at < stream.length; at += step) {
            int length = Math.min(step, stream.length - at);
            channel.writeInbound(Unpooled.copiedBuffer(stream, at, length));
        }
        List<String> found = List.copyOf(notes.notes);
        assertThat(channel.finish()).isFalse();
        return found;
    }

    @Test
    void readsMessagesHoweverTheyAreCut() {
        byte[] stream = stream();
        for (int step = 1; step <= stream.length; step++) {
            assertThat(read(stream, step)).as("in steps of %d octets", step).isEqualTo(WANTED);
        }
    }

    @Test
    void readsBodiesOfManyFrames() {
        ByteBuf out = Unpooled.buffer();
        message(out, deliver(9), stamped(10_000, 99));
        assertThat(read(ByteBufUtil.getBytes(out), 1000)).containsExactly("9@99");
    }

    @Test
    void saysThatWhatComesIsNotAmqp() {
        assertThat(read("HTTP/1.1 400 Bad Request\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 100))
                .singleElement()
                .asString()
                .startsWith("the broker sent what is not AMQP: ");
    }

    @Test
    void refusesAMessageWithoutItsHeader() {
        ByteBuf out = Unpooled.buffer();
        FrameEncoder.method(out, 1, deliver(1));
        FrameEncoder.contentBody(out, 1, new byte[1], 0, 1, FrameType.MIN_FRAME_MAX);
        assertThat(read(ByteBufUtil.getBytes(out), 1000))
                .singleElement()
                .asString()
                .contains("HEADER was expected");
    }
}
