package io.leveret.app.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the command line said, already checked for form. {@code null} or an empty list means that the flag was not given.
 *
 * @param port AMQP port, 0 for one that the system chooses
 * @param bindHosts addresses to listen on for AMQP
 * @param managementPort port of the HTTP API, 0 for one that the system chooses, -1 for none
 * @param dataDirectory where the broker keeps its files
 * @param sync how sure a confirmed message is
 */
public record Flags(
        @Nullable Integer port,
        List<String> bindHosts,
        @Nullable Integer managementPort,
        @Nullable Path dataDirectory,
        @Nullable Sync sync) {

    /** A command line without any flag. */
    public static final Flags NONE = new Flags(null, List.of(), null, null, null);

    public Flags {
        bindHosts = List.copyOf(bindHosts);
    }
}
