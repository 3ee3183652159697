package io.leveret.broker;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Field tables as the Java values that JSON has. */
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
}
