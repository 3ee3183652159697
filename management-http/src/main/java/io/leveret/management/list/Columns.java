package io.leveret.management.list;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.filter.TokenFilter;

/**
 * Which fields of an answer are wanted, as in {@code columns=name,messages_details.rate}. A dot leads into an object, or into
 * each object of an array. Filters while JSON is written. Immutable.
 */
public final class Columns extends TokenFilter {

    private final Map<String, Columns> fields = new HashMap<>(4);
    /** Whether one of the columns ends here, so that all below is wanted. */
    private boolean whole;

    private Columns() {}

    /** Those that the text names, with commas between them. */
    public static Columns of(String text) {
        Columns columns = new Columns();
        for (String column : text.split(",", -1)) {
            columns.add(List.of(column.split("\\.")));
        }
        return columns;
    }

    /** One column by its path. */
    static Columns of(List<String> path) {
        Columns columns = new Columns();
        columns.add(path);
        return columns;
    }

    /** All of a page, but of its items only these. */
    static TokenFilter ofItems(Columns columns) {
        return new TokenFilter() {
            @Override
            public TokenFilter includeProperty(String name) {
                return name.equals("items") ? columns : INCLUDE_ALL;
            }
        };
    }

    private void add(List<String> path) {
        Columns at = this;
        for (String field : path) {
            at = at.fields.computeIfAbsent(field, added -> new Columns());
        }
        at.whole = true;
    }

    @Override
    public @Nullable TokenFilter includeProperty(String name) {
        Columns field = fields.get(name);
        return field != null && field.whole ? INCLUDE_ALL : field;
    }

    @Override
    public TokenFilter includeElement(int index) {
        return this;
    }

    @Override
    public TokenFilter includeRootValue(int index) {
        return this;
    }

    /** A value where the column goes on into an object. */
    @Override
    protected boolean _includeScalar() {
        return false;
    }

    @Override
    public boolean includeEmptyArray(boolean contentsFiltered) {
        return true;
    }

    @Override
    public boolean includeEmptyObject(boolean contentsFiltered) {
        return true;
    }
}
