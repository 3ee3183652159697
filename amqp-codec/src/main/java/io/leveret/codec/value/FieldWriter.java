package io.leveret.codec.value;

import io.leveret.codec.value.FieldValue.Array;
import io.leveret.codec.value.FieldValue.Bool;
import io.leveret.codec.value.FieldValue.Bytes;
import io.leveret.codec.value.FieldValue.Decimal;
import io.leveret.codec.value.FieldValue.Float32;
import io.leveret.codec.value.FieldValue.Float64;
import io.leveret.codec.value.FieldValue.IntegerValue;
import io.leveret.codec.value.FieldValue.LongString;
import io.leveret.codec.value.FieldValue.Table;
import io.leveret.codec.value.FieldValue.Timestamp;
import io.netty.buffer.ByteBuf;

/** Writes field tables and measures them. Lengths are filled in afterwards, so that nesting costs no second pass. */
final class FieldWriter {
    private FieldWriter() {}

    static void writeTable(FieldTable table, ByteBuf out) {
        int lengthAt = beginSized(out);
        for (FieldTable.Entry entry : table.entries()) {
            entry.name().writeTo(out);
            writeValue(entry.value(), out);
        }
        endSized(out, lengthAt);
    }

    private static void writeArray(Array array, ByteBuf out) {
        int lengthAt = beginSized(out);
        for (FieldValue value : array.values()) {
            writeValue(value, out);
        }
        endSized(out, lengthAt);
    }

    private static int beginSized(ByteBuf out) {
        int lengthAt = out.writerIndex();
        out.writeInt(0);
        return lengthAt;
    }

    private static void endSized(ByteBuf out, int lengthAt) {
        out.setInt(lengthAt, out.writerIndex() - lengthAt - Integer.BYTES);
    }

    private static void writeValue(FieldValue value, ByteBuf out) {
        out.writeByte(value.type().tag());
        if (value instanceof IntegerValue i) {
            writeInteger(i, out);
        } else if (value instanceof LongString s) {
            writeBytes(s.bytes(), out);
        } else if (value instanceof Bytes b) {
            writeBytes(b.bytes(), out);
        } else if (value instanceof Array a) {
            writeArray(a, out);
        } else if (value instanceof Table t) {
            writeTable(t.table(), out);
        } else {
            writeScalar(value, out);
        }
    }

    private static void writeInteger(IntegerValue value, ByteBuf out) {
        switch (value.type().octets()) {
            case Byte.BYTES -> out.writeByte((int) value.longValue());
            case Short.BYTES -> out.writeShort((int) value.longValue());
            case Integer.BYTES -> out.writeInt((int) value.longValue());
            default -> out.writeLong(value.longValue());
        }
    }

    private static void writeBytes(byte[] bytes, ByteBuf out) {
        out.writeInt(bytes.length);
        out.writeBytes(bytes);
    }

    private static void writeScalar(FieldValue value, ByteBuf out) {
        if (value instanceof Bool b) {
            out.writeBoolean(b.value());
        } else if (value instanceof Timestamp t) {
            out.writeLong(t.seconds());
        } else if (value instanceof Float32 f) {
            out.writeFloat(f.value());
        } else if (value instanceof Float64 d) {
            out.writeDouble(d.value());
        } else if (value instanceof Decimal d) {
            out.writeByte(d.scale());
            out.writeInt((int) d.unscaled());
        } else {
            assert value instanceof FieldValue.Void : value;
        }
    }

    static int entriesLength(FieldTable table) {
        int length = 0;
        for (FieldTable.Entry entry : table.entries()) {
            length += entry.name().encodedLength() + 1 + valueLength(entry.value());
        }
        return length;
    }

    private static int valueLength(FieldValue value) {
        if (value instanceof LongString s) {
            return Integer.BYTES + s.length();
        }
        if (value instanceof Bytes b) {
            return Integer.BYTES + b.bytes().length;
        }
        if (value instanceof Table t) {
            return Integer.BYTES + entriesLength(t.table());
        }
        if (value instanceof Array a) {
            return Integer.BYTES + arrayLength(a);
        }
        return value.type().octets();
    }

    private static int arrayLength(Array array) {
        int length = 0;
        for (FieldValue value : array.values()) {
            length += 1 + valueLength(value);
        }
        return length;
    }
}
