package io.leveret.broker;

import io.leveret.broker.auth.Users;
import io.leveret.broker.definition.DefinitionImport;
import io.leveret.broker.definition.Fault;
import io.leveret.broker.parameter.GlobalParameters;
import io.leveret.broker.vhost.VirtualHosts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that a broker has but messages, as definitions in RabbitMQ's format: shows them, and makes what they say. Any thread.
 *
 * <p>Definitions are plain values as JSON has them: maps, lists, texts, numbers and truths.
 */
public final class DefinitionOperations {

    private static final Logger LOG = LoggerFactory.getLogger(DefinitionOperations.class);

    /** Lines in the log about one import. */
    private static final int NOTES_MAX = 50;

    private final VirtualHosts virtualHosts;
    private final Users users;
    private final GlobalParameters globals;
    private final DefinitionExport export;

    DefinitionOperations(VirtualHosts virtualHosts, Users users, GlobalParameters globals, Management management) {
        this.virtualHosts = virtualHosts;
        this.users = users;
        this.globals = globals;
        this.export = new DefinitionExport(virtualHosts, management);
    }

    /** Those of the whole broker. */
    public Map<String, Object> all() {
        return export.all();
    }

    /** Those of one virtual host, or nothing if there is none of that name. */
    public Optional<Map<String, Object>> of(String virtualHost) {
        return export.of(virtualHost);
    }

    /**
     * Makes what definitions say: what is new comes to what is there, queues, exchanges and bindings stay as they are, the rest
     * is set anew. All is checked before anything is made.
     *
     * @param user on whose behalf, of which events tell
     * @return completes when all is durable, with a line for each thing that is not as they want it; fails with a {@link DefinitionException} that says what is wrong
     */
    public CompletableFuture<List<String>> set(String user, Map<String, ?> definitions) {
        return run(user, () -> DefinitionImport.of(virtualHosts, users, globals, definitions));
    }

    /** The same for one virtual host: what belongs to none is passed over. */
    public CompletableFuture<List<String>> set(String user, String virtualHost, Map<String, ?> definitions) {
        return run(user, () -> DefinitionImport.into(virtualHosts, globals, virtualHost, definitions));
    }

    private static CompletableFuture<List<String>> run(String user, Supplier<DefinitionImport> reading) {
        CompletableFuture<List<String>> made;
        try {
            made = reading.get().run(user);
        } catch (Fault fault) {
            made = CompletableFuture.failedFuture(fault);
        }
        return made.thenApply(notes -> {
                    tell(user, notes);
                    return notes;
                })
                .exceptionallyCompose(failure -> {
                    Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                            ? failure.getCause()
                            : failure;
                    return CompletableFuture.failedFuture(
                            cause instanceof Fault fault
                                    ? new DefinitionException(String.valueOf(fault.getMessage()), fault.reason())
                                    : cause);
                });
    }

    private static void tell(String user, List<String> notes) {
        LOG.info("definitions imported by '{}'", printable(user));
        notes.stream().limit(NOTES_MAX).forEach(note -> LOG.warn("definitions: {}", printable(note)));
        if (notes.size() > NOTES_MAX) {
            LOG.warn("definitions: and {} more", notes.size() - NOTES_MAX);
        }
    }

    /** Names come from outside: a line break in one must not forge a log line. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
