package io.leveret.management.list;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a list is made of: so many things, whose names are known, and which are asked about in portions, so that no list needs
 * memory for all of them at once. Used by one thread; answers may complete on any.
 *
 * @param <T> body of one in the answer
 */
public interface Listing<T> {

    int size();

    /** What searches look at. */
    String name(int index);

    /** What there is to say about some, in this order; null for each that is gone meanwhile. */
    CompletionStage<? extends List<? extends @Nullable T>> items(int[] indices);

    /** The same things, of which less is said. */
    default <S> Listing<S> map(Function<T, S> less) {
        Listing<T> all = this;
        return new Listing<S>() {
            @Override
            public int size() {
                return all.size();
            }

            @Override
            public String name(int index) {
                return all.name(index);
            }

            @Override
            public CompletionStage<List<@Nullable S>> items(int[] indices) {
                return all.items(indices).thenApply(items -> {
                    List<@Nullable S> mapped = new ArrayList<>(items.size());
                    for (T item : items) {
                        mapped.add(item == null ? null : less.apply(item));
                    }
                    return mapped;
                });
            }
        };
    }

    /** Things that are known already. */
    static <T> Listing<T> of(List<T> items, Function<T, String> name) {
        return new Listing<T>() {
            @Override
            public int size() {
                return items.size();
            }

            @Override
            public String name(int index) {
                return name.apply(items.get(index));
            }

            @Override
            public CompletionStage<List<T>> items(int[] indices) {
                return CompletableFuture.completedFuture(
                        Arrays.stream(indices).mapToObj(items::get).toList());
            }
        };
    }
}
