package io.leveret.codec.value;

import io.leveret.codec.BinaryText;
import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one field table out of received bytes. Every length is checked against the enclosing table's end before it is
 * used, and recursion ends at {@link FieldTable#DEPTH_MAX}.
 */
final class FieldReader {
    private final ByteBuf buf;
    private final int start;
    private final int length;
    private int index;

    FieldReader(ByteBuf buf, int index, int length) {
        assert index >= 0 && length >= 0 && length <= buf.capacity() - index : "bytes outside the buffer";
        this.buf = buf;
        this.start = index;
        this.length = length;
        this.index = index;
    }

    FieldTable table() {
        return table(start + length, 1);
    }

    private FieldTable table(int end, int depth) {
        checkDepth(depth);
        List<FieldTable.Entry> entries = new ArrayList<>();
        while (index < end) {
            entries.add(new FieldTable.Entry(name(end), value(end, depth)));
        }
        return FieldTable.of(entries);
    }

    private FieldValue.Array array(int end, int depth) {
        checkDepth(depth);
        List<FieldValue> values = new ArrayList<>();
        while (index < end) {
            values.add(value(end, depth));
        }
        return new FieldValue.Array(values);
    }

    private ShortString name(int end) {
        int octets = buf.getUnsignedByte(take(1, end));
        return ShortString.copyOf(buf, take(octets, end), octets);
    }

    private FieldValue value(int end, int depth) {
        byte tag = buf.getByte(take(1, end));
        int octets = FieldType.octetsOf(tag);
        if (octets == FieldType.UNKNOWN) {
            throw malformed();
        }
        FieldType type = FieldType.ofTag(tag);
        return octets == FieldType.VARIABLE ? sized(type, end, depth) : fixed(type, take(octets, end));
    }

    private FieldValue sized(FieldType type, int end, int depth) {
        int octets = octetsThatFit(buf.getUnsignedInt(take(Integer.BYTES, end)), end);
        return switch (type) {
            case LONG_STRING -> new FieldValue.LongString(bytes(octets, end));
            case BYTES -> new FieldValue.Bytes(bytes(octets, end));
            case ARRAY -> array(index + octets, depth + 1);
            case TABLE -> new FieldValue.Table(table(index + octets, depth + 1));
            default -> throw new AssertionError(type);
        };
    }

    private FieldValue fixed(FieldType type, int at) {
        return switch (type) {
            case BOOL -> new FieldValue.Bool(buf.getByte(at) != 0);
            case INT8 -> new FieldValue.Int8(buf.getByte(at));
            case UINT8 -> new FieldValue.UInt8(buf.getUnsignedByte(at));
            case INT16 -> new FieldValue.Int16(buf.getShort(at));
            case UINT16 -> new FieldValue.UInt16(buf.getUnsignedShort(at));
            case INT32 -> new FieldValue.Int32(buf.getInt(at));
            case UINT32 -> new FieldValue.UInt32(buf.getUnsignedInt(at));
            case INT64 -> new FieldValue.Int64(buf.getLong(at));
            case FLOAT32 -> new FieldValue.Float32(buf.getFloat(at));
            case FLOAT64 -> new FieldValue.Float64(buf.getDouble(at));
            case DECIMAL -> new FieldValue.Decimal(buf.getUnsignedByte(at), buf.getUnsignedInt(at + 1));
            case TIMESTAMP -> new FieldValue.Timestamp(buf.getLong(at));
            case VOID -> new FieldValue.Void();
            default -> throw new AssertionError(type);
        };
    }

    private byte[] bytes(int octets, int end) {
        byte[] bytes = new byte[octets];
        buf.getBytes(take(octets, end), bytes);
        return bytes;
    }

    /** Moves over {@code octets} and answers where they begin. */
    private int take(int octets, int end) {
        int at = index;
        if (octets > end - at) {
            throw malformed();
        }
        index = at + octets;
        return at;
    }

    private int octetsThatFit(long octets, int end) {
        if (octets > end - index) {
            throw malformed();
        }
        return (int) octets;
    }

    private static void checkDepth(int depth) {
        if (depth > FieldTable.DEPTH_MAX) {
            throw FieldWalker.tooDeep();
        }
    }

    private ConnectionException malformed() {
        return new ConnectionException(
                ReplyCode.FRAME_ERROR, "cannot decode " + BinaryText.numbers(buf, start, length));
    }
}
