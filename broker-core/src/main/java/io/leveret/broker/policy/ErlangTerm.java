package io.leveret.broker.policy;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values of JSON as RabbitMQ's messages show them. */
public final class ErlangTerm {

    private ErlangTerm() {}

    /** The term as one line. */
    public static String of(@Nullable Object value) {
        if (value instanceof String text) {
            return "<<\"" + text + "\">>";
        } else if (value instanceof List<?> list) {
            return list.stream().map(ErlangTerm::of).collect(Collectors.joining(",", "[", "]"));
        } else if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> of(entry.getKey()) + " => " + of(entry.getValue()))
                    .collect(Collectors.joining(",", "#{", "}"));
        }
        return String.valueOf(value);
    }

    /** The entries as a list of pairs. */
    public static String pairs(Map<?, ?> map) {
        return map.entrySet().stream()
                .map(entry -> "{" + of(entry.getKey()) + "," + of(entry.getValue()) + "}")
                .collect(Collectors.joining(",", "[", "]"));
    }
}
