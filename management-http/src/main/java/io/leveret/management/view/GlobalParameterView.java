package io.leveret.management.view;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The parameters of the broker as a whole, as the API sees them. Answers may complete on any thread. */
public interface GlobalParameterView {

    /** All there are, by name. */
    List<GlobalParameterBody> list();

    /** Sets one to a value that JSON has. */
    CompletionStage<SetAnswer> set(String user, String name, @Nullable Object value);

    /** Removes one; completes with whether there was one. */
    CompletionStage<Boolean> delete(String user, String name);

    /** What the cluster is called: the value of {@code cluster_name}, or what it is called without one. */
    String clusterName();
}
