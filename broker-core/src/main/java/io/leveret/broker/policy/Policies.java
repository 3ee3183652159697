package io.leveret.broker.policy;

import io.leveret.codec.value.ShortString;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The policies of one virtual host. Immutable: a change makes another. */
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

    /** Whether a queue would follow the one rather than the other, or none if that is null. */
    public boolean isBefore(Policy one, @Nullable Policy other) {
        return other == null || BY_PRIORITY.compare(one, other) < 0;
    }

    /** The one that a queue of this name follows: of those that match, the first. */
    public @Nullable Policy of(ShortString queueName) {
        if (sorted.isEmpty()) {
            return null;
        }
        String name = queueName.toString();
        return sorted.stream().filter(policy -> policy.isFor(name)).findFirst().orElse(null);
    }
}
