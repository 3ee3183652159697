package io.leveret.broker.parameter;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of JSON as field values, and back. */
public final class JsonValues {

    /** Of what is in the table that goes into the catalogue. */
    private static final int DEPTH_MAX = FieldTable.DEPTH_MAX - 1;

    private JsonValues() {}

    /**
     * Makes a field value.
     *
     * @param value null, text, number, truth, list or map
     * @throws IllegalArgumentException if no table can hold it, and why
     */
    public static FieldValue fieldOf(@Nullable Object value) {
        return fieldOf(value, DEPTH_MAX);
    }

    private static FieldValue fieldOf(@Nullable Object value, int depthLeft) {
        if (value == null) {
            return new FieldValue.Void();
        } else if (value instanceof String text) {
            return FieldValue.LongString.of(text);
        } else if (value instanceof Boolean truth) {
            return new FieldValue.Bool(truth);
        } else if (value instanceof Integer || value instanceof Long) {
            return new FieldValue.Int64(((Number) value).longValue());
        } else if (value instanceof Double number && Double.isFinite(number)) {
            return new FieldValue.Float64(number);
        }
        if (depthLeft == 0) {
            throw new IllegalArgumentException("value is nested deeper than " + DEPTH_MAX);
        }
        if (value instanceof List<?> list) {
            List<FieldValue> values = new ArrayList<>();
            list.forEach(element -> values.add(fieldOf(element, depthLeft - 1)));
            return new FieldValue.Array(values);
        } else if (value instanceof Map<?, ?> map) {
            FieldTable.Builder table = FieldTable.builder();
            map.forEach((name, element) -> table.put(named(String.valueOf(name)), fieldOf(element, depthLeft - 1)));
            return new FieldValue.Table(table.build());
        }
        throw new IllegalArgumentException("value has a number out of range: " + value);
    }

    private static ShortString named(String name) {
        if (name.getBytes(StandardCharsets.UTF_8).length > ShortString.BYTES_MAX) {
            throw new IllegalArgumentException("value has a key longer than " + ShortString.BYTES_MAX + " octets");
        }
        return ShortString.of(name);
    }

    /** What {@link #fieldOf} made this of. */
    public static @Nullable Object of(FieldValue value) {
        if (value instanceof FieldValue.Void) {
            return null;
        } else if (value instanceof FieldValue.Bool truth) {
            return truth.value();
        } else if (value instanceof FieldValue.Int64 number) {
            return number.value();
        } else if (value instanceof FieldValue.Float64 number) {
            return number.value();
        } else if (value instanceof FieldValue.Array array) {
            List<@Nullable Object> values = new ArrayList<>();
            array.values().forEach(element -> values.add(of(element)));
            return values;
        } else if (value instanceof FieldValue.Table nested) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            nested.table().entries().forEach(entry -> values.put(entry.name().toString(), of(entry.value())));
            return values;
        }
        return value.toString();
    }
}
