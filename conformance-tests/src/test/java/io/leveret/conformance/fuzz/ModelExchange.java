package io.leveret.conformance.fuzz;

import java.util.List;

/** An exchange of the {@link Model}. */
record ModelExchange(String name, String type, Flags flags, Arguments arguments) {

    /** From an exchange to a queue or another exchange. */
    record Binding(String source, boolean toQueue, String destination, String key, Arguments arguments) {}

    boolean matches(String bindingKey, String routingKey) {
        return switch (type) {
            case "fanout" -> true;
            case "direct" -> bindingKey.equals(routingKey);
            case "topic" -> topic(words(bindingKey), words(routingKey));
            default -> throw new Model.NotPredicted("exchange of type " + type);
        };
    }

    /** The empty key has no words. */
    private static List<String> words(String key) {
        return key.isEmpty() ? List.of() : List.of(key.split("\\.", -1));
    }

    private static boolean topic(List<String> pattern, List<String> words) {
        if (pattern.isEmpty()) {
            return words.isEmpty();
        }
        List<String> rest = pattern.subList(1, pattern.size());
        if (pattern.get(0).equals("#")) {
            return topic(rest, words) || (!words.isEmpty() && topic(pattern, words.subList(1, words.size())));
        }
        return !words.isEmpty()
                && (pattern.get(0).equals("*") || pattern.get(0).equals(words.get(0)))
                && topic(rest, words.subList(1, words.size()));
    }
}
