package io.leveret.management;

import io.leveret.management.view.PolicyBody;
import io.leveret.management.view.PolicyView;
import io.leveret.management.view.SetAnswer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One policy, {@code keep}; a policy {@code new} is created, {@code keep} changed, {@code bad} is not valid. */
final class FakePolicies implements PolicyView {

    /** What was set last. */
    Map<String, ?> set = Map.of();

    @Override
    public Optional<List<PolicyBody>> list(@Nullable String vhost) {
        return Optional.of(List.of(new PolicyBody("/", "keep", "^a", "queues", Map.of("x", 1), 2)))
                .filter(policies -> vhost == null || vhost.equals("/"));
    }

    @Override
    public CompletionStage<SetAnswer> set(String user, String vhost, String name, Map<String, ?> body) {
        set = body;
        if (!vhost.equals("/")) {
            return CompletableFuture.completedFuture(new SetAnswer(SetAnswer.Outcome.NO_SUCH_VHOST, ""));
        }
        return CompletableFuture.completedFuture(
                switch (name) {
                    case "keep" -> new SetAnswer(SetAnswer.Outcome.CHANGED, "");
                    case "bad" -> new SetAnswer(SetAnswer.Outcome.INVALID, "<<\"x\">> & more");
                    default -> new SetAnswer(SetAnswer.Outcome.CREATED, "");
                });
    }

    @Override
    public CompletionStage<Boolean> delete(String user, String vhost, String name) {
        return CompletableFuture.completedFuture(vhost.equals("/") && name.equals("keep"));
    }
}
