package io.leveret.broker.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.frame.FrameDecoder;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.MethodCodec;
import io.leveret.codec.value.ShortString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutputTest {

    private final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(true, true);
    private final EmbeddedChannel socket = new EmbeddedChannel();
    private final Output output = new Output(socket);

    @BeforeEach
    void watchBuffers() {
        socket.config().setAllocator(buffers);
    }

    @AfterEach
    void nothingIsLeft() {
        output.release();
        socket.releaseOutbound();
        assertThat(buffers.metric().usedDirectMemory()).isZero();
        assertThat(buffers.metric().usedHeapMemory()).isZero();
    }

    @Test
    void framesOfATurnLeaveTogether() {
        for (int i = 1; i <= 10; i++) {
            output.method(1, new BasicMethod.Ack(i, false));
        }
        assertThat(socket.outboundMessages()).isEmpty();
        assertThat(output.pendingBytes()).isPositive();
        output.flush();
        // The first buffer is a small one.
        assertThat(socket.outboundMessages()).hasSizeBetween(1, 2);
        assertThat(output.pendingBytes()).isZero();
        assertThat(framesSent()).isEqualTo(10);
    }

    @Test
    void nothingIsFlushedWhenNothingWasWritten() {
        output.flush();
        output.room(100);
        output.flush();
        assertThat(socket.outboundMessages()).isEmpty();
    }

    @Test
    void aFrameLargerThanTheBufferGetsOneOfItsOwnSize() {
        output.method(1, new BasicMethod.Ack(1, false));
        ByteBuf room = output.room(200_000);
        assertThat(room.writableBytes()).isGreaterThanOrEqualTo(200_000);
        output.method(1, new BasicMethod.Ack(2, false));
        output.flush();
        assertThat(framesSent()).isEqualTo(2);
    }

    @Test
    void buffersGrowWithWhatATurnWrites() {
        for (int i = 0; i < 10_000; i++) {
            output.method(1, new BasicMethod.Cancel(ShortString.of("a tag of some length"), true));
        }
        output.flush();
        assertThat(socket.outboundMessages()).hasSizeLessThan(20);
        assertThat(framesSent()).isEqualTo(10_000);
    }

    @Test
    void countsBuffersThatWentOutSoThatSilenceIsSeen() {
        long before = output.buffersOut();
        output.heartbeat();
        assertThat(output.buffersOut()).isGreaterThan(before);
    }

    private int framesSent() {
        FrameDecoder decoder = new FrameDecoder(131_072);
        int frames = 0;
        for (ByteBuf out = socket.readOutbound(); out != null; out = socket.readOutbound()) {
            int index = out.readerIndex();
            while (index < out.writerIndex()) {
                int size = decoder.frameAt(out, index, out.writerIndex());
                assertThat(size).as("a frame is never cut by a buffer").isPositive();
                MethodCodec.decode(out, decoder.payloadIndex(), decoder.payloadLength());
                index += size;
                frames++;
            }
            out.release();
        }
        return frames;
    }
}
