package io.leveret.app.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Which keys of {@code rabbitmq.conf} are understood, which stop the start and which are passed over with a warning.
 *
 * <p>A key that restricts who may connect, or as whom, must not be ignored: the broker would be more open than its
 * configuration says. Any other unknown key costs a warning, so that a file written for RabbitMQ can be used.
 */
final class KnownKeys {

    static final String LISTENERS = "listeners.tcp.";
    static final String TLS_LISTENERS = "listeners.ssl.";
    static final String MANAGEMENT_PORT = "management.tcp.port";
    static final String MANAGEMENT_HOST = "management.tcp.ip";
    static final String DATA_DIRECTORY = "data_dir";
    static final String SYNC = "sync";
    static final String SYNC_INTERVAL = "sync_interval";
    static final String DISK_LIMIT_ABSOLUTE = "disk_free_limit.absolute";
    static final String DISK_LIMIT_RELATIVE = "disk_free_limit.relative";
    static final String MESSAGE_MEMORY = "message_memory";
    static final String INDEX_MEMORY = "index_memory";
    static final String DEFAULT_USER = "default_user";
    static final String DEFAULT_PASSWORD = "default_pass";
    static final String DEFAULT_VIRTUAL_HOST = "default_vhost";
    static final String DEFAULT_TAGS = "default_user_tags.";
    static final String LOOPBACK_USERS = "loopback_users";
    static final String CHANNEL_MAX = "channel_max";
    static final String FRAME_MAX = "frame_max";
    static final String INITIAL_FRAME_MAX = "initial_frame_max";
    static final String HEARTBEAT = "heartbeat";
    static final String HANDSHAKE_TIMEOUT = "handshake_timeout";
    static final String MESSAGE_SIZE = "max_message_size";
    static final String DELIVERY_TIMEOUT = "consumer_timeout";
    static final String CONNECTIONS = "connection_max";
    static final String CHANNELS = "channel_max_per_node";
    static final String CONSUMERS_PER_CHANNEL = "consumer_max_per_channel";
    static final String QUEUES = "cluster_queue_limit";
    static final String EXCHANGES = "cluster_exchange_limit";
    static final String VIRTUAL_HOSTS = "vhost_max";
    static final String COMPAT = "compat";
    static final String DEFAULT_QUEUE_TYPE = "default_queue_type";
    static final String EVENTS = "event_exchange.vhost";
    static final String LOAD_DEFINITIONS = "load_definitions";
    static final String MANAGEMENT_DEFINITIONS = "management.load_definitions";
    static final String DEFINITIONS_BACKEND = "definitions.import_backend";
    static final String DEFINITIONS_PATH = "definitions.local.path";
    static final String DEFINITIONS_SKIP = "definitions.skip_if_unchanged";
    static final String PERMIT = "deprecated_features.permit.";
    static final List<String> DEFAULT_PERMISSIONS =
            List.of("default_permissions.configure", "default_permissions.write", "default_permissions.read");

    private static final Set<String> UNDERSTOOD = Set.of(
            MANAGEMENT_PORT,
            MANAGEMENT_HOST,
            DATA_DIRECTORY,
            SYNC,
            SYNC_INTERVAL,
            DISK_LIMIT_ABSOLUTE,
            DISK_LIMIT_RELATIVE,
            MESSAGE_MEMORY,
            INDEX_MEMORY,
            DEFAULT_USER,
            DEFAULT_PASSWORD,
            DEFAULT_VIRTUAL_HOST,
            LOOPBACK_USERS,
            "listeners.tcp",
            "listeners.ssl",
            CHANNEL_MAX,
            FRAME_MAX,
            INITIAL_FRAME_MAX,
            HEARTBEAT,
            HANDSHAKE_TIMEOUT,
            MESSAGE_SIZE,
            DELIVERY_TIMEOUT,
            CONNECTIONS,
            CHANNELS,
            CONSUMERS_PER_CHANNEL,
            QUEUES,
            EXCHANGES,
            VIRTUAL_HOSTS,
            COMPAT,
            DEFAULT_QUEUE_TYPE,
            EVENTS,
            LOAD_DEFINITIONS,
            MANAGEMENT_DEFINITIONS,
            DEFINITIONS_BACKEND,
            DEFINITIONS_PATH,
            DEFINITIONS_SKIP);

    private static final List<String> UNDERSTOOD_PREFIXES = List.of(
            LISTENERS,
            TLS_LISTENERS,
            TlsConfig.VERSIONS,
            TlsConfig.CIPHERS,
            LoginConfig.MECHANISMS,
            DEFAULT_TAGS,
            LOOPBACK_USERS + ".",
            PERMIT);

    /** What begins like those that restrict access, and restricts nothing. */
    private static final Set<String> HARMLESS = Set.of(
            "definitions.hashing.algorithm",
            "ssl_options.bypass_pem_cache",
            "ssl_options.honor_ecc_order",
            "ssl_options.log_alert",
            "ssl_options.log_level",
            "ssl_options.reuse_sessions");

    private static final List<String> RESTRICTING = List.of(
            "anonymous_login_",
            "auth_",
            "credential_validator.",
            "default_pass",
            "default_permissions.",
            "default_user",
            "definitions.",
            "listeners.ssl",
            "loopback_users",
            "management.listener.",
            "management.oauth_",
            "management.ssl.",
            "password_hashing_module",
            "ssl_",
            "tls_");

    private KnownKeys() {}

    /** Checks every key of a file; returns the warnings for those that are passed over. */
    static List<String> check(RabbitConf conf) throws ConfigException {
        List<String> warnings = new ArrayList<>();
        for (RabbitConf.Entry entry : conf.entries()) {
            if (isUnderstood(entry)) {
                continue;
            }
            if (restricts(entry)) {
                throw entry.fault(
                        "not supported, and it restricts access, so it cannot be ignored; remove it to start");
            }
            warnings.add(entry.place() + ": " + entry.key() + " is not supported and was ignored");
        }
        return warnings;
    }

    private static boolean isUnderstood(RabbitConf.Entry entry) {
        return UNDERSTOOD.contains(entry.key())
                || DEFAULT_PERMISSIONS.contains(entry.key())
                || TlsConfig.KEYS.contains(entry.key())
                || LoginConfig.KEYS.contains(entry.key())
                || ManagementHttpConfig.isKey(entry.key())
                || MetricsConfig.isKey(entry.key())
                || UNDERSTOOD_PREFIXES.stream().anyMatch(prefix -> entry.key().startsWith(prefix));
    }

    private static boolean restricts(RabbitConf.Entry entry) {
        return !HARMLESS.contains(entry.key())
                && RESTRICTING.stream().anyMatch(prefix -> entry.key().startsWith(prefix));
    }
}
