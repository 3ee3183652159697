package io.leveret.bench;

import java.util.Locale;

/** Writes one JSON object of numbers and of objects of numbers. */
final class Json {

    private final StringBuilder text = new StringBuilder("{");
    private boolean first = true;

    Json number(String name, long value) {
        name(name).append(value);
        return this;
    }

    /** To a thousandth. */
    Json number(String name, double value) {
        name(name).append(String.format(Locale.ROOT, "%.3f", value));
        return this;
    }

    Json none(String name) {
        name(name).append("null");
        return this;
    }

    /** What follows until {@link #close} belongs to an object of this name. */
    Json begin(String name) {
        name(name).append('{');
        first = true;
        return this;
    }

    Json close() {
        text.append('}');
        first = false;
        return this;
    }

    String end() {
        return text.append('}').toString();
    }

    private StringBuilder name(String name) {
        if (!first) {
            text.append(", ");
        }
        first = false;
        return text.append('"').append(name).append("\": ");
    }
}
