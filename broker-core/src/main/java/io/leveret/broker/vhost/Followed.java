package io.leveret.broker.vhost;

import io.leveret.broker.policy.HostPolicies;
import io.leveret.broker.policy.Policies;
import io.leveret.broker.policy.Policy;
import io.leveret.broker.policy.PolicyKind;
import io.leveret.broker.policy.PolicyMerge;
import io.leveret.broker.policy.Subject;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import org.jspecify.annotations.Nullable;

/**
 * The policies that one queue or exchange follows. Names are long and expressions slow, so a change of one policy has no
 * others matched again unless it must. Owned by the control thread.
 */
final class Followed {

    private final Subject subject;
    private final String name;
    private @Nullable Policy user;
    private @Nullable Policy operator;

    Followed(Subject subject, ShortString name) {
        this.subject = subject;
        this.name = name.toString();
    }

    /** Finds out what to follow; whether it is anything. */
    boolean all(HostPolicies policies) {
        user = policies.user().of(subject, name);
        operator = policies.operator().of(subject, name);
        return !isNothing();
    }

    /** A policy was set, perhaps in the place of another of its name; whether that changes anything here. */
    boolean set(PolicyKind kind, Policies policies, Policy policy) {
        Policy now = of(kind);
        if (now != null && now.name().equals(policy.name())) {
            follow(kind, policies.of(subject, name));
            return true;
        }
        if (Policies.isBefore(policy, now) && policy.isFor(subject, name)) {
            follow(kind, policy);
            return true;
        }
        return false;
    }

    /** A policy is gone; whether that changes anything here. */
    boolean cleared(PolicyKind kind, Policies policies, ShortString policy) {
        Policy now = of(kind);
        if (now == null || !now.name().equals(policy)) {
            return false;
        }
        follow(kind, policies.of(subject, name));
        return true;
    }

    private void follow(PolicyKind kind, @Nullable Policy policy) {
        if (kind == PolicyKind.USER) {
            user = policy;
        } else {
            operator = policy;
        }
    }

    private @Nullable Policy of(PolicyKind kind) {
        return kind == PolicyKind.USER ? user : operator;
    }

    /** Whether no policy is followed. */
    boolean isNothing() {
        return user == null && operator == null;
    }

    /** The name of the policy of that kind, or null. */
    @Nullable
    ShortString nameOf(PolicyKind kind) {
        Policy policy = of(kind);
        return policy == null ? null : policy.name();
    }

    /** What both say together. */
    FieldTable definition() {
        return PolicyMerge.of(user, operator);
    }
}
