package io.leveret.management.list;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the query of a request says about the list that it asks for.
 *
 * @param columns null for all of each item
 * @param order null for the order in which the items are found
 * @param page null for all items
 */
public record ListQuery(
        @Nullable Columns columns,
        @Nullable SortOrder order,
        @Nullable PageRequest page) {

    private static final String TRUE = "true";

    /**
     * Reads it.
     *
     * @param parameters says what a parameter is set to, null if it is not there
     * @param isPaged whether this list has pages at all
     * @throws ListFault if there can be no such page
     */
    public static ListQuery of(Function<String, @Nullable String> parameters, boolean isPaged) throws ListFault {
        return new ListQuery(
                columns(parameters),
                SortOrder.of(parameters.apply("sort"), TRUE.equals(parameters.apply("sort_reverse"))),
                isPaged
                        ? PageRequest.of(
                                parameters.apply("page"),
                                parameters.apply("page_size"),
                                parameters.apply("name"),
                                TRUE.equals(parameters.apply("use_regex")))
                        : null);
    }

    /** What is wanted of a single object, or of each in an array; null for all. */
    public static @Nullable Columns columns(Function<String, @Nullable String> parameters) {
        String columns = parameters.apply("columns");
        return columns == null ? null : Columns.of(columns);
    }

    /** The items in the order that is asked for. */
    public <T> List<T> sorted(List<T> items) {
        SortOrder wanted = order;
        if (wanted == null) {
            return items;
        }
        List<SortOrder.Key> keys = items.stream().map(wanted::key).toList();
        return IntStream.range(0, items.size())
                .boxed()
                .sorted((one, other) -> wanted.direction().compare(keys.get(one), keys.get(other)))
                .map(items::get)
                .toList();
    }
}
