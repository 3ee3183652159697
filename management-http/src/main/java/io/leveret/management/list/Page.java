package io.leveret.management.list;

import java.util.List;

/** One page, as RabbitMQ's answers show it; the order of the components is theirs. */
record Page<T>(
        int filteredCount, int itemCount, List<T> items, int page, int pageCount, int pageSize, int totalCount) {}
