package io.leveret.broker.direct;

import io.leveret.broker.channel.Output;
import io.leveret.codec.frame.FrameDecoder;
import io.leveret.codec.frame.FrameType;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.Method;
import io.leveret.codec.method.MethodCodec;
import io.leveret.codec.value.BasicProperties;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the frames go that a channel writes which has no socket: each method is handed on with the content behind it.
 *
 * <p>Owned by the channel's loop.
 */
final class FrameSink {

    /** Octets of a frame. Nothing depends on it but how a body is cut. */
    static final int FRAME_MAX = 128 * 1024;

    private static final int BODY_SIZE_AT = 4;
    private static final int PROPERTIES_AT = 12;

    private final EmbeddedChannel socket = new EmbeddedChannel();
    private final Output output = new Output(socket);
    private final FrameDecoder decoder = new FrameDecoder(FRAME_MAX);
    private final BiConsumer<Method, @Nullable Content> receiver;

    private @Nullable Method announced;
    private BasicProperties properties = BasicProperties.EMPTY;
    private byte[] body = {};
    private int received;

    FrameSink(BiConsumer<Method, @Nullable Content> receiver) {
        this.receiver = receiver;
    }

    Output output() {
        return output;
    }

    /** Hands on what was written since the last time. */
    void drain() {
        output.flush();
        for (ByteBuf frames = socket.readOutbound(); frames != null; frames = socket.readOutbound()) {
            try {
                take(frames);
            } finally {
                frames.release();
            }
        }
    }

    /** A write is of whole frames. */
    private void take(ByteBuf frames) {
        int end = frames.writerIndex();
        for (int index = frames.readerIndex(); index < end; ) {
            int length = decoder.frameAt(frames, index, end);
            assert length > 0;
            frame(decoder.type(), frames, decoder.payloadIndex(), decoder.payloadLength());
            index += length;
        }
    }

    private void frame(int type, ByteBuf frames, int index, int length) {
        if (type == FrameType.METHOD) {
            Method method = MethodCodec.decode(frames, index, length);
            if (method instanceof BasicMethod.GetOk || method instanceof BasicMethod.Return) {
                announced = method;
            } else {
                receiver.accept(method, null);
            }
            return;
        }
        if (type == FrameType.HEADER) {
            body = new byte[(int) frames.getLong(index + BODY_SIZE_AT)];
            received = 0;
            properties = BasicProperties.decode(frames, index + PROPERTIES_AT, length - PROPERTIES_AT);
        } else {
            frames.getBytes(index, body, received, length);
            received += length;
        }
        Method method = announced;
        if (method != null && received == body.length) {
            announced = null;
            receiver.accept(method, new Content(properties, body));
        }
    }

    /** Nobody wants to know any more. */
    void close() {
        output.release();
        // What was passed on must not be found unwritten by the close, which would fail for it.
        socket.flush();
        socket.finishAndReleaseAll();
    }
}
