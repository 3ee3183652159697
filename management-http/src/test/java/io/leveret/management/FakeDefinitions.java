package io.leveret.management;

import io.leveret.broker.DefinitionException;
import io.leveret.management.view.DefinitionView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Definitions that a test gives, and what was to be made of others. */
final class FakeDefinitions implements DefinitionView {

    /** One line for each import. */
    final List<String> set = new ArrayList<>();

    /** What is wrong with all there are, or null. */
    @Nullable
    Object reason;

    @Override
    public Map<String, Object> all() {
        return Map.of("queues", List.of());
    }

    @Override
    public Optional<Map<String, Object>> of(String vhost) {
        return vhost.equals("/") ? Optional.of(Map.of("exchanges", List.of())) : Optional.empty();
    }

    @Override
    public CompletionStage<Boolean> set(String user, Map<String, ?> definitions) {
        return set(user, "all", definitions);
    }

    @Override
    public CompletionStage<Boolean> set(String user, String vhost, Map<String, ?> definitions) {
        Object wrong = reason;
        if (wrong != null) {
            return CompletableFuture.failedFuture(new DefinitionException("wrong", wrong));
        }
        set.add(user + " " + vhost + " " + definitions);
        return CompletableFuture.completedFuture(true);
    }
}
