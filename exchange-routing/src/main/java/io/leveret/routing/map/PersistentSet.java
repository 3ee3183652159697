package io.leveret.routing.map;

import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;

/** An immutable set over {@link PersistentMap}, with its costs and its order. */
public final class PersistentSet<E> implements Iterable<E> {

    private static final PersistentSet<?> EMPTY = new PersistentSet<>(PersistentMap.empty());

    private final PersistentMap<E, E> members;

    private PersistentSet(PersistentMap<E, E> members) {
        this.members = members;
    }

    @SuppressWarnings("unchecked") // the empty set holds nothing of any type
    public static <E> PersistentSet<E> empty() {
        return (PersistentSet<E>) EMPTY;
    }

    public int size() {
        return members.size();
    }

    public boolean isEmpty() {
        return members.isEmpty();
    }

    public boolean contains(E member) {
        return members.containsKey(member);
    }

    /** This set with the member; this very set if an equal one is in it, which then stays. */
    public PersistentSet<E> with(E member) {
        return contains(member) ? this : new PersistentSet<>(members.with(member, member));
    }

    /** This set without the member; this very set if it is not in it. */
    public PersistentSet<E> without(E member) {
        PersistentMap<E, E> left = members.without(member);
        if (left == members) {
            return this;
        }
        return left.isEmpty() ? empty() : new PersistentSet<>(left);
    }

    @Override
    public void forEach(Consumer<? super E> action) {
        members.forEach((Map.Entry<E, E> entry) -> action.accept(entry.getKey()));
    }

    @Override
    public Iterator<E> iterator() {
        return members.<E>values(member -> member).iterator();
    }

    @Override
    public String toString() {
        return members.<E>values(member -> member).toString();
    }
}
