package io.leveret.conformance;

import com.rabbitmq.client.LongString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Header values as the Java client gives them, with its texts as strings, however deep. */
final class Plain {

    private Plain() {}

    /** A copy, whose maps may be changed. */
    static Object of(Object value) {
        if (value instanceof LongString) {
            return value.toString();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Plain::of).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> copy = new HashMap<>();
            map.forEach((key, old) -> copy.put(key.toString(), of(old)));
            return copy;
        }
        return value;
    }
}
