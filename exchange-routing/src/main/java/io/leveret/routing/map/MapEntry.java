package io.leveret.routing.map;

import java.util.AbstractMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One key with its value, and the key's hash so that moving it down a level asks the key for nothing. */
final class MapEntry<K, V> extends AbstractMap.SimpleImmutableEntry<K, V> implements Slot.Leaf<K, V> {

    private final int hash;

    MapEntry(K key, V value, int hash) {
        super(key, value);
        this.hash = hash;
    }

    boolean has(K key, int hash) {
        return this.hash == hash && getKey().equals(key);
    }

    @Override
    public int hash() {
        return hash;
    }

    @Override
    public @Nullable MapEntry<K, V> find(K key, int hash, int shift) {
        return has(key, hash) ? this : null;
    }

    @Override
    public Slot<K, V> with(MapEntry<K, V> entry, int shift) {
        if (entry.hash != hash) {
            return Branch.of(this, entry, shift);
        }
        return has(entry.getKey(), entry.hash) ? entry : Collision.of(this, entry);
    }

    @Override
    public @Nullable Slot<K, V> without(K key, int hash, int shift) {
        assert has(key, hash) : "not here: " + key;
        return null;
    }

    @Override
    public void forEach(Consumer<? super Map.Entry<K, V>> action) {
        action.accept(this);
    }
}
