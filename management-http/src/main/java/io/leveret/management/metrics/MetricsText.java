package io.leveret.management.metrics;

/**
 * Writes Prometheus' text format 0.0.4: of each family its type and meaning, then its samples. One use by one thread.
 *
 * <p>A page of 100,000 queues has millions of samples, which a library would want to have as objects first.
 */
final class MetricsText {

    /** The media type. */
    static final String CONTENT_TYPE = "text/plain; version=0.0.4";

    /** What a family's numbers are. */
    enum Type {
        /** They only grow, and the name ends with {@code _total}. */
        COUNTER("counter"),
        /** They go up and down. */
        GAUGE("gauge"),
        /** How many are at most so large. */
        HISTOGRAM("histogram"),
        /** The labels are what counts. */
        UNTYPED("untyped");

        private final String word;

        Type(String word) {
            this.word = word;
        }
    }

    private final StringBuilder text = new StringBuilder(32 << 10);

    /** Begins a family. */
    void family(String name, Type type, String help) {
        text.append("# TYPE ").append(name).append(' ').append(type.word).append('\n');
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    }

    /** A family of one number. */
    void single(String name, Type type, String help, double value) {
        family(name, type, help);
        sample(name, value);
    }

    /**
     * A sample.
     *
     * @param labels names and values in turn
     */
    void sample(String name, double value, String... labels) {
        text.append(name);
        for (int i = 0; i < labels.length; i += 2) {
            text.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
            escape(labels[i + 1]);
            text.append('"');
        }
        if (labels.length > 0) {
            text.append('}');
        }
        text.append(' ');
        if (value == Math.rint(value) && Math.abs(value) < 1L << 53) {
            text.append((long) value);
        } else if (Double.isInfinite(value)) {
            text.append(value > 0 ? "+Inf" : "-Inf");
        } else {
            text.append(value);
        }
        text.append('\n');
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '"' -> text.append("\\\"");
                case '\n' -> text.append("\\n");
                default -> text.append(c);
            }
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
