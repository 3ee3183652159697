package io.leveret.codec.method;

import java.util.Locale;
import java.util.regex.Pattern;

/** Names of the specification, derived from the records' names: {@code QueueMethod.DeclareOk} is queue.declare-ok. */
final class MethodNames {
    private static final Pattern WORD_START = Pattern.compile("(?<=[a-z])(?=[A-Z])");
    private static final String SUFFIX = "Method";

    private static final ClassValue<String> NAMES = new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> method) {
            String owner = method.getEnclosingClass().getSimpleName();
            String amqpClass = owner.substring(0, owner.length() - SUFFIX.length());
            String words = WORD_START.matcher(method.getSimpleName()).replaceAll("-");
            return (amqpClass + "." + words).toLowerCase(Locale.ROOT);
        }
    };

    private MethodNames() {}

    static String of(Class<?> method) {
        return NAMES.get(method);
    }
}
