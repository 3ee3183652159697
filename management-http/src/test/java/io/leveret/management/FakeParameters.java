package io.leveret.management;

import io.leveret.management.view.ParameterBody;
import io.leveret.management.view.ParameterView;
import io.leveret.management.view.SetAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The virtual hosts {@code /} and {@code other}, each with the parameters {@code x} of component {@code a} and {@code b};
 * a parameter {@code bad} is not valid.
 */
final class FakeParameters implements ParameterView {

    final List<String> said = new ArrayList<>();

    @Override
    public Optional<List<ParameterBody>> list(@Nullable String vhost) {
        return Optional.of(Stream.of("/", "other")
                        .filter(host -> vhost == null || vhost.equals(host))
                        .flatMap(host -> Stream.of("a", "b")
                                .map(component -> new ParameterBody(Map.of("k", 1L), host, component, "x")))
                        .toList())
                .filter(found -> !found.isEmpty());
    }

    @Override
    public CompletionStage<SetAnswer> set(
            String user, String component, String vhost, String name, @Nullable Object value) {
        said.add(user + " " + component + " " + vhost + " " + name + " " + value);
        return CompletableFuture.completedFuture(
                name.equals("bad") ? SetAnswer.invalid("<<\"x\">> & more") : SetAnswer.made(!name.equals("x")));
    }

    @Override
    public CompletionStage<Boolean> delete(String user, String component, String vhost, String name) {
        said.add(user + " deletes " + component + " " + vhost + " " + name);
        return CompletableFuture.completedFuture(name.equals("x"));
    }
}
