package io.leveret.broker;

import io.leveret.broker.parameter.JsonValues;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Field tables as the Java values that JSON has, and back. */
final class PlainValues {

    private PlainValues() {}

    static Map<String, Object> of(FieldTable table) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (FieldTable.Entry entry : table.entries()) {
            values.put(entry.name().toString(), of(entry.value()));
        }
        return values;
    }

    private static Object of(FieldValue value) {
        if (value instanceof FieldValue.IntegerValue number) {
            return number.longValue();
        } else if (value instanceof FieldValue.Bool flag) {
            return flag.value();
        } else if (value instanceof FieldValue.Float32 number) {
            return (double) number.value();
        } else if (value instanceof FieldValue.Float64 number) {
            return number.value();
        } else if (value instanceof FieldValue.Decimal number) {
            return new BigDecimal(BigInteger.valueOf(number.unscaled()), number.scale());
        } else if (value instanceof FieldValue.Timestamp time) {
            return time.seconds();
        } else if (value instanceof FieldValue.Table nested) {
            return of(nested.table());
        } else if (value instanceof FieldValue.Array array) {
            List<Object> values = new ArrayList<>();
            array.values().forEach(element -> values.add(of(element)));
            return values;
        }
        return value.render();
    }

    /**
     * The reverse, as RabbitMQ's HTTP API does it: whole numbers are long, others double.
     *
     * @throws IllegalArgumentException if no table can hold it, and why
     */
    static FieldValue field(Object value) {
        return JsonValues.fieldOf(sorted(value));
    }

    /** RabbitMQ reads the names of JSON in their order, whatever that of the text is. */
    private static Object sorted(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> byName = new TreeMap<>();
            map.forEach((name, element) -> byName.put(String.valueOf(name), element == null ? null : sorted(element)));
            return byName;
        } else if (value instanceof List<?> list) {
            List<@Nullable Object> elements = new ArrayList<>();
            list.forEach(element -> elements.add(element == null ? null : sorted(element)));
            return elements;
        }
        return value;
    }

    /** The same of a whole table. */
    static FieldTable table(Map<String, ?> values) {
        return field(values) instanceof FieldValue.Table table ? table.table() : FieldTable.EMPTY;
    }

    /**
     * A name as it stands in methods.
     *
     * @throws IllegalArgumentException if it is too long for that, with {@code kind} and its length
     */
    static ShortString name(String kind, String name) {
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length > ShortString.BYTES_MAX) {
            throw new IllegalArgumentException(
                    kind + " should be less than " + ShortString.BYTES_MAX + " bytes, actually was " + length);
        }
        return ShortString.of(name);
    }
}
