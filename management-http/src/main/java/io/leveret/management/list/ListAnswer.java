package io.leveret.management.list;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request for a list, as text in portions. Which items there are, and in which order, is decided with the
 * first; each item is asked about when its portion is due, so what the whole takes is a number for each item, and one portion.
 * To sort by a field of theirs, all are asked about twice.
 *
 * <p>Owned by the thread of the executor, on which all it does for long is cut into pieces.
 *
 * @param <T> body of an item
 */
public final class ListAnswer<T> {

    private static final int PORTION = 512;
    /** So many names are looked at before others get their turn. */
    private static final int NAMES_AT_ONCE = 4096;

    private final Listing<T> listing;
    private final ListQuery query;
    private final Executor executor;
    private int[] indices = {};
    private int next;
    private boolean anyWritten;

    public ListAnswer(Listing<T> listing, ListQuery query, Executor executor) {
        this.listing = listing;
        this.query = query;
        this.executor = executor;
    }

    /** Finds out what is in the list; before anything is asked for. Completes with a {@link ListFault} if there is no such page. */
    public CompletionStage<Void> prepare() {
        CompletableFuture<Void> prepared = new CompletableFuture<>();
        int[] found = new int[listing.size()];
        executor.execute(() -> find(found, 0, 0, prepared));
        return prepared;
    }

    private void find(int[] found, int from, int count, CompletableFuture<Void> prepared) {
        try {
            PageRequest page = query.page();
            Predicate<String> filter = page == null ? name -> true : page.filter();
            int to = Math.min(listing.size(), from + NAMES_AT_ONCE);
            int soFar = count;
            for (int index = from; index < to; index++) {
                if (page == null || filter.test(listing.name(index))) {
                    found[soFar++] = index;
                }
            }
            int nowFound = soFar;
            if (to < listing.size()) {
                executor.execute(() -> find(found, to, nowFound, prepared));
                return;
            }
            indices = nowFound == found.length ? found : Arrays.copyOf(found, nowFound);
            if (page != null) {
                page.requireWithin(nowFound);
            }
            sort(prepared);
        } catch (ListFault | RuntimeException fault) {
            prepared.completeExceptionally(fault);
        }
    }

    private void sort(CompletableFuture<Void> prepared) {
        SortOrder order = query.order();
        if (order == null) {
            prepared.complete(null);
            return;
        }
        List<SortOrder.@Nullable Key> keys = new ArrayList<>(indices.length);
        collect(order, keys, prepared);
    }

    private void collect(SortOrder order, List<SortOrder.@Nullable Key> keys, CompletableFuture<Void> prepared) {
        if (keys.size() == indices.length) {
            indices = IntStream.range(0, indices.length)
                    .filter(at -> keys.get(at) != null)
                    .boxed()
                    .sorted((one, other) -> order.direction().compare(present(keys.get(one)), present(keys.get(other))))
                    .mapToInt(at -> indices[at])
                    .toArray();
            prepared.complete(null);
            return;
        }
        int from = keys.size();
        listing.items(Arrays.copyOfRange(indices, from, Math.min(indices.length, from + PORTION)))
                .whenCompleteAsync(
                        (items, failure) -> {
                            if (items == null) {
                                prepared.completeExceptionally(failure);
                                return;
                            }
                            for (T item : items) {
                                keys.add(item == null ? null : order.key(item));
                            }
                            collect(order, keys, prepared);
                        },
                        executor);
    }

    private static SortOrder.Key present(SortOrder.@Nullable Key key) {
        return Objects.requireNonNull(key);
    }

    /** Whether all is said. */
    public boolean isDone() {
        return next > indices.length;
    }

    /** What is to be written next. One at a time. */
    public CompletionStage<byte[]> portion() {
        PageRequest page = query.page();
        if (page != null) {
            return page(page);
        }
        int from = next;
        int to = Math.min(indices.length, from + PORTION);
        next = to == indices.length ? to + 1 : to;
        return listing.items(Arrays.copyOfRange(indices, from, to))
                .thenApplyAsync(items -> portion(items, from == 0, isDone()), executor);
    }

    private byte[] portion(List<? extends @Nullable T> items, boolean isFirst, boolean isLast) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(64 * items.size() + 2);
        if (isFirst) {
            out.write('[');
        }
        for (T item : items) {
            if (item != null) {
                if (anyWritten) {
                    out.write(',');
                }
                anyWritten = true;
                Json.write(out, item, query.columns());
            }
        }
        if (isLast) {
            out.write(']');
        }
        return out.toByteArray();
    }

    private CompletionStage<byte[]> page(PageRequest page) {
        next = indices.length + 1;
        int from = (int) Math.min(indices.length, page.from());
        int to = Math.min(indices.length, from + page.pageSize());
        return listing.items(Arrays.copyOfRange(indices, from, to))
                .thenApplyAsync(items -> page(page, items), executor);
    }

    private byte[] page(PageRequest page, List<? extends @Nullable T> items) {
        List<T> there = new ArrayList<>(items.size());
        for (T item : items) {
            if (item != null) {
                there.add(item);
            }
        }
        Columns columns = query.columns();
        return Json.bytes(
                new Page<>(
                        indices.length,
                        there.size(),
                        there,
                        page.page(),
                        page.count(indices.length),
                        page.pageSize(),
                        listing.size()),
                columns == null ? null : Columns.ofItems(columns));
    }
}
