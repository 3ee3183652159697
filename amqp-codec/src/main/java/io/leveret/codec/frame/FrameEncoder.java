package io.leveret.codec.frame;

import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.Method;
import io.leveret.codec.method.MethodCodec;
import io.netty.buffer.ByteBuf;

/** Writes frames (AMQP 0-9-1 section 4.2.3) at a buffer's writer index. Allocates nothing of its own. */
public final class FrameEncoder {
    private static final int CONTENT_HEAD_OCTETS = 12;
    private static final byte[] PROTOCOL_HEADER = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};

    private FrameEncoder() {}

    /** The eight octets that open a connection; the server sends them to refuse another protocol. */
    public static void protocolHeader(ByteBuf out) {
        out.writeBytes(PROTOCOL_HEADER);
    }

    public static void method(ByteBuf out, int channel, Method method) {
        int head = out.writerIndex();
        head(out, FrameType.METHOD, channel, 0);
        MethodCodec.encode(method, out);
        // The size is known only now.
        out.setInt(head + 3, out.writerIndex() - head - FrameType.HEAD_OCTETS);
        out.writeByte(FrameType.FRAME_END);
    }

    public static void heartbeat(ByteBuf out) {
        head(out, FrameType.HEARTBEAT, 0, 0);
        out.writeByte(FrameType.FRAME_END);
    }

    /**
     * The header of a basic content (section 4.2.6.1).
     *
     * <pre>
     * class-id:2 = 60 | weight:2 = 0 | body size:8 | property flags:2 | property list
     * </pre>
     *
     * @param rawProperties flags and list, {@code length} bytes at {@code offset}
     */
    public static void contentHeader(
            ByteBuf out, int channel, long bodySize, byte[] rawProperties, int offset, int length) {
        head(out, FrameType.HEADER, channel, CONTENT_HEAD_OCTETS + length);
        out.writeShort(BasicMethod.CLASS_ID);
        out.writeShort(0);
        out.writeLong(bodySize);
        out.writeBytes(rawProperties, offset, length);
        out.writeByte(FrameType.FRAME_END);
    }

    /** As many body frames as {@code frameMax} (octets of a whole frame) demands; none for an empty body. */
    public static void contentBody(ByteBuf out, int channel, byte[] body, int offset, int length, int frameMax) {
        assert frameMax >= FrameType.MIN_FRAME_MAX : frameMax;
        int payloadMax = frameMax - FrameType.OVERHEAD_OCTETS;
        int end = offset + length;
        for (int at = offset; at < end; ) {
            int part = Math.min(end - at, payloadMax);
            head(out, FrameType.BODY, channel, part);
            out.writeBytes(body, at, part);
            out.writeByte(FrameType.FRAME_END);
            at += part;
        }
    }

    private static void head(ByteBuf out, int type, int channel, int payloadLength) {
        out.writeByte(type);
        out.writeShort(channel);
        out.writeInt(payloadLength);
    }
}
