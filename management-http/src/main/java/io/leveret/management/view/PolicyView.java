package io.leveret.management.view;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The policies of one kind, users' or operators', as the API sees them. Answers may complete on any thread. */
public interface PolicyView {

    /** All of a virtual host, or of all if that is null; nothing if there is no such virtual host. */
    Optional<List<PolicyBody>> list(@Nullable String vhost);

    /** Sets one to what a request's body says. */
    CompletionStage<SetAnswer> set(String user, String vhost, String name, Map<String, ?> body);

    /** Removes one; completes with whether there was one. */
    CompletionStage<Boolean> delete(String user, String vhost, String name);
}
