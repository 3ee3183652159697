package io.leveret.management.view;

import io.leveret.broker.DefinitionOperations;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The same of a running broker. */
record CoreDefinitionView(DefinitionOperations definitions) implements DefinitionView {

    @Override
    public Map<String, Object> all() {
        return definitions.all();
    }

    @Override
    public Optional<Map<String, Object>> of(String vhost) {
        return definitions.of(vhost);
    }

    @Override
    public CompletionStage<Boolean> set(String user, Map<String, ?> definitions) {
        return this.definitions.set(user, definitions).thenApply(notes -> true);
    }

    @Override
    public CompletionStage<Boolean> set(String user, String vhost, Map<String, ?> definitions) {
        return this.definitions.set(user, vhost, definitions).thenApply(notes -> true);
    }
}
