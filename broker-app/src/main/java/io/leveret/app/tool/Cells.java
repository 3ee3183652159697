package io.leveret.app.tool;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values in rows: plain ones, {@link Arguments}, lists of texts, and maps. */
final class Cells {

    private static final int FIRST_PRINTABLE = 0x20;
    private static final int DELETE = 0x7f;
    private static final int FIRST_LATIN = 0xa0;

    private Cells() {}

    /** As tables have it. Control characters are escaped: names are anybody's, and terminals obey them. */
    static String text(@Nullable Object value) {
        if (value == null) {
            return "";
        } else if (value instanceof Arguments arguments) {
            return escaped(arguments.terms());
        } else if (value instanceof List<?> list) {
            return list.stream().map(Cells::text).collect(Collectors.joining(", ", "[", "]"));
        } else if (value instanceof Map<?, ?>) {
            return escaped(Json.write(value));
        }
        return escaped(value.toString());
    }

    static String escaped(String text) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isPlain = (c >= FIRST_PRINTABLE && c < DELETE) || c >= FIRST_LATIN;
            if (!isPlain && out == null) {
                out = new StringBuilder(text.length() + 8).append(text, 0, i);
            }
            if (out != null && isPlain) {
                out.append(c);
            } else if (out != null) {
                out.append('\\').append(c / 64).append(c / 8 % 8).append(c % 8);
            }
        }
        return out == null ? text : out.toString();
    }

    /** As JSON has it; what is not there is an empty text, as with RabbitMQ's tools. */
    static Object json(@Nullable Object value) {
        if (value instanceof Arguments arguments) {
            return arguments.typed();
        }
        return value == null ? "" : value;
    }

    /** As a cell of CSV. */
    static String csv(@Nullable Object value) {
        return '"' + text(value).replace("\"", "\"\"") + '"';
    }
}
