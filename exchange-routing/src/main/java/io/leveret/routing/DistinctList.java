package io.leveret.routing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A list that takes every element once. Most hold one element and then need no memory of their own; a few are compared
 * one by one; only many need a set.
 */
final class DistinctList<E> {

    private static final int SCAN_MAX = 8;

    private @Nullable E first;
    private @Nullable List<E> all;
    private @Nullable Set<E> set;

    int size() {
        if (all != null) {
            return all.size();
        }
        return first == null ? 0 : 1;
    }

    E get(int index) {
        if (all != null) {
            return all.get(index);
        }
        if (first == null || index != 0) {
            throw new IndexOutOfBoundsException(index);
        }
        return first;
    }

    /** Answers whether the element is new. */
    boolean add(E element) {
        if (first == null) {
            first = element;
            return true;
        }
        if (all == null) {
            return !first.equals(element) && addSecond(first, element);
        }
        if (set == null && all.size() == SCAN_MAX) {
            set = new HashSet<>(all);
        }
        boolean isNew = set == null ? !all.contains(element) : set.add(element);
        if (isNew) {
            all.add(element);
        }
        return isNew;
    }

    /** What was added, in that order; unmodifiable. This list must not be changed afterwards. */
    List<E> toList() {
        if (all != null) {
            return Collections.unmodifiableList(all);
        }
        return first == null ? List.of() : List.of(first);
    }

    private boolean addSecond(E one, E two) {
        List<E> both = new ArrayList<>(SCAN_MAX);
        both.add(one);
        both.add(two);
        all = both;
        return true;
    }
}
