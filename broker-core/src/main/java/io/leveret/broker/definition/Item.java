package io.leveret.broker.definition;

import io.leveret.broker.parameter.JsonValues;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a section, by what its fields should be. Every method throws a {@link Fault} if one is something else.
 *
 * @param kind what it describes, for messages
 */
record Item(String kind, Map<?, ?> fields) {

    private static final String NAME = "name";

    /** All entries of a section, which may be missing. */
    static List<Item> all(Map<String, ?> definitions, String section, String kind) {
        Object value = definitions.get(section);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw new Fault(section + " should be a list");
        }
        List<Item> items = new ArrayList<>(list.size());
        for (Object element : list) {
            if (!(element instanceof Map<?, ?> fields)) {
                throw new Fault("every entry of " + section + " should be an object");
            }
            items.add(new Item(kind, fields));
        }
        return items;
    }

    /** As messages name it. */
    String described() {
        return fields.get(NAME) instanceof String name ? kind + " '" + name + "'" : kind;
    }

    boolean has(String key) {
        return fields.containsKey(key);
    }

    @Nullable
    Object value(String key) {
        return fields.get(key);
    }

    Fault wrong(String key, String wanted) {
        return new Fault(described() + ": " + key + " should be " + wanted);
    }

    /** A text that must be there. */
    String text(String key) {
        if (fields.get(key) instanceof String text) {
            return text;
        }
        throw wrong(key, "a string");
    }

    /** A text, or the other one if it is not there. */
    String text(String key, String otherwise) {
        return fields.get(key) == null ? otherwise : text(key);
    }

    /** A text of at most 255 octets. */
    ShortString shortText(String key, String otherwise) {
        String text = text(key, otherwise);
        if (text.getBytes(StandardCharsets.UTF_8).length > ShortString.BYTES_MAX) {
            throw wrong(key, "at most " + ShortString.BYTES_MAX + " octets");
        }
        return ShortString.of(text);
    }

    /** What names it: a text that is not empty, of at most 255 octets. */
    ShortString name() {
        if (text(NAME).isEmpty()) {
            throw wrong(NAME, "a string that is not empty");
        }
        return shortText(NAME, "");
    }

    boolean flag(String key) {
        if (fields.get(key) instanceof Boolean flag) {
            return flag;
        }
        throw wrong(key, "true or false");
    }

    boolean flag(String key, boolean otherwise) {
        return fields.get(key) == null ? otherwise : flag(key);
    }

    /** A list of texts, or a text with commas. */
    List<String> tags(String key) {
        Object value = fields.get(key);
        if (value instanceof String text) {
            return text.isBlank() ? List.of() : List.of(text.strip().split("\\s*,\\s*"));
        }
        if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        throw wrong(key, "a string or a list of strings");
    }

    /** Arguments, in the order of their names as RabbitMQ reads them; an empty list has none. */
    FieldTable table(String key) {
        Object value = fields.get(key);
        if (value == null || (value instanceof List<?> list && list.isEmpty())) {
            return FieldTable.EMPTY;
        }
        if (!(value instanceof Map<?, ?>)) {
            throw wrong(key, "an object");
        }
        try {
            return JsonValues.fieldOf(sorted(value)) instanceof FieldValue.Table table
                    ? table.table()
                    : FieldTable.EMPTY;
        } catch (IllegalArgumentException e) {
            throw new Fault(described() + ": " + key + ": " + e.getMessage());
        }
    }

    private static Object sorted(@Nullable Object value) {
        if (value == null) {
            throw new Fault("null_not_allowed");
        } else if (value instanceof Map<?, ?> map) {
            Map<String, Object> byName = new TreeMap<>();
            map.forEach((name, element) -> byName.put(String.valueOf(name), sorted(element)));
            return byName;
        } else if (value instanceof List<?> list) {
            return list.stream().map(Item::sorted).toList();
        }
        return value;
    }
}
