package io.leveret.conformance.fuzz;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A field table with the order that it has on the wire, or the properties of a message by their names. Values are what the
 * Java client writes: Integer, Long, String, Boolean, List, Map, null and so on. Immutable by convention.
 */
record Arguments(Map<String, Object> values) {

    static final Arguments NONE = new Arguments(Map.of());

    /** Names and values in turn. */
    static Arguments of(Object... namesAndValues) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Arguments(values);
    }

    Arguments with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(values);
        more.put(name, value);
        return new Arguments(more);
    }

    Object get(String name) {
        return values.get(name);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** The same with one of them left out, each in turn. */
    List<Arguments> simpler() {
        List<Arguments> all = new ArrayList<>();
        for (String name : values.keySet()) {
            Map<String, Object> fewer = new LinkedHashMap<>(values);
            fewer.remove(name);
            all.add(new Arguments(fewer));
        }
        return all;
    }

    /** For the wire, with the names in it replaced. */
    Map<String, Object> resolved(UnaryOperator<String> name) {
        Map<String, Object> resolved = new LinkedHashMap<>();
        values.forEach((key, value) -> resolved.put(key, resolved(value, name)));
        return resolved;
    }

    private static Object resolved(Object value, UnaryOperator<String> name) {
        if (value instanceof String text) {
            return name.apply(text);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(each -> resolved(each, name)).toList();
        }
        return value;
    }

    @Override
    public String toString() {
        if (values.isEmpty()) {
            return "";
        }
        List<String> parts = new ArrayList<>();
        values.forEach((name, value) -> parts.add(name + "=" + text(value)));
        return " {" + String.join(", ", parts) + "}";
    }

    private static String text(Object value) {
        if (value instanceof String text) {
            return "'" + text + "'";
        }
        String type = value == null || value instanceof Integer || value instanceof Boolean || value instanceof List
                ? ""
                : ":" + value.getClass().getSimpleName();
        return Objects.toString(value) + type;
    }
}
