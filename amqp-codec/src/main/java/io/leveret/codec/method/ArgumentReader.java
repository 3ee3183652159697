package io.leveret.codec.method;

import io.leveret.codec.BinaryText;
import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue.LongString;
import io.leveret.codec.value.ShortString;
import io.netty.buffer.ByteBuf;

/**
 * Reads the arguments of one method in turn, by absolute index. Each step checks that its bytes are there; if not, it throws
 * the connection error "cannot decode" with all arguments in it, as {@link #end} does when some are left over.
 */
final class ArgumentReader {
    private static final int NO_BITS = 0;

    private final ByteBuf buf;
    private final int start;
    private final int end;
    private final int classId;
    private final int methodId;
    private int index;
    private int bitOctet;
    /** Mask of the next bit in {@link #bitOctet}, or {@link #NO_BITS} when the next bit begins an octet. */
    private int bitMask = NO_BITS;

    /** The arguments are the {@code length} bytes at {@code index}, after the two ids. */
    ArgumentReader(ByteBuf buf, int index, int length, int classId, int methodId) {
        this.buf = buf;
        this.start = index;
        this.end = index + length;
        this.index = index;
        this.classId = classId;
        this.methodId = methodId;
    }

    int octet() {
        return buf.getUnsignedByte(take(Byte.BYTES));
    }

    int uint16() {
        return buf.getUnsignedShort(take(Short.BYTES));
    }

    long uint32() {
        return buf.getUnsignedInt(take(Integer.BYTES));
    }

    long int64() {
        return buf.getLong(take(Long.BYTES));
    }

    ShortString shortString() {
        int octets = octet();
        ShortString text = ShortString.copyOf(buf, take(octets), octets);
        if (!text.isUtf8()) {
            throw MethodCodec.malformedUtf8();
        }
        return text;
    }

    LongString longString() {
        int octets = sizeThatFits();
        byte[] bytes = new byte[octets];
        buf.getBytes(take(octets), bytes);
        return new LongString(bytes);
    }

    FieldTable table() {
        int octets = sizeThatFits();
        try {
            return FieldTable.decode(buf, take(octets), octets);
        } catch (ConnectionException e) {
            // Of a malformed table RabbitMQ shows all arguments; nesting too deep has a text of its own.
            throw e.replyCode() == ReplyCode.FRAME_ERROR ? malformed() : e.withMethod(classId, methodId);
        }
    }

    /** The next of the bits that share an octet; any other argument between two bits begins a new one. */
    boolean bit() {
        if (bitMask == NO_BITS) {
            bitOctet = octet();
            bitMask = 1;
        }
        boolean set = (bitOctet & bitMask) != 0;
        bitMask = bitMask << 1 & 0xFF;
        return set;
    }

    /** Checks that nothing is left. */
    void end() {
        if (index != end) {
            throw malformed();
        }
    }

    private int sizeThatFits() {
        long octets = uint32();
        if (octets > end - index) {
            throw malformed();
        }
        return (int) octets;
    }

    private int take(int octets) {
        int at = index;
        if (octets > end - at) {
            throw malformed();
        }
        index = at + octets;
        bitMask = NO_BITS;
        return at;
    }

    private ConnectionException malformed() {
        return cannotDecode(buf, start, end - start, classId, methodId);
    }

    /** The error for the {@code length} bytes of arguments at {@code index}. */
    static ConnectionException cannotDecode(ByteBuf buf, int index, int length, int classId, int methodId) {
        String text = "cannot decode " + BinaryText.numbers(buf, index, length);
        return new ConnectionException(ReplyCode.FRAME_ERROR, text, classId, methodId);
    }
}
