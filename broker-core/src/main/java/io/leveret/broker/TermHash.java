package io.leveret.broker;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;

/**
 * The hash of a field table that RabbitMQ's HTTP API puts into the properties_key of a binding: {@code erlang:phash2} with
 * a range of 2^32 of the list of its entries, sorted by their names. What was kept of such keys is good here, too.
 *
 * <p>An entry is a tuple of name, type and value; an array is a list of tuples of type and value. The mixing is Bob
 * Jenkins' lookup2.
 */
final class TermHash {

    /** The golden ratio in 32 bits; each kind of term begins with a multiple of its own. */
    private static final int RATIO = 0x9e3779b9;

    private static final int SMALL_INTEGER = 1;
    private static final int NIL = 2;
    private static final int ATOM = 3;
    private static final int TUPLE = 9;
    private static final int NEGATIVE = 10;
    private static final int POSITIVE = 11;
    private static final int FLOAT = 12;
    private static final int BINARY = 13;

    private static final int NIL_VALUE = 2;
    private static final int NIL_ALONE = (int) 3468870702L;

    /** Whole numbers of up to so many bits are hashed as such, larger ones by their digits. */
    private static final int SMALL_BITS = 28;

    private static final int BLOCK_OCTETS = 12;
    private static final int TOP_BITS = 0xf0000000;

    private int hash;
    private int mixedA;
    private int mixedB;

    private TermHash() {}

    /** The hash of a table that has entries. */
    static int of(FieldTable table) {
        TermHash hash = new TermHash();
        hash.table(table.entries().stream()
                .sorted(Comparator.comparing(FieldTable.Entry::name))
                .toList());
        return hash.hash;
    }

    private void table(List<FieldTable.Entry> entries) {
        for (FieldTable.Entry entry : entries) {
            mix(3, 0, TUPLE);
            binary(entry.name().toByteArray());
            atom(entry.value().typeName());
            value(entry.value());
        }
        nil();
    }

    private void array(List<FieldValue> values) {
        for (FieldValue value : values) {
            mix(2, 0, TUPLE);
            atom(value.typeName());
            value(value);
        }
        nil();
    }

    private void value(FieldValue value) {
        if (value instanceof FieldValue.LongString text) {
            binary(text.bytes());
        } else if (value instanceof FieldValue.Bytes octets) {
            binary(octets.bytes());
        } else if (value instanceof FieldValue.IntegerValue number) {
            integer(number.longValue());
        } else if (value instanceof FieldValue.Timestamp time) {
            integer(time.seconds());
        } else if (value instanceof FieldValue.Bool truth) {
            atom(String.valueOf(truth.value()));
        } else if (value instanceof FieldValue.Float64 number) {
            real(number.value());
        } else if (value instanceof FieldValue.Float32 number) {
            real(number.value());
        } else if (value instanceof FieldValue.Decimal number) {
            mix(2, 0, TUPLE);
            integer(number.scale());
            integer(number.unscaled());
        } else if (value instanceof FieldValue.Table nested) {
            table(nested.table().entries());
        } else if (value instanceof FieldValue.Array array) {
            array(array.values());
        } else {
            atom("undefined");
        }
    }

    private void nil() {
        if (hash == 0) {
            hash = NIL_ALONE;
        } else {
            mix(NIL_VALUE, 0, NIL);
        }
    }

    private void atom(String name) {
        int value = 0;
        for (byte octet : name.getBytes(StandardCharsets.US_ASCII)) {
            value = (value << 4) + octet;
            int top = value & TOP_BITS;
            value = (value ^ top >>> 24) ^ top;
        }
        if (hash == 0) {
            hash = value;
        } else {
            mix(value, 0, ATOM);
        }
    }

    private void integer(long number) {
        long beyond = number >> (SMALL_BITS - 1);
        if (beyond == 0 || beyond == -1) {
            if (number < 0) {
                mix((int) -number, 0, SMALL_INTEGER);
            }
            mix((int) number, 0, SMALL_INTEGER);
        } else {
            long digits = Math.abs(number);
            mix((int) digits, (int) (digits >>> 32), number < 0 ? NEGATIVE : POSITIVE);
        }
    }

    private void real(double number) {
        long bits = Double.doubleToRawLongBits(number == 0 ? 0.0 : number);
        mix((int) (bits >>> 32), (int) bits, FLOAT);
    }

    private void binary(byte[] octets) {
        hash += begin(BINARY);
        if (octets.length == 0) {
            return;
        }
        ByteBuffer rest = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
        int a = RATIO;
        int b = RATIO;
        while (rest.remaining() >= BLOCK_OCTETS) {
            a += rest.getInt();
            b += rest.getInt();
            hash += rest.getInt();
            mix(a, b);
            a = mixedA;
            b = mixedB;
        }
        hash += octets.length;
        // The lowest octet of the third word is the length's.
        ByteBuffer last = ByteBuffer.allocate(BLOCK_OCTETS).order(ByteOrder.LITTLE_ENDIAN);
        int first = Math.min(rest.remaining(), 2 * Integer.BYTES);
        for (int i = 0; i < first; i++) {
            last.put(i, rest.get());
        }
        for (int i = 2 * Integer.BYTES + 1; rest.hasRemaining(); i++) {
            last.put(i, rest.get());
        }
        hash += last.getInt(2 * Integer.BYTES);
        mix(a + last.getInt(0), b + last.getInt(Integer.BYTES));
    }

    private static int begin(int kind) {
        return kind * RATIO;
    }

    private void mix(int first, int second, int kind) {
        mix(begin(kind) + first, begin(kind) + second);
    }

    private void mix(int first, int second) {
        int a = first;
        int b = second;
        int c = hash;
        a = (a - b - c) ^ c >>> 13;
        b = (b - c - a) ^ a << 8;
        c = (c - a - b) ^ b >>> 13;
        a = (a - b - c) ^ c >>> 12;
        b = (b - c - a) ^ a << 16;
        c = (c - a - b) ^ b >>> 5;
        a = (a - b - c) ^ c >>> 3;
        b = (b - c - a) ^ a << 10;
        c = (c - a - b) ^ b >>> 15;
        mixedA = a;
        mixedB = b;
        hash = c;
    }
}
