package io.leveret.management.list;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.databind.util.TokenBuffer;

/**
 * By which field a list is sorted, and in which direction. Values of different kinds come in the order that RabbitMQ has
 * from its language: numbers, truth values and null, structures, texts. What has no such field sorts as 0.
 */
public final class SortOrder {

    /** What a value is in front of all comparing of its kind. */
    private enum Kind {
        NUMBER,
        WORD,
        STRUCTURE,
        TEXT
    }

    /** The value of the field. */
    record Key(Kind kind, double number, String text) implements Comparable<Key> {

        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::kind).thenComparingDouble(Key::number).thenComparing(Key::text);

        private static final Key NONE = new Key(Kind.NUMBER, 0, "");
        private static final Key STRUCTURE = new Key(Kind.STRUCTURE, 0, "");

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private final Columns column;
    /** How many objects lie one in the other around the value. */
    private final int depth;

    private final Comparator<Key> direction;

    private SortOrder(List<String> path, boolean reversed) {
        this.column = Columns.of(path);
        this.depth = path.size();
        this.direction = reversed ? Comparator.reverseOrder() : Comparator.naturalOrder();
    }

    /** The order by the field of this path; null for none. */
    static @Nullable SortOrder of(@Nullable String path, boolean reversed) {
        return path == null || path.isEmpty() ? null : new SortOrder(List.of(path.split("\\.")), reversed);
    }

    Comparator<Key> direction() {
        return direction;
    }

    /** Where an item stands. */
    Key key(Object item) {
        try (TokenBuffer tokens = Json.tokens(item, column);
                JsonParser parser = tokens.asParser(ObjectReadContext.empty())) {
            int inside = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isScalarValue()) {
                    return scalar(parser, token);
                }
                inside += token == JsonToken.START_OBJECT ? 1 : 0;
                if (inside > depth || (inside == depth && token == JsonToken.START_ARRAY)) {
                    return Key.STRUCTURE;
                }
            }
            return Key.NONE;
        }
    }

    private static Key scalar(JsonParser parser, JsonToken token) {
        return switch (token) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Key(Kind.NUMBER, parser.getDoubleValue(), "");
            case VALUE_STRING -> new Key(Kind.TEXT, 0, parser.getString());
            default -> new Key(Kind.WORD, 0, token == JsonToken.VALUE_NULL ? "null" : parser.getString());
        };
    }
}
