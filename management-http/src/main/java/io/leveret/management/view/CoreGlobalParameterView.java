package io.leveret.management.view;

import io.leveret.broker.GlobalParameterOperations;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The same of a running broker. */
record CoreGlobalParameterView(GlobalParameterOperations parameters) implements GlobalParameterView {

    @Override
    public List<GlobalParameterBody> list() {
        return parameters.list().stream()
                .map(parameter -> new GlobalParameterBody(parameter.value(), parameter.name()))
                .toList();
    }

    @Override
    public CompletionStage<SetAnswer> set(String user, String name, @Nullable Object value) {
        try {
            return parameters.set(user, name, value).thenApply(SetAnswer::made);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(SetAnswer.invalid(String.valueOf(e.getMessage())));
        }
    }

    @Override
    public CompletionStage<Boolean> delete(String user, String name) {
        return parameters.delete(user, name);
    }

    @Override
    public String clusterName() {
        return parameters.clusterName();
    }
}
