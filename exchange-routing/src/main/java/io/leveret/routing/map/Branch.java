package io.leveret.routing.map;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A level of the trie: up to 32 slots, chosen by five bits of the hash. Only the used ones have a place in the array;
 * the bitmap says which.
 *
 * <p>There are always two or more leaves below a branch. A branch that would be left with a single leaf is replaced by
 * that leaf, so the trie's form depends on its content alone and not on its history.
 */
final class Branch<K, V> implements Slot<K, V> {

    private static final int BITS_PER_LEVEL = 5;
    private static final int LEVEL_MASK = (1 << BITS_PER_LEVEL) - 1;

    private final int bitmap;
    private final Slot<K, V>[] slots;

    private Branch(int bitmap, Slot<K, V>[] slots) {
        assert Integer.bitCount(bitmap) == slots.length : "one bit per slot";
        this.bitmap = bitmap;
        this.slots = slots;
    }

    /** The smallest branch that tells two leaves of different hash apart. */
    static <K, V> Branch<K, V> of(Leaf<K, V> one, Leaf<K, V> other, int shift) {
        assert one.hash() != other.hash() : "no level tells equal hashes apart";
        int bitOfOne = bit(one.hash(), shift);
        int bitOfOther = bit(other.hash(), shift);
        if (bitOfOne == bitOfOther) {
            return new Branch<>(bitOfOne, array(of(one, other, shift + BITS_PER_LEVEL)));
        }
        boolean inOrder = Integer.compareUnsigned(bitOfOne, bitOfOther) < 0;
        return new Branch<>(bitOfOne | bitOfOther, inOrder ? array(one, other) : array(other, one));
    }

    @Override
    public @Nullable MapEntry<K, V> find(K key, int hash, int shift) {
        int bit = bit(hash, shift);
        return has(bit) ? slots[position(bit)].find(key, hash, shift + BITS_PER_LEVEL) : null;
    }

    @Override
    public Slot<K, V> with(MapEntry<K, V> entry, int shift) {
        int bit = bit(entry.hash(), shift);
        int position = position(bit);
        if (has(bit)) {
            return replaced(position, slots[position].with(entry, shift + BITS_PER_LEVEL));
        }
        Slot<K, V>[] grown = Arrays.copyOf(slots, slots.length + 1);
        System.arraycopy(slots, position, grown, position + 1, slots.length - position);
        grown[position] = entry;
        return new Branch<>(bitmap | bit, grown);
    }

    @Override
    public Slot<K, V> without(K key, int hash, int shift) {
        int bit = bit(hash, shift);
        assert has(bit) : "not here: " + key;
        int position = position(bit);
        Slot<K, V> left = slots[position].without(key, hash, shift + BITS_PER_LEVEL);
        if (left != null) {
            return slots.length == 1 && left instanceof Leaf ? left : replaced(position, left);
        }
        if (slots.length == 2 && slots[1 - position] instanceof Leaf) {
            return slots[1 - position];
        }
        Slot<K, V>[] shrunk = Arrays.copyOf(slots, slots.length - 1);
        System.arraycopy(slots, position + 1, shrunk, position, shrunk.length - position);
        return new Branch<>(bitmap & ~bit, shrunk);
    }

    @Override
    public void forEach(Consumer<? super Map.Entry<K, V>> action) {
        for (Slot<K, V> slot : slots) {
            slot.forEach(action);
        }
    }

    int slotCount() {
        return slots.length;
    }

    Slot<K, V> slot(int position) {
        return slots[position];
    }

    private Slot<K, V> replaced(int position, Slot<K, V> slot) {
        Slot<K, V>[] changed = slots.clone();
        changed[position] = slot;
        return new Branch<>(bitmap, changed);
    }

    private boolean has(int bit) {
        return (bitmap & bit) != 0;
    }

    private int position(int bit) {
        return Integer.bitCount(bitmap & (bit - 1));
    }

    private static int bit(int hash, int shift) {
        return 1 << ((hash >>> shift) & LEVEL_MASK);
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is made by the call and kept by nobody else
    private static <K, V> Slot<K, V>[] array(Slot<K, V>... slots) {
        return slots;
    }
}
