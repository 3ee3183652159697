package io.leveret.app.tool;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Arguments of AMQP, which RabbitMQ's tools write as Erlang has them, and in JSON with their types. */
public record Arguments(Map<String, Object> values) {

    /** As in {@code [{"x-max-length",10}]}. */
    String terms() {
        return values.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> "{" + quoted(entry.getKey()) + "," + term(entry.getValue()) + "}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String term(@Nullable Object value) {
        if (value instanceof String text) {
            return quoted(text);
        } else if (value instanceof List<?> list) {
            return list.stream().map(Arguments::term).collect(Collectors.joining(",", "[", "]"));
        } else if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> "{" + quoted(String.valueOf(entry.getKey())) + "," + term(entry.getValue()) + "}")
                    .collect(Collectors.joining(",", "[", "]"));
        }
        return String.valueOf(value);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** As in {@code [["x-max-length","long",10]]}. */
    List<Object> typed() {
        return values.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .<Object>map(entry -> List.of(entry.getKey(), type(entry.getValue()), json(entry.getValue())))
                .toList();
    }

    private static String type(@Nullable Object value) {
        if (value instanceof Boolean) {
            return "bool";
        } else if (value instanceof Long || value instanceof Integer) {
            return "long";
        } else if (value instanceof Number) {
            return "double";
        } else if (value instanceof List) {
            return "array";
        } else if (value instanceof Map) {
            return "table";
        }
        return value == null ? "void" : "longstr";
    }

    private static Object json(@Nullable Object value) {
        return value == null ? "" : value;
    }
}
