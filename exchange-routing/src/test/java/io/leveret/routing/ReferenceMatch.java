package io.leveret.routing;

import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import java.util.List;

/** Says by recursion over texts whether one binding matches: the plain meaning of each type, however slow. */
final class ReferenceMatch {

    private ReferenceMatch() {}

    static boolean matches(ExchangeType type, Binding<?> binding, String routingKey, FieldTable headers) {
        String bindingKey = binding.routingKey().toString();
        return switch (type) {
            case DIRECT -> bindingKey.equals(routingKey);
            case FANOUT -> true;
            case TOPIC -> topic(words(bindingKey), words(routingKey));
            case HEADERS -> headers(binding.arguments(), headers);
        };
    }

    private static List<String> words(String key) {
        return key.isEmpty() ? List.of() : List.of(key.split("\\.", -1));
    }

    private static boolean topic(List<String> pattern, List<String> key) {
        if (pattern.isEmpty()) {
            return key.isEmpty();
        }
        String first = pattern.get(0);
        List<String> rest = pattern.subList(1, pattern.size());
        if (first.equals("#")) {
            return topic(rest, key) || (!key.isEmpty() && topic(pattern, key.subList(1, key.size())));
        }
        return !key.isEmpty()
                && (first.equals("*") || first.equals(key.get(0)))
                && topic(rest, key.subList(1, key.size()));
    }

    private static boolean headers(FieldTable arguments, FieldTable headers) {
        String kind = "all";
        int wanted = 0;
        int found = 0;
        for (FieldTable.Entry argument : arguments.entries()) {
            if (argument.name().toString().equals("x-match")) {
                kind = argument.value().toString();
            }
        }
        for (FieldTable.Entry argument : arguments.entries()) {
            String name = argument.name().toString();
            if (name.equals("x-match") || (name.startsWith("x-") && !kind.contains("with-x"))) {
                continue;
            }
            wanted++;
            FieldValue header = headers.get(name);
            boolean isFound = header != null
                    && (argument.value() instanceof FieldValue.Void
                            || plain(header).equals(plain(argument.value())));
            found += isFound ? 1 : 0;
        }
        return kind.startsWith("all") ? found == wanted : found > 0;
    }

    private static Object plain(FieldValue value) {
        return value instanceof FieldValue.IntegerValue whole ? (Object) whole.longValue() : value;
    }
}
