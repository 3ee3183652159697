package io.leveret.app.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files of definitions that are imported at every start, before anybody is served.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>key</th><th>default</th></tr>
 * <tr><td>{@code load_definitions}: a file, or a directory of which all {@code .json} files count, in the order of their
 *     names</td><td></td></tr>
 * <tr><td>{@code definitions.import_backend = local_filesystem} and {@code definitions.local.path}: the same</td><td></td></tr>
 * <tr><td>{@code management.load_definitions}: the same, after the others</td><td></td></tr>
 * <tr><td>{@code definitions.skip_if_unchanged}, {@code true} or {@code false}</td><td>{@code false}</td></tr>
 * </table>
 *
 * @param paths files and directories
 * @param skipsUnchanged whether a start does not import what the last one has imported
 */
public record DefinitionsConfig(List<Path> paths, boolean skipsUnchanged) {

    private static final String NONE = "none";
    private static final String LOCAL = "local_filesystem";

    public DefinitionsConfig {
        paths = List.copyOf(paths);
    }

    static DefinitionsConfig resolve(RabbitConf conf) throws ConfigException {
        RabbitConf.Entry backend = conf.get(KnownKeys.DEFINITIONS_BACKEND);
        RabbitConf.Entry local = conf.get(KnownKeys.DEFINITIONS_PATH);
        if (backend != null && !backend.value().equals(LOCAL)) {
            throw backend.fault("\"" + backend.value() + "\" is not supported (expected: " + LOCAL + ")");
        }
        if (backend != null && local == null) {
            throw backend.fault(KnownKeys.DEFINITIONS_PATH + " is missing");
        }
        if (backend == null && local != null) {
            throw local.fault(KnownKeys.DEFINITIONS_BACKEND + " = " + LOCAL + " is missing");
        }
        List<Path> paths = new ArrayList<>();
        add(conf.get(KnownKeys.LOAD_DEFINITIONS), paths);
        add(local, paths);
        add(conf.get(KnownKeys.MANAGEMENT_DEFINITIONS), paths);
        RabbitConf.Entry skip = conf.get(KnownKeys.DEFINITIONS_SKIP);
        return new DefinitionsConfig(paths, skip != null && skip.isTrue());
    }

    private static void add(RabbitConf.@Nullable Entry entry, List<Path> paths) {
        if (entry != null && !entry.value().equals(NONE)) {
            paths.add(Path.of(entry.value()));
        }
    }
}
