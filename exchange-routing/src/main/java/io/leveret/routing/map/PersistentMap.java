package io.leveret.routing.map;

import java.util.AbstractCollection;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map: a change answers a new map that shares all but the changed path with the old one, which stays as it
 * was. A hash trie with 32 ways per level, so reading and changing cost O(log32 n) and a path is at most seven levels
 * long; keys with equal hashes are searched one by one.
 *
 * <p>Neither keys nor values may be null. The order of iteration depends on the keys' hashes and not on the order of
 * changes, except among keys with equal hashes. Safe to share between threads.
 */
public final class PersistentMap<K, V> implements Iterable<Map.Entry<K, V>> {

    private static final PersistentMap<?, ?> EMPTY = new PersistentMap<>(null, 0);

    private final @Nullable Slot<K, V> root;
    private final int size;

    private PersistentMap(@Nullable Slot<K, V> root, int size) {
        this.root = root;
        this.size = size;
    }

    @SuppressWarnings("unchecked") // the empty map holds nothing of any type
    public static <K, V> PersistentMap<K, V> empty() {
        return (PersistentMap<K, V>) EMPTY;
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public @Nullable V get(K key) {
        MapEntry<K, V> entry = find(key);
        return entry == null ? null : entry.getValue();
    }

    public boolean containsKey(K key) {
        return find(key) != null;
    }

    /** This map with the key set to the value; this very map if it holds that very value already. */
    public PersistentMap<K, V> with(K key, V value) {
        MapEntry<K, V> old = find(key);
        if (old != null && old.getValue() == value) {
            return this;
        }
        MapEntry<K, V> entry = new MapEntry<>(key, value, hash(key));
        return new PersistentMap<>(root == null ? entry : root.with(entry, 0), old == null ? size + 1 : size);
    }

    /** This map without the key; this very map if it has no such key. */
    public PersistentMap<K, V> without(K key) {
        if (root == null || find(key) == null) {
            return this;
        }
        return size == 1 ? empty() : new PersistentMap<>(root.without(key, hash(key), 0), size - 1);
    }

    public void forEach(BiConsumer<? super K, ? super V> action) {
        forEach(entry -> action.accept(entry.getKey(), entry.getValue()));
    }

    @Override
    public void forEach(Consumer<? super Map.Entry<K, V>> action) {
        if (root != null) {
            root.forEach(action);
        }
    }

    @Override
    public Iterator<Map.Entry<K, V>> iterator() {
        return new EntryIterator<>(root);
    }

    @Override
    public Spliterator<Map.Entry<K, V>> spliterator() {
        return Spliterators.spliterator(
                iterator(), size, Spliterator.DISTINCT | Spliterator.IMMUTABLE | Spliterator.NONNULL);
    }

    public Stream<Map.Entry<K, V>> stream() {
        return StreamSupport.stream(spliterator(), false);
    }

    /** A read-only view of the values, each seen through the function; nothing is copied. */
    public <R> Collection<R> values(Function<? super V, ? extends R> seenAs) {
        return new AbstractCollection<>() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public Iterator<R> iterator() {
                Iterator<Map.Entry<K, V>> entries = PersistentMap.this.iterator();
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return entries.hasNext();
                    }

                    @Override
                    public R next() {
                        return seenAs.apply(entries.next().getValue());
                    }
                };
            }
        };
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        forEach(entry -> text.append(text.length() == 1 ? "" : ", ").append(entry));
        return text.append('}').toString();
    }

    private @Nullable MapEntry<K, V> find(K key) {
        return root == null ? null : root.find(key, hash(key), 0);
    }

    /** Spreads the key's hash over all levels; one to one, so it makes no collision of its own. */
    private static int hash(Object key) {
        int scaled = key.hashCode() * 0x9E3779B1;
        return scaled ^ (scaled >>> 16);
    }
}
