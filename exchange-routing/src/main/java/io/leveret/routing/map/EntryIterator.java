package io.leveret.routing.map;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Walks a trie depth first, in the order of {@link Slot#forEach}. */
final class EntryIterator<K, V> implements Iterator<Map.Entry<K, V>> {

    /** What is still to be walked, the next slot on top. */
    private final Deque<Slot<K, V>> pending = new ArrayDeque<>();

    EntryIterator(@Nullable Slot<K, V> root) {
        if (root != null) {
            pending.push(root);
        }
    }

    @Override
    public boolean hasNext() {
        return !pending.isEmpty();
    }

    @Override
    public Map.Entry<K, V> next() {
        while (true) {
            Slot<K, V> slot = pending.poll();
            if (slot == null) {
                throw new NoSuchElementException();
            }
            if (slot instanceof MapEntry<K, V> entry) {
                return entry;
            }
            if (slot instanceof Branch<K, V> branch) {
                pushAll(branch);
            }
            if (slot instanceof Collision<K, V> collision) {
                pushAll(collision.entries());
            }
        }
    }

    private void pushAll(Branch<K, V> branch) {
        for (int i = branch.slotCount() - 1; i >= 0; i--) {
            pending.push(branch.slot(i));
        }
    }

    private void pushAll(List<MapEntry<K, V>> entries) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            pending.push(entries.get(i));
        }
    }
}
