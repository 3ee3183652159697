package io.leveret.routing.map;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Two or more different keys with the very same hash: searched one by one. */
final class Collision<K, V> implements Slot.Leaf<K, V> {

    private final List<MapEntry<K, V>> entries;

    private Collision(List<MapEntry<K, V>> entries) {
        assert entries.size() > 1 : "a collision needs two keys";
        this.entries = entries;
    }

    static <K, V> Collision<K, V> of(MapEntry<K, V> first, MapEntry<K, V> second) {
        return new Collision<>(List.of(first, second));
    }

    /** In the order in which they came. */
    List<MapEntry<K, V>> entries() {
        return entries;
    }

    @Override
    public int hash() {
        return entries.get(0).hash();
    }

    @Override
    public @Nullable MapEntry<K, V> find(K key, int hash, int shift) {
        int at = indexOf(key, hash);
        return at < 0 ? null : entries.get(at);
    }

    @Override
    public Slot<K, V> with(MapEntry<K, V> entry, int shift) {
        if (entry.hash() != hash()) {
            return Branch.of(this, entry, shift);
        }
        List<MapEntry<K, V>> changed = new ArrayList<>(entries);
        int at = indexOf(entry.getKey(), entry.hash());
        if (at < 0) {
            changed.add(entry);
        } else {
            changed.set(at, entry);
        }
        return new Collision<>(changed);
    }

    @Override
    public Slot<K, V> without(K key, int hash, int shift) {
        int at = indexOf(key, hash);
        assert at >= 0 : "not here: " + key;
        if (entries.size() == 2) {
            return entries.get(1 - at);
        }
        List<MapEntry<K, V>> changed = new ArrayList<>(entries);
        changed.remove(at);
        return new Collision<>(changed);
    }

    @Override
    public void forEach(Consumer<? super Map.Entry<K, V>> action) {
        entries.forEach(action);
    }

    private int indexOf(K key, int hash) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).has(key, hash)) {
                return i;
            }
        }
        return -1;
    }
}
