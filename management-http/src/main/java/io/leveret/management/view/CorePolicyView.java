package io.leveret.management.view;

import io.leveret.broker.PolicyInfo;
import io.leveret.broker.PolicyOperations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The broker's own policies. */
record CorePolicyView(PolicyOperations policies) implements PolicyView {

    /** Up to there every whole number is one. */
    private static final double WHOLE_MAX = 1L << 53;

    @Override
    public Optional<List<PolicyBody>> list(@Nullable String vhost) {
        return (vhost == null ? Optional.of(policies.list()) : policies.list(vhost))
                .map(found -> found.stream().map(CorePolicyView::body).toList());
    }

    @Override
    public CompletionStage<SetAnswer> set(String user, String vhost, String name, Map<String, ?> body) {
        try {
            return policies.set(user, vhost, name, body)
                    .map(set -> set.thenApply(SetAnswer::made))
                    .orElseGet(() -> CompletableFuture.completedFuture(SetAnswer.noSuchVhost()));
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(SetAnswer.invalid(String.valueOf(e.getMessage())));
        }
    }

    @Override
    public CompletionStage<Boolean> delete(String user, String vhost, String name) {
        return policies.delete(user, vhost, name);
    }

    private static PolicyBody body(PolicyInfo policy) {
        double priority = policy.priority();
        boolean isWhole = priority == Math.rint(priority) && Math.abs(priority) <= WHOLE_MAX;
        Number written = isWhole ? (Number) (long) priority : (Number) priority;
        return new PolicyBody(
                policy.vhost(), policy.name(), policy.pattern(), policy.applyTo(), policy.definition(), written);
    }
}
