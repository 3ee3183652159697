package io.leveret.app.tool;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The columns that a list of such things may have. Not to be changed once a command has it. */
public final class Columns<T> {

    private final List<String> usual;
    private final Map<String, Function<T, ? extends @Nullable Object>> all = new LinkedHashMap<>();

    private Columns(List<String> usual) {
        this.usual = usual;
    }

    /**
     * None yet.
     *
     * @param usual those that are shown if none is asked for
     */
    public static <T> Columns<T> of(String... usual) {
        return new Columns<>(List.of(usual));
    }

    /** Adds a column. */
    public Columns<T> with(String name, Function<T, ? extends @Nullable Object> value) {
        all.put(name, value);
        return this;
    }

    /** Adds columns that are always empty: what RabbitMQ counts, and has no meaning here. */
    public Columns<T> withEmpty(String... names) {
        for (String name : names) {
            all.put(name, each -> null);
        }
        return this;
    }

    /** All there are. */
    public List<String> names() {
        return List.copyOf(all.keySet());
    }

    /** Writes them all. */
    public void write(Call call, Iterable<T> things) throws IOException {
        Writer<T> writer = begin(call);
        for (T each : things) {
            writer.add(each);
        }
        writer.end();
    }

    /** Begins to write them, those columns that the call has chosen. */
    public Writer<T> begin(Call call) {
        List<String> names = call.columns(usual).stream().distinct().toList();
        List<Function<T, ? extends @Nullable Object>> values = new ArrayList<>();
        for (String name : names) {
            values.add(Objects.requireNonNull(all.get(name), name));
        }
        return new Writer<>(call.rows(names), values);
    }

    /** Writes a list. Owner: the thread of the call. */
    public static final class Writer<T> {

        private final Rows rows;
        private final List<Function<T, ? extends @Nullable Object>> values;

        private Writer(Rows rows, List<Function<T, ? extends @Nullable Object>> values) {
            this.rows = rows;
            this.values = values;
        }

        /** Adds one. */
        public void add(T thing) throws IOException {
            List<@Nullable Object> row = new ArrayList<>(values.size());
            for (Function<T, ? extends @Nullable Object> value : values) {
                row.add(value.apply(thing));
            }
            rows.addAll(row);
        }

        /** That was the last one. */
        public void end() throws IOException {
            rows.end();
        }
    }
}
