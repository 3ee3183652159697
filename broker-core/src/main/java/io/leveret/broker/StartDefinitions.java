package io.leveret.broker;

import io.leveret.broker.parameter.GlobalParameters;
import io.leveret.broker.vhost.Asker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Definitions that a broker makes at its start, before anybody is served.
 *
 * @param files one after the other
 * @param hash of all of them, if they are to be passed over where the last start has made the same; else null
 */
public record StartDefinitions(List<File> files, @Nullable String hash) {

    /** None. */
    public static final StartDefinitions NONE = new StartDefinitions(List.of(), null);

    private static final Logger LOG = LoggerFactory.getLogger(StartDefinitions.class);

    /**
     * One file.
     *
     * @param name for messages
     * @param definitions as JSON has them
     */
    public record File(String name, Map<String, ?> definitions) {

        private boolean hasUsers() {
            return definitions.get("users") instanceof List<?> users && !users.isEmpty();
        }
    }

    public StartDefinitions {
        files = List.copyOf(files);
    }

    /** Whether they bring users, so that a broker that has none makes none by itself. */
    boolean hasUsers() {
        return files.stream().anyMatch(File::hasUsers);
    }

    /** Completes when all is durable; fails with a {@link DefinitionException} that names the file. */
    CompletableFuture<Boolean> into(Management management) {
        GlobalParameterOperations globals = management.globalParameters();
        if (hash != null && isKnown(hash, globals)) {
            LOG.info("definitions are the same as at the last start, and were not imported again");
            return CompletableFuture.completedFuture(true);
        }
        CompletableFuture<Boolean> made = CompletableFuture.completedFuture(true);
        for (File file : files) {
            made = made.thenCompose(before -> make(file, management));
        }
        return hash == null
                ? made
                : made.thenCompose(all -> globals.set(Asker.BROKER, GlobalParameters.DEFINITIONS_HASH, hash));
    }

    private static boolean isKnown(String hash, GlobalParameterOperations globals) {
        return globals.list().stream()
                .anyMatch(parameter ->
                        parameter.name().equals(GlobalParameters.DEFINITIONS_HASH) && hash.equals(parameter.value()));
    }

    private static CompletableFuture<Boolean> make(File file, Management management) {
        return management
                .definitions()
                .set(Asker.BROKER, file.definitions)
                .thenApply(notes -> {
                    LOG.info("definitions imported from {}", file.name);
                    return true;
                })
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(named(file, failure)));
    }

    private static Throwable named(File file, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof DefinitionException refusal
                ? new DefinitionException(
                        "definitions in " + file.name + ": "
                                + String.valueOf(refusal.getMessage()).strip().replaceAll("\\s*\\R\\s*", " "),
                        refusal.reason())
                : cause;
    }
}
