package io.leveret.broker.policy;

import io.leveret.codec.value.ShortString;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The policies of one virtual host and kind. Immutable: a change makes another. */
public final class Policies {

    public static final Policies NONE = new Policies(List.of());

    private static final Comparator<Policy> BY_PRIORITY = Comparator.comparingDouble(Policy::priority)
            .reversed()
            .thenComparing(policy -> policy.name().toString());

    private final List<Policy> sorted;

    private Policies(List<Policy> sorted) {
        this.sorted = sorted;
    }

    /** With this one, in the place of another of its name. */
    public Policies with(Policy policy) {
        List<Policy> changed = new ArrayList<>(without(policy.name()).sorted);
        changed.add(policy);
        changed.sort(BY_PRIORITY);
        return new Policies(List.copyOf(changed));
    }

    /** Without that one. */
    public Policies without(ShortString name) {
        return new Policies(
                sorted.stream().filter(policy -> !policy.name().equals(name)).toList());
    }

    /** The one of this name. */
    public @Nullable Policy named(ShortString name) {
        return sorted.stream()
                .filter(policy -> policy.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** All, the highest priority first. */
    public List<Policy> all() {
        return sorted;
    }

    /** Whether a thing that both are for follows the one rather than the other, or none if that is null. */
    public static boolean isBefore(Policy one, @Nullable Policy other) {
        return other == null || BY_PRIORITY.compare(one, other) < 0;
    }

    /** The one that a thing of this name follows: of those that are for it, the first. */
    public @Nullable Policy of(Subject subject, String name) {
        for (Policy policy : sorted) {
            if (policy.isFor(subject, name)) {
                return policy;
            }
        }
        return null;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return sorted.isEmpty();
    }
}
