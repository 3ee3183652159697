package io.leveret.management.list;

import java.util.List;
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

    /** The parameters of a query. */
    @FunctionalInterface
    public interface Parameters {
        /** What one is set to the first time, or null. */
        @Nullable
        String get(String name);
    }

    /**
     * Reads it.
     *
     * @param isPaged whether this list has pages at all
     * @throws ListFault if there can be no such page
     */
    public static ListQuery of(Parameters parameters, boolean isPaged) throws ListFault {
        return new ListQuery(
                columns(parameters),
                SortOrder.of(parameters.get("sort"), TRUE.equals(parameters.get("sort_reverse"))),
                isPaged
                        ? PageRequest.of(
                                parameters.get("page"),
                                parameters.get("page_size"),
                                parameters.get("name"),
                                TRUE.equals(parameters.get("use_regex")))
                        : null);
    }

    /** What is wanted of a single object, or of each in an array; null for all. */
    public static @Nullable Columns columns(Parameters parameters) {
        String columns = parameters.get("columns");
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
