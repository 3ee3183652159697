package io.leveret.app.config;

import org.jspecify.annotations.Nullable;

/**
 * How sure a confirmed message is, and how much of the disk stays free.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>key</th><th>flag</th><th>default</th></tr>
 * <tr><td>{@code sync}: {@code always}, {@code interval} or {@code os}, see {@link Sync}</td><td>{@code --sync}</td>
 *     <td>{@code always}</td></tr>
 * <tr><td>{@code sync_interval}, in milliseconds from 1 to 60000</td><td></td><td>100</td></tr>
 * <tr><td>{@code disk_free_limit.absolute}, a size such as {@code 2GB}</td><td></td><td>50MB, or an eighth of the disk if
 *     that is less</td></tr>
 * <tr><td>{@code disk_free_limit.relative}, times the machine's memory; the absolute one wins</td><td></td><td></td></tr>
 * </table>
 *
 * @param diskFreeLimitBytes null for the default
 */
public record DurabilityConfig(
        Sync sync, int syncIntervalMs, @Nullable Long diskFreeLimitBytes) {

    static final int SYNC_INTERVAL_MS_DEFAULT = 100;

    private static final int SYNC_INTERVAL_MS_MAX = 60_000;

    static DurabilityConfig resolve(Flags flags, RabbitConf conf, long memoryBytes) throws ConfigException {
        return new DurabilityConfig(
                First.of(flags.sync(), syncFrom(conf.get(KnownKeys.SYNC)), Sync.ALWAYS),
                intervalFrom(conf.get(KnownKeys.SYNC_INTERVAL)),
                limitFrom(conf, memoryBytes));
    }

    /** Whether a crash of the machine may take what was confirmed; then one line that says so. */
    @Nullable
    String warning() {
        return switch (sync) {
            case ALWAYS -> null;
            case INTERVAL ->
                "sync = interval: messages are confirmed when they are written and forced to the disk within "
                        + syncIntervalMs + " ms; a crash of the machine may take what was confirmed in that time";
            case OS ->
                "sync = os: messages are confirmed when they are written and never forced to the disk; a crash of"
                        + " the machine may take what was confirmed before it";
        };
    }

    private static @Nullable Sync syncFrom(RabbitConf.@Nullable Entry entry) throws ConfigException {
        if (entry == null) {
            return null;
        }
        Sync sync = Sync.of(entry.value());
        if (sync == null) {
            throw entry.fault("\"" + entry.value() + "\" is no sync policy (expected: always, interval or os)");
        }
        return sync;
    }

    private static int intervalFrom(RabbitConf.@Nullable Entry entry) throws ConfigException {
        if (entry == null) {
            return SYNC_INTERVAL_MS_DEFAULT;
        }
        if (entry.value().matches("\\d{1,5}")) {
            int ms = Integer.parseInt(entry.value());
            if (ms >= 1 && ms <= SYNC_INTERVAL_MS_MAX) {
                return ms;
            }
        }
        throw entry.fault(
                "\"" + entry.value() + "\" is not a time (expected: 1 to " + SYNC_INTERVAL_MS_MAX + " milliseconds)");
    }

    private static @Nullable Long limitFrom(RabbitConf conf, long memoryBytes) throws ConfigException {
        RabbitConf.Entry absolute = conf.get(KnownKeys.DISK_LIMIT_ABSOLUTE);
        if (absolute != null) {
            return Sizes.bytes(absolute);
        }
        RabbitConf.Entry relative = conf.get(KnownKeys.DISK_LIMIT_RELATIVE);
        if (relative == null) {
            return null;
        }
        if (!relative.value().matches("\\d{1,6}(\\.\\d{1,6})?")) {
            throw relative.fault("\"" + relative.value() + "\" is not a factor (expected: such as 1.5)");
        }
        return (long) (Double.parseDouble(relative.value()) * memoryBytes);
    }
}
