package io.leveret.broker.channel;

import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.value.RawProperties;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Gathers the content of one message: header frame, then body frames (AMQP 0-9-1 section 4.2.6).
 *
 * <p>Memory follows what has arrived, not what the header announces. Owned by the connection's loop.
 */
final class ContentAssembly {

    private static final int CLASS_BASIC = 60;
    private static final int HEADER_FIXED = 12;
    private static final int WEIGHT_OFFSET = 2;
    private static final int BODY_SIZE_OFFSET = 4;
    /** A body up to this size is made room for on the header's word alone; a client may have 2047 channels that lie. */
    private static final int TRUSTED_BYTES = 2 * 1024;
    /** No configuration allows more; the protocol error for it is another. */
    private static final long BODY_HARD_MAX = 512L * 1024 * 1024;

    private static final byte[] NOTHING = {};

    private byte[] content = NOTHING;
    private int propertiesLength;
    private int filled;
    private int total;

    /**
     * Takes the header frame's payload, which the frame decoder has found to be long enough.
     *
     * @return the announced size of the body
     */
    long header(ByteBuf buf, int index, int length) {
        int classId = buf.getUnsignedShort(index);
        if (buf.getUnsignedShort(index + WEIGHT_OFFSET) != 0) {
            throw new ConnectionException(
                    ReplyCode.UNEXPECTED_FRAME,
                    "expected content header for class 60, got non content header frame instead");
        }
        if (classId != CLASS_BASIC) {
            throw new ConnectionException(
                    ReplyCode.UNEXPECTED_FRAME,
                    "expected content header for class 60, got one for class " + classId + " instead");
        }
        long bodySize = buf.getLong(index + BODY_SIZE_OFFSET);
        if (bodySize < 0 || bodySize > BODY_HARD_MAX) {
            throw new ConnectionException(
                    ReplyCode.FRAME_ERROR,
                    "content body size " + Long.toUnsignedString(bodySize) + " exceeds maximum allowed size "
                            + BODY_HARD_MAX);
        }
        propertiesLength = length - HEADER_FIXED;
        total = propertiesLength + (int) bodySize;
        content = new byte[propertiesLength + (bodySize > TRUSTED_BYTES ? 0 : (int) bodySize)];
        buf.getBytes(index + HEADER_FIXED, content, 0, propertiesLength);
        filled = propertiesLength;
        RawProperties.validate(content, 0, propertiesLength);
        return bodySize;
    }

    /** Takes a body frame's payload. */
    void body(ByteBuf buf, int index, int length) {
        if (length > total - filled) {
            throw new ConnectionException(ReplyCode.FRAME_ERROR, "content body frame exceeds remaining content size");
        }
        if (content.length - filled < length) {
            long doubled = Math.max(2L * content.length, (long) filled + length);
            content = Arrays.copyOf(content, (int) Math.min(total, doubled));
        }
        buf.getBytes(index, content, filled, length);
        filled += length;
    }

    /** Octets of memory that this content takes until it is taken or dropped. */
    int heldBytes() {
        return content.length;
    }

    /** Lets go of content that will never be complete. */
    void drop() {
        content = NOTHING;
    }

    boolean isComplete() {
        return filled == total;
    }

    /** Octets of {@link #take} that are properties. */
    int propertiesLength() {
        return propertiesLength;
    }

    /** The complete content, properties first; this object lets go of it. */
    byte[] take() {
        assert isComplete();
        byte[] taken = content.length == total ? content : Arrays.copyOf(content, total);
        content = NOTHING;
        return taken;
    }
}
