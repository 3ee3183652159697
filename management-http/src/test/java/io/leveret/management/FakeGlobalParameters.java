package io.leveret.management;

import io.leveret.management.view.GlobalParameterBody;
import io.leveret.management.view.GlobalParameterView;
import io.leveret.management.view.SetAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The parameters {@code nothing} and {@code x}; a parameter {@code bad} is not valid, and neither is a value so. */
final class FakeGlobalParameters implements GlobalParameterView {

    final List<String> said = new ArrayList<>();

    @Override
    public List<GlobalParameterBody> list() {
        return List.of(new GlobalParameterBody(null, "nothing"), new GlobalParameterBody(List.<Object>of(1, "a"), "x"));
    }

    @Override
    public CompletionStage<SetAnswer> set(String user, String name, @Nullable Object value) {
        said.add(user + " " + name + " " + value);
        return CompletableFuture.completedFuture(
                name.equals("bad") || "bad".equals(value)
                        ? SetAnswer.invalid("not <valid>")
                        : SetAnswer.made(!name.equals("x")));
    }

    @Override
    public CompletionStage<Boolean> delete(String user, String name) {
        said.add(user + " deletes " + name);
        return CompletableFuture.completedFuture(name.equals("x"));
    }

    @Override
    public String clusterName() {
        return "hares";
    }
}
