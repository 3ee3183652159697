package io.leveret.codec.value;

import io.leveret.codec.value.FieldValue.Array;
import io.leveret.codec.value.FieldValue.Bytes;
import io.leveret.codec.value.FieldValue.Decimal;
import io.leveret.codec.value.FieldValue.Float32;
import io.leveret.codec.value.FieldValue.Float64;
import io.leveret.codec.value.FieldValue.Int16;
import io.leveret.codec.value.FieldValue.Int32;
import io.leveret.codec.value.FieldValue.Int8;
import io.leveret.codec.value.FieldValue.LongString;
import io.leveret.codec.value.FieldValue.Table;
import io.leveret.codec.value.FieldValue.Timestamp;
import io.leveret.codec.value.FieldValue.UInt16;
import io.leveret.codec.value.FieldValue.UInt32;
import io.leveret.codec.value.FieldValue.UInt8;
import io.leveret.codec.value.FieldValue.Void;
import java.util.List;

/** Field tables that tests share. */
public final class FieldSamples {
    /** One field of each type, named as RabbitMQ names the type; extreme values where there are any. */
    public static final FieldTable EVERY_TYPE = FieldTable.builder()
            .put("longstr", "text")
            .put("bool", true)
            .put("signedint", Integer.MIN_VALUE)
            .put("long", Long.MIN_VALUE)
            .put("short", new Int16(Short.MIN_VALUE))
            .put("byte", new Int8(Byte.MIN_VALUE))
            .put("unsignedint", new UInt32(0xFFFF_FFFFL))
            .put("unsignedshort", new UInt16(0xFFFF))
            .put("unsignedbyte", new UInt8(0xFF))
            .put("double", new Float64(0.1))
            .put("float", new Float32(-1.5f))
            .put("decimal", new Decimal(2, 0xFFFF_FFFFL))
            .put("timestamp", new Timestamp(1_700_000_000L))
            .put("table", FieldTable.builder().put("k", "v").build())
            .put(
                    "array",
                    new Array(List.of(
                            LongString.of("a"),
                            new Int32(1),
                            new Array(List.of()),
                            new Table(FieldTable.EMPTY),
                            new Void())))
            .put("void", new Void())
            .put("binary", new Bytes(new byte[] {0, (byte) 0xFF}))
            .build();

    private FieldSamples() {}

    /** A table of this many levels, each inside the one before. */
    public static FieldTable nestedTables(int levels) {
        FieldTable table = FieldTable.EMPTY;
        for (int i = 1; i < levels; i++) {
            table = FieldTable.builder().put("t", table).build();
        }
        return table;
    }

    /** A table, and in it an array of arrays, together this many levels. */
    public static FieldTable nestedArrays(int levels) {
        Array array = new Array(List.of());
        for (int i = 2; i < levels; i++) {
            array = new Array(List.of(array));
        }
        return FieldTable.builder().put("a", array).build();
    }
}
