package io.leveret.app.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the broker keeps its files.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>key</th><th>flag</th><th>default</th></tr>
 * <tr><td>{@code data_dir}</td><td>{@code --data-dir}</td><td>{@code leveret-data} in the current directory</td></tr>
 * </table>
 *
 * @param directory absolute
 */
public record DataConfig(Path directory) {

    static final Path DIRECTORY_DEFAULT = Path.of("leveret-data");

    static DataConfig resolve(Flags flags, RabbitConf conf) throws ConfigException {
        Path directory = First.of(flags.dataDirectory(), fromFile(conf), DIRECTORY_DEFAULT);
        return new DataConfig(directory.toAbsolutePath().normalize());
    }

    private static @Nullable Path fromFile(RabbitConf conf) throws ConfigException {
        RabbitConf.Entry entry = conf.get(KnownKeys.DATA_DIRECTORY);
        if (entry == null) {
            return null;
        }
        try {
            return Path.of(entry.value());
        } catch (InvalidPathException e) {
            throw entry.fault("not a path: " + e.getReason());
        }
    }
}
