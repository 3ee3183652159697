package io.leveret.broker.policy;

import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One setting of a policy.
 *
 * @param noun what its value is, as in "5 is not a valid message TTL"
 * @param takes whether it takes this value of JSON
 * @param merge which of a user's and an operator's value counts; null if operators may not set it
 * @param missing the queues that have no such setting
 */
record PolicyKey(
        String name,
        String noun,
        Predicate<@Nullable Object> takes,
        @Nullable Merge merge,
        Set<Subject> missing) {

    /** What a setting comes to that both policies have. */
    enum Merge {
        /** The lesser of two numbers. */
        LEAST,
        /** The same, but one below zero stands for no limit. */
        LEAST_OR_UNLIMITED,
        /** What the operator says. */
        OPERATOR
    }
}
