package io.leveret.app.config;

import org.jspecify.annotations.Nullable;

/**
 * How much of the heap the broker uses to keep what it could also read from the disk.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>key</th><th>default</th></tr>
 * <tr><td>{@code message_memory}, a size from 1MiB: messages of all queues</td><td>16MiB, or a fifth of the heap if that
 *     is less</td></tr>
 * <tr><td>{@code index_memory}, a size from 1MiB: where they are in the journal</td><td>32MiB</td></tr>
 * </table>
 *
 * @param messageBytes null for the default
 * @param indexBytes null for the default
 */
public record MemoryConfig(
        @Nullable Long messageBytes, @Nullable Long indexBytes) {

    private static final long BYTES_MIN = 1 << 20;
    /** The rest is for what is under way. */
    private static final int HEAP_SHARE = 3;

    static MemoryConfig resolve(RabbitConf conf, long heapBytes) throws ConfigException {
        return new MemoryConfig(
                bytesFrom(conf.get(KnownKeys.MESSAGE_MEMORY), heapBytes),
                bytesFrom(conf.get(KnownKeys.INDEX_MEMORY), heapBytes));
    }

    private static @Nullable Long bytesFrom(RabbitConf.@Nullable Entry entry, long heapBytes) throws ConfigException {
        if (entry == null) {
            return null;
        }
        long bytes = Sizes.bytes(entry);
        long most = Math.max(BYTES_MIN, heapBytes / HEAP_SHARE);
        if (bytes < BYTES_MIN || bytes > most) {
            throw entry.fault("\"" + entry.value() + "\" is too " + (bytes < BYTES_MIN ? "little" : "much")
                    + " (expected: 1MiB to a third of the heap, which is " + most / BYTES_MIN + "MiB)");
        }
        return bytes;
    }
}
