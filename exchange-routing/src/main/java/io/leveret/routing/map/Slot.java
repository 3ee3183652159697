package io.leveret.routing.map;

import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One place in the hash trie of a {@link PersistentMap}. Never empty and never changed: every change answers a new slot
 * that shares what it did not touch.
 *
 * <p>{@code shift} is how many low bits of the hash the slots above have used up: 0 at the root, 5 more per level.
 */
sealed interface Slot<K, V> permits Slot.Leaf, Branch {

    @Nullable
    MapEntry<K, V> find(K key, int hash, int shift);

    Slot<K, V> with(MapEntry<K, V> entry, int shift);

    /** Takes out a key that is known to be here; null when nothing is left. */
    @Nullable
    Slot<K, V> without(K key, int hash, int shift);

    void forEach(Consumer<? super Map.Entry<K, V>> action);

    /** A slot whose keys all have the same 32 bit hash, so that no deeper level could tell them apart. */
    sealed interface Leaf<K, V> extends Slot<K, V> permits MapEntry, Collision {

        int hash();
    }
}
