package io.leveret.app.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which keys of {@code rabbitmq.conf} are understood, which stop the start and which are passed over with a warning.
 *
 * <p>A key that restricts who may connect, or as whom, must not be ignored: the broker would be more open than its
 * configuration says. Any other unknown key costs a warning, so that a file written for RabbitMQ can be used.
 */
final class KnownKeys {

    static final String LISTENERS = "listeners.tcp.";
    static final String MANAGEMENT_PORT = "management.tcp.port";
    static final String MANAGEMENT_HOST = "management.tcp.ip";
    static final String DATA_DIRECTORY = "data_dir";
    static final String SYNC = "sync";
    static final String SYNC_INTERVAL = "sync_interval";
    static final String DISK_LIMIT_ABSOLUTE = "disk_free_limit.absolute";
    static final String DISK_LIMIT_RELATIVE = "disk_free_limit.relative";
    static final String MESSAGE_MEMORY = "message_memory";
    static final String INDEX_MEMORY = "index_memory";

    private static final Set<String> UNDERSTOOD = Set.of(
            MANAGEMENT_PORT,
            MANAGEMENT_HOST,
            DATA_DIRECTORY,
            SYNC,
            SYNC_INTERVAL,
            DISK_LIMIT_ABSOLUTE,
            DISK_LIMIT_RELATIVE,
            MESSAGE_MEMORY,
            INDEX_MEMORY);

    /** Settings that say what the broker does anyway. */
    private static final Map<String, String> AS_IT_IS = Map.of(
            "default_pass", "guest",
            "default_user", "guest",
            "default_vhost", "/",
            "loopback_users.guest", "true");

    private static final List<String> RESTRICTING = List.of(
            "anonymous_login_",
            "auth_",
            "credential_validator.",
            "default_pass",
            "default_permissions.",
            "default_user",
            "definitions.",
            "listeners.ssl",
            "load_definitions",
            "loopback_users",
            "management.listener.",
            "management.load_definitions",
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
                || entry.key().startsWith(LISTENERS)
                || entry.value().equals(AS_IT_IS.get(entry.key()));
    }

    /** Letting a user in from elsewhere opens a door rather than closing one: to ignore that is safe. */
    private static boolean opensLoopbackUsers(RabbitConf.Entry entry) {
        return entry.key().startsWith("loopback_users")
                && (entry.value().equals("false") || entry.value().equals("none"));
    }

    private static boolean restricts(RabbitConf.Entry entry) {
        if (opensLoopbackUsers(entry)) {
            return false;
        }
        // "listeners.tcp = none" asks for no unencrypted listener.
        return entry.key().equals("listeners.tcp")
                || RESTRICTING.stream().anyMatch(prefix -> entry.key().startsWith(prefix));
    }
}
