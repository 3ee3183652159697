package io.leveret.app.tool;

import io.leveret.app.ctl.ToolTalk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes a list, a row at a time as far as the format lets it. Owner: the thread of a call. */
public final class Rows {

    private final ToolTalk talk;
    private final Format format;
    private final boolean headed;
    private final List<String> columns;
    private final List<List<String>> kept = new ArrayList<>();
    private long count;

    Rows(ToolTalk talk, Format format, boolean headed, List<String> columns) {
        this.talk = talk;
        this.format = format;
        this.headed = headed;
        this.columns = columns;
    }

    /** Adds a row, a value for each column. */
    public void add(@Nullable Object... values) throws IOException {
        addAll(Arrays.asList(values));
    }

    /** The same. */
    public void addAll(List<? extends @Nullable Object> values) throws IOException {
        switch (format) {
            case TABLE -> {
                if (headed && count == 0) {
                    talk.out(String.join("\t", columns));
                }
                talk.out(values.stream().map(Cells::text).collect(Collectors.joining("\t")));
            }
            case CSV -> {
                if (headed && count == 0) {
                    talk.out(columns.stream().map(Cells::csv).collect(Collectors.joining(",")));
                }
                talk.out(values.stream().map(Cells::csv).collect(Collectors.joining(",")));
            }
            case JSON -> talk.out((count == 0 ? "[\n" : ",") + Json.write(object(values)));
            case PRETTY_TABLE -> kept.add(values.stream().map(Cells::text).toList());
        }
        count++;
    }

    private Map<String, Object> object(List<? extends @Nullable Object> values) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            object.put(columns.get(i), Cells.json(values.get(i)));
        }
        return object;
    }

    /** That was the last one. */
    public void end() throws IOException {
        if (format == Format.JSON) {
            talk.out(count == 0 ? "[\n]" : "]");
        } else if (format == Format.PRETTY_TABLE && count > 0) {
            endPretty();
        }
    }

    private void endPretty() throws IOException {
        List<List<String>> all = new ArrayList<>(kept);
        if (headed) {
            all.add(0, columns);
        }
        int[] widths = new int[columns.size()];
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        talk.out(rule(widths, "┌", "┬", "┐"));
        for (int i = 0; i < all.size(); i++) {
            if (i > 0) {
                talk.out(rule(widths, "├", "┼", "┤"));
            }
            talk.out(line(all.get(i), widths));
        }
        talk.out(rule(widths, "└", "┴", "┘"));
    }

    private static String rule(int[] widths, String left, String between, String right) {
        return Arrays.stream(widths)
                .mapToObj(width -> "─".repeat(width + 2))
                .collect(Collectors.joining(between, left, right));
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder("│");
        for (int i = 0; i < widths.length; i++) {
            line.append(' ')
                    .append(row.get(i))
                    .append(" ".repeat(widths[i] - row.get(i).length()))
                    .append(" │");
        }
        return line.toString();
    }
}
