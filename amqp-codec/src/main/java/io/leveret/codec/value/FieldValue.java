package io.leveret.codec.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value in a field table or array (AMQP 0-9-1 section 4.2.5.5, types as RabbitMQ reads them). One record per type on
 * the wire, so that what is decoded is encoded again as it was, but for two spellings: {@code L} comes back as {@code l},
 * and a true other than 1 as 1.
 *
 * <p>{@code equals} compares type and value; {@link #sameValue} is the looser equivalence of arguments.
 */
public sealed interface FieldValue
        permits FieldValue.Bool,
                FieldValue.IntegerValue,
                FieldValue.Float32,
                FieldValue.Float64,
                FieldValue.Decimal,
                FieldValue.LongString,
                FieldValue.Array,
                FieldValue.Timestamp,
                FieldValue.Table,
                FieldValue.Void,
                FieldValue.Bytes {

    FieldType type();

    /** The type's name in RabbitMQ's texts, for example {@code longstr} or {@code signedint}. */
    default String typeName() {
        return type().typeName();
    }

    /**
     * RabbitMQ's equivalence of arguments: numbers, whole or floating, compare by value whatever their width, all else by
     * type and value.
     */
    default boolean sameValue(FieldValue other) {
        return (NumericEquality.isNumber(this) && NumericEquality.isNumber(other))
                ? NumericEquality.sameNumber(this, other)
                : equals(other);
    }

    /** The value as RabbitMQ prints it between quotes: {@code 5000}, {@code true}, {@code some text}. */
    default String render() {
        return FieldText.render(this);
    }

    /** A whole number of any width. */
    sealed interface IntegerValue extends FieldValue permits Int8, UInt8, Int16, UInt16, Int32, UInt32, Int64 {
        long longValue();
    }

    /** {@code t}; every octet but 0 is true. */
    record Bool(boolean value) implements FieldValue {
        @Override
        public FieldType type() {
            return FieldType.BOOL;
        }
    }

    /** {@code b} */
    record Int8(int value) implements IntegerValue {
        public Int8 {
            Ranges.check(value, Byte.MIN_VALUE, Byte.MAX_VALUE);
        }

        @Override
        public long longValue() {
            return value;
        }

        @Override
        public FieldType type() {
            return FieldType.INT8;
        }
    }

    /** {@code B} */
    record UInt8(int value) implements IntegerValue {
        public UInt8 {
            Ranges.check(value, 0, 0xFF);
        }

        @Override
        public long longValue() {
            return value;
        }

        @Override
        public FieldType type() {
            return FieldType.UINT8;
        }
    }

    /** {@code s} */
    record Int16(int value) implements IntegerValue {
        public Int16 {
            Ranges.check(value, Short.MIN_VALUE, Short.MAX_VALUE);
        }

        @Override
        public long longValue() {
            return value;
        }

        @Override
        public FieldType type() {
            return FieldType.INT16;
        }
    }

    /** {@code u} */
    record UInt16(int value) implements IntegerValue {
        public UInt16 {
            Ranges.check(value, 0, 0xFFFF);
        }

        @Override
        public long longValue() {
            return value;
        }

        @Override
        public FieldType type() {
            return FieldType.UINT16;
        }
    }

    /** {@code I} */
    record Int32(int value) implements IntegerValue {
        @Override
        public long longValue() {
            return value;
        }

        @Override
        public FieldType type() {
            return FieldType.INT32;
        }
    }

    /** {@code i} */
    record UInt32(long value) implements IntegerValue {
        public UInt32 {
            Ranges.check(value, 0, Ranges.UINT32_MAX);
        }

        @Override
        public long longValue() {
            return value;
        }

        @Override
        public FieldType type() {
            return FieldType.UINT32;
        }
    }

    /** {@code l}, and {@code L} when read. */
    record Int64(long value) implements IntegerValue {
        @Override
        public long longValue() {
            return value;
        }

        @Override
        public FieldType type() {
            return FieldType.INT64;
        }
    }

    /** {@code f} */
    record Float32(float value) implements FieldValue {
        @Override
        public FieldType type() {
            return FieldType.FLOAT32;
        }
    }

    /** {@code d} */
    record Float64(double value) implements FieldValue {
        @Override
        public FieldType type() {
            return FieldType.FLOAT64;
        }
    }

    /** {@code D}: {@code unscaled} / 10^{@code scale}; 0 to 255 places and 32 bits without sign, as RabbitMQ reads it. */
    record Decimal(int scale, long unscaled) implements FieldValue {
        public Decimal {
            Ranges.check(scale, 0, 0xFF);
            Ranges.check(unscaled, 0, Ranges.UINT32_MAX);
        }

        @Override
        public FieldType type() {
            return FieldType.DECIMAL;
        }
    }

    /**
     * {@code S}: a long string. The record takes over the array it is given and hands out the same one: neither side may
     * change it.
     */
    @SuppressWarnings("ArrayRecordComponent")
    record LongString(byte[] bytes) implements FieldValue {
        public static LongString of(String text) {
            return new LongString(text.getBytes(UTF_8));
        }

        public int length() {
            return bytes.length;
        }

        @Override
        public FieldType type() {
            return FieldType.LONG_STRING;
        }

        @Override
        public boolean equals(@Nullable Object o) {
            return o instanceof LongString other && Arrays.equals(bytes, other.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        /** The bytes as UTF-8. */
        @Override
        public String toString() {
            return new String(bytes, UTF_8);
        }
    }

    /** {@code A} */
    record Array(List<FieldValue> values) implements FieldValue {
        public Array {
            values = List.copyOf(values);
        }

        @Override
        public FieldType type() {
            return FieldType.ARRAY;
        }
    }

    /** {@code T}: seconds since 1970, 64 bits without sign on the wire. */
    record Timestamp(long seconds) implements FieldValue {
        @Override
        public FieldType type() {
            return FieldType.TIMESTAMP;
        }
    }

    /** {@code F} */
    record Table(FieldTable table) implements FieldValue {
        @Override
        public FieldType type() {
            return FieldType.TABLE;
        }
    }

    /** {@code V}: no value. */
    @SuppressWarnings("JavaLangClash")
    record Void() implements FieldValue {
        @Override
        public FieldType type() {
            return FieldType.VOID;
        }
    }

    /** {@code x}: a byte array; ownership of the array as in {@link LongString}. */
    @SuppressWarnings("ArrayRecordComponent")
    record Bytes(byte[] bytes) implements FieldValue {
        @Override
        public FieldType type() {
            return FieldType.BYTES;
        }

        @Override
        public boolean equals(@Nullable Object o) {
            return o instanceof Bytes other && Arrays.equals(bytes, other.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "Bytes[" + bytes.length + "]";
        }
    }
}
