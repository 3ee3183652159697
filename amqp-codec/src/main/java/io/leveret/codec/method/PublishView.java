package io.leveret.codec.method;

import io.leveret.codec.ConnectionException;
import io.netty.buffer.ByteBuf;

/**
 * Shows where the parts of a basic.publish lie in the received bytes, without copying one. One view is used again for
 * each publish of a connection; it belongs to the connection's event loop, and its indexes are good only as long as the
 * buffer it parsed.
 *
 * <pre>
 * class-id:2 = 60 | method-id:2 = 40 | reserved:2 | exchange:1+n | routing-key:1+n | bits:1 (1 mandatory, 2 immediate)
 * </pre>
 */
public final class PublishView {
    private static final int EXCHANGE_AT = MethodCodec.IDS_OCTETS + Short.BYTES;
    private static final int MANDATORY = 1;
    private static final int IMMEDIATE = 2;
    private static final int METHOD_ID = 40;

    private int exchangeIndex;
    private int exchangeLength;
    private int routingKeyIndex;
    private int routingKeyLength;
    private int bits;

    /** Whether the payload of at least four bytes at {@code index} is a basic.publish. */
    public static boolean isPublish(ByteBuf buf, int index) {
        return buf.getInt(index) == (BasicMethod.CLASS_ID << Short.SIZE | METHOD_ID);
    }

    /**
     * Finds the parts in the {@code length} bytes at the absolute {@code index}, where the class id stands.
     *
     * <p>Whether exchange and routing key are UTF-8 is left to whoever copies them: most publishes repeat the names of the
     * one before, which were checked then.
     *
     * @throws ConnectionException FRAME_ERROR if they are not exactly one basic.publish
     */
    public void parse(ByteBuf buf, int index, int length) {
        int end = index + length;
        int at = index + EXCHANGE_AT;
        exchangeIndex = at + 1;
        exchangeLength = shortLength(buf, at, end);
        at = exchangeIndex + exchangeLength;
        routingKeyIndex = at + 1;
        routingKeyLength = shortLength(buf, at, end);
        at = routingKeyIndex + routingKeyLength;
        if (at != end - 1) {
            throw ArgumentReader.cannotDecode(
                    buf,
                    index + MethodCodec.IDS_OCTETS,
                    length - MethodCodec.IDS_OCTETS,
                    BasicMethod.CLASS_ID,
                    METHOD_ID);
        }
        bits = buf.getByte(at);
    }

    /** The length octet at {@code at}; 0 past the end, which {@link #parse} then finds out by the end it arrives at. */
    private static int shortLength(ByteBuf buf, int at, int end) {
        return at < end ? buf.getUnsignedByte(at) : 0;
    }

    public int exchangeIndex() {
        return exchangeIndex;
    }

    public int exchangeLength() {
        return exchangeLength;
    }

    public int routingKeyIndex() {
        return routingKeyIndex;
    }

    public int routingKeyLength() {
        return routingKeyLength;
    }

    public boolean mandatory() {
        return (bits & MANDATORY) != 0;
    }

    public boolean immediate() {
        return (bits & IMMEDIATE) != 0;
    }
}
