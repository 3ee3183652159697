package io.leveret.management.view;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The parameters of virtual hosts, as the API sees them. Answers may complete on any thread. */
public interface ParameterView {

    /** All of a virtual host, or of all if that is null; nothing if there is no such virtual host. */
    Optional<List<ParameterBody>> list(@Nullable String vhost);

    /** Sets one to a value that JSON has. */
    CompletionStage<SetAnswer> set(String user, String component, String vhost, String name, @Nullable Object value);

    /** Removes one; completes with whether there was one. */
    CompletionStage<Boolean> delete(String user, String component, String vhost, String name);
}
