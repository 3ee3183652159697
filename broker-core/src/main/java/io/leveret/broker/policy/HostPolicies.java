package io.leveret.broker.policy;

/** All policies of one virtual host. Immutable: a change makes another. */
public record HostPolicies(Policies user, Policies operator) {

    public static final HostPolicies NONE = new HostPolicies(Policies.NONE, Policies.NONE);

    /** Those of one kind. */
    public Policies of(PolicyKind kind) {
        return kind == PolicyKind.USER ? user : operator;
    }

    /** Whether there are none at all. */
    public boolean isEmpty() {
        return user.isEmpty() && operator.isEmpty();
    }

    /** With these in the place of those of that kind. */
    public HostPolicies with(PolicyKind kind, Policies policies) {
        return kind == PolicyKind.USER ? new HostPolicies(policies, operator) : new HostPolicies(user, policies);
    }
}
