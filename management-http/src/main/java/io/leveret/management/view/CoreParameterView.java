package io.leveret.management.view;

import io.leveret.broker.ParameterInfo;
import io.leveret.broker.ParameterOperations;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The same of a running broker. */
record CoreParameterView(ParameterOperations parameters) implements ParameterView {

    @Override
    public Optional<List<ParameterBody>> list(@Nullable String vhost) {
        return (vhost == null ? Optional.of(parameters.list()) : parameters.list(vhost))
                .map(found -> found.stream().map(CoreParameterView::body).toList());
    }

    @Override
    public CompletionStage<SetAnswer> set(
            String user, String component, String vhost, String name, @Nullable Object value) {
        try {
            return parameters
                    .set(user, component, vhost, name, value)
                    .thenApply(isNew -> isNew.map(SetAnswer::made).orElseGet(SetAnswer::noSuchVhost));
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(SetAnswer.invalid(String.valueOf(e.getMessage())));
        }
    }

    @Override
    public CompletionStage<Boolean> delete(String user, String component, String vhost, String name) {
        return parameters.delete(user, component, vhost, name);
    }

    private static ParameterBody body(ParameterInfo parameter) {
        return new ParameterBody(parameter.value(), parameter.vhost(), parameter.component(), parameter.name());
    }
}
