package io.leveret.codec.frame;

import io.leveret.codec.BinaryText;
import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import io.netty.buffer.ByteBuf;

/**
 * Finds frames in received bytes (AMQP 0-9-1 section 4.2.3). One per connection, owned by its event loop; it copies nothing
 * and moves no reader index.
 *
 * <pre>
 * type:1 | channel:2 | size:4 | payload:size | 0xCE
 * </pre>
 *
 * <table>
 * <caption>What is an error, with RabbitMQ's text</caption>
 * <tr><td>payload over frameMax octets, which forgives a client that forgot the 8 octets around it</td>
 *     <td>{@code {frame_too_large,Size,FrameMax - 8}}</td></tr>
 * <tr><td>unknown type, or a payload that cannot be of its type: method under 4 octets, header under 12, heartbeat with
 *     any</td><td>{@code unknown_frame}</td></tr>
 * <tr><td>last octet is not 0xCE</td><td>{@code {invalid_frame_end_marker,Octet}}</td></tr>
 * <tr><td>heartbeat on a channel other than 0</td><td>505, the frame alone</td></tr>
 * </table>
 *
 * <p>A frame too large is refused on its head. The other texts show up to 16 octets of payload and so wait for these;
 * the end octet can be judged only once it is there.
 */
public final class FrameDecoder {
    private static final int SNIPPET_OCTETS = 16;
    private static final int METHOD_OCTETS_MIN = 4;
    private static final int HEADER_OCTETS_MIN = 12;

    private int frameMax;
    private int type;
    private int channel;
    private int payloadIndex;
    private int payloadLength;
    private int wanted;

    /** @param frameMax the largest frame in octets, with head and end octet */
    public FrameDecoder(int frameMax) {
        frameMax(frameMax);
    }

    /** Sets the limit for the frames to come. */
    public void frameMax(int frameMax) {
        assert frameMax >= FrameType.MIN_FRAME_MAX && frameMax <= Integer.MAX_VALUE - FrameType.OVERHEAD_OCTETS
                : frameMax;
        this.frameMax = frameMax;
    }

    /**
     * Looks for a frame at {@code index}. If it is there, the accessors describe it until the next call.
     *
     * @param end absolute index after the last received byte
     * @return octets of the whole frame, or 0 if it is not all there yet
     * @throws ConnectionException FRAME_ERROR or UNEXPECTED_FRAME, see the class
     */
    public int frameAt(ByteBuf in, int index, int end) {
        wanted = 0;
        int available = end - index;
        if (available < FrameType.HEAD_OCTETS) {
            return 0;
        }
        readHead(in, index);
        int total = FrameType.OVERHEAD_OCTETS + payloadLength;
        if (!isKnown() && available >= FrameType.HEAD_OCTETS + Math.min(payloadLength, SNIPPET_OCTETS)) {
            throw frameError(in, "unknown_frame");
        }
        if (available < total) {
            wanted = total;
            return 0;
        }
        checkWhole(in, index + total - 1);
        return total;
    }

    private void readHead(ByteBuf in, int index) {
        type = in.getUnsignedByte(index);
        channel = in.getUnsignedShort(index + 1);
        payloadIndex = index + FrameType.HEAD_OCTETS;
        long size = in.getUnsignedInt(index + 3);
        if (size > frameMax) {
            payloadLength = 0;
            int sizeMax = frameMax - FrameType.OVERHEAD_OCTETS;
            throw frameError(in, "{frame_too_large," + size + "," + sizeMax + "}");
        }
        payloadLength = (int) size;
    }

    private boolean isKnown() {
        return switch (type) {
            case FrameType.METHOD -> payloadLength >= METHOD_OCTETS_MIN;
            case FrameType.HEADER -> payloadLength >= HEADER_OCTETS_MIN;
            case FrameType.BODY -> true;
            case FrameType.HEARTBEAT -> payloadLength == 0;
            default -> false;
        };
    }

    private void checkWhole(ByteBuf in, int endIndex) {
        int frameEnd = in.getUnsignedByte(endIndex);
        if (frameEnd != FrameType.FRAME_END) {
            throw frameError(in, "{invalid_frame_end_marker," + frameEnd + "}");
        }
        if (type == FrameType.HEARTBEAT && channel != 0) {
            throw new ConnectionException(ReplyCode.UNEXPECTED_FRAME, describe(in));
        }
    }

    private ConnectionException frameError(ByteBuf in, String reason) {
        return new ConnectionException(ReplyCode.FRAME_ERROR, describe(in) + ": " + reason);
    }

    /** The current frame's type and the beginning of its payload, as in RabbitMQ's texts. */
    private String describe(ByteBuf in) {
        byte[] snippet = new byte[Math.min(payloadLength, SNIPPET_OCTETS)];
        in.getBytes(payloadIndex, snippet);
        String extent = payloadLength <= SNIPPET_OCTETS ? "all" : "first " + SNIPPET_OCTETS;
        String lead = "type " + type + ", " + extent + " octets = ";
        return lead + BinaryText.readable(snippet, lead.length());
    }

    /** One of {@link FrameType}'s. */
    public int type() {
        return type;
    }

    public int channel() {
        return channel;
    }

    /** Absolute index of the payload. */
    public int payloadIndex() {
        return payloadIndex;
    }

    public int payloadLength() {
        return payloadLength;
    }

    /** Octets of the whole frame that {@link #frameAt} found incomplete, or 0 if not even its head is there. */
    public int wanted() {
        return wanted;
    }
}
