package io.leveret.app.config;

import org.jspecify.annotations.Nullable;

/**
 * How much one connection gets, and how much there may be of what all have together.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>key</th><th>default</th></tr>
 * <tr><td>{@code channel_max}, 0 for no limit</td><td>2047</td></tr>
 * <tr><td>{@code frame_max}, in octets</td><td>131072</td></tr>
 * <tr><td>{@code initial_frame_max}, in octets: of frames before the handshake is done</td><td>8192</td></tr>
 * <tr><td>{@code heartbeat}, in seconds, 0 for none</td><td>60</td></tr>
 * <tr><td>{@code handshake_timeout}, in milliseconds</td><td>10000</td></tr>
 * <tr><td>{@code max_message_size}, in octets, at most 512 MiB</td><td>16 MiB, in the profile 3.13 128 MiB</td></tr>
 * <tr><td>{@code consumer_timeout}, in milliseconds: how long a delivery may stay unacknowledged</td><td>for ever</td></tr>
 * <tr><td>{@code connection_max}, {@code channel_max_per_node}, {@code consumer_max_per_channel}, {@code cluster_queue_limit},
 *     {@code cluster_exchange_limit}, {@code vhost_max}</td><td>infinity</td></tr>
 * </table>
 *
 * @param messageBytesMax null for the default
 * @param deliveryTimeoutMs 0 for none
 * @param connections {@link Long#MAX_VALUE} for no limit, as all that follow
 */
public record LimitsConfig(
        int channelMax,
        int frameMax,
        int initialFrameMax,
        int heartbeatSeconds,
        int handshakeTimeoutMs,
        @Nullable Long messageBytesMax,
        long deliveryTimeoutMs,
        long connections,
        long channels,
        long consumersPerChannel,
        long queues,
        long exchanges,
        long virtualHosts) {

    private static final int CHANNEL_MAX = 2047;
    private static final int FRAME_MAX = 131_072;
    private static final int INITIAL_FRAME_MAX = 8192;
    private static final int HEARTBEAT_SECONDS = 60;
    private static final int HANDSHAKE_TIMEOUT_MS = 10_000;

    private static final int U16_MAX = 65_535;
    private static final int FRAME_LEAST = 4096;
    private static final int FRAME_MOST = 128 << 20;
    private static final long MESSAGE_MOST = 512L << 20;
    /** People write a century where they mean never. */
    private static final long TIMEOUT_MOST_MS = 1_000_000_000_000_000L;

    private static final String NO_LIMIT = "infinity";

    static LimitsConfig resolve(RabbitConf conf) throws ConfigException {
        RabbitConf.Entry messageSize = conf.get(KnownKeys.MESSAGE_SIZE);
        RabbitConf.Entry timeout = conf.get(KnownKeys.DELIVERY_TIMEOUT);
        return new LimitsConfig(
                number(conf, KnownKeys.CHANNEL_MAX, 0, U16_MAX, CHANNEL_MAX),
                number(conf, KnownKeys.FRAME_MAX, FRAME_LEAST, FRAME_MOST, FRAME_MAX),
                number(conf, KnownKeys.INITIAL_FRAME_MAX, FRAME_LEAST, FRAME_MOST, INITIAL_FRAME_MAX),
                number(conf, KnownKeys.HEARTBEAT, 0, U16_MAX, HEARTBEAT_SECONDS),
                number(conf, KnownKeys.HANDSHAKE_TIMEOUT, 1, Integer.MAX_VALUE, HANDSHAKE_TIMEOUT_MS),
                messageSize == null ? null : number(messageSize, 1, MESSAGE_MOST),
                timeout == null ? 0 : number(timeout, 1, TIMEOUT_MOST_MS),
                limit(conf, KnownKeys.CONNECTIONS),
                limit(conf, KnownKeys.CHANNELS),
                limit(conf, KnownKeys.CONSUMERS_PER_CHANNEL),
                limit(conf, KnownKeys.QUEUES),
                limit(conf, KnownKeys.EXCHANGES),
                limit(conf, KnownKeys.VIRTUAL_HOSTS));
    }

    private static int number(RabbitConf conf, String key, int least, int most, int otherwise) throws ConfigException {
        RabbitConf.Entry entry = conf.get(key);
        return entry == null ? otherwise : (int) number(entry, least, most);
    }

    private static long number(RabbitConf.Entry entry, long least, long most) throws ConfigException {
        long number = -1;
        if (entry.value().matches("\\d{1,18}")) {
            number = Long.parseLong(entry.value());
        }
        if (number < least || number > most) {
            throw entry.fault("\"" + entry.value() + "\" cannot be used (expected: a whole number from " + least
                    + " to " + most + ")");
        }
        return number;
    }

    private static long limit(RabbitConf conf, String key) throws ConfigException {
        RabbitConf.Entry entry = conf.get(key);
        return entry == null || entry.value().equals(NO_LIMIT) ? Long.MAX_VALUE : number(entry, 1, Integer.MAX_VALUE);
    }
}
