package io.leveret.management.list;

import java.math.BigInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a list is wanted.
 *
 * @param page from 1
 * @param pageSize from 1 to 500
 * @param filter names that are on any page at all
 */
public record PageRequest(int page, int pageSize, Predicate<String> filter) {

    private static final int SIZE_DEFAULT = 100;
    private static final BigInteger SIZE_MAX = BigInteger.valueOf(500);
    private static final BigInteger PAGE_MAX = BigInteger.valueOf(Integer.MAX_VALUE);

    /** The first item of the page, from 0. */
    long from() {
        return (page - 1L) * pageSize;
    }

    /**
     * Requires that there is such a page; the first one always is.
     *
     * @throws ListFault in RabbitMQ's words
     */
    void requireWithin(int length) throws ListFault {
        if (page > 1 && from() >= length) {
            throw new ListFault(
                    "page_out_of_range",
                    "Page out of range, page: " + page + " page size: " + pageSize + ", len: " + length);
        }
    }

    /** How many pages there are. */
    int count(int length) {
        return (length + pageSize - 1) / pageSize;
    }

    /**
     * Reads the parameters of a query.
     *
     * @return null if no page is wanted, but all
     * @throws ListFault in RabbitMQ's words
     */
    static @Nullable PageRequest of(
            @Nullable String page, @Nullable String size, @Nullable String name, boolean isExpression)
            throws ListFault {
        if (page == null) {
            return null;
        }
        BigInteger number = number(page);
        BigInteger items = size == null ? BigInteger.valueOf(SIZE_DEFAULT) : number(size);
        if (number.signum() < 1 || items.signum() < 1 || items.compareTo(SIZE_MAX) > 0) {
            throw new ListFault(
                    "invalid_pagination_parameters",
                    "Invalid pagination parameters: page number " + number + ", page size "
                            + (size == null ? "undefined" : items));
        }
        Predicate<String> filter = name == null || name.isEmpty() ? any -> true : NameFilter.of(name, isExpression);
        return new PageRequest(number.min(PAGE_MAX).intValue(), items.intValue(), filter);
    }

    private static BigInteger number(String text) throws ListFault {
        if (!text.matches("[+-]?\\d{1,100}")) {
            throw invalid();
        }
        return new BigInteger(text);
    }

    static ListFault invalid() {
        return new ListFault("bad_request", "Pagination parameters are invalid");
    }
}
