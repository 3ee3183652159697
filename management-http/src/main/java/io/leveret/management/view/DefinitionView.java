package io.leveret.management.view;

import io.leveret.broker.DefinitionOperations;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** All that a broker has but messages, as files of definitions have it. Any thread. */
public interface DefinitionView {

    /** Those of a running broker. */
    static DefinitionView of(DefinitionOperations definitions) {
        return new CoreDefinitionView(definitions);
    }

    /** Those of the whole broker. */
    Map<String, Object> all();

    /** Those of one virtual host, or nothing if there is none of that name. */
    Optional<Map<String, Object>> of(String vhost);

    /** Makes what they say; fails with a {@link io.leveret.broker.DefinitionException} that says what is wrong. */
    CompletionStage<Boolean> set(String user, Map<String, ?> definitions);

    /** The same for one virtual host. */
    CompletionStage<Boolean> set(String user, String vhost, Map<String, ?> definitions);
}
