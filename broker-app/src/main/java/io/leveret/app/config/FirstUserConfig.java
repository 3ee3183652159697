package io.leveret.app.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Whom a broker lets in that has no users yet, and who may come from this machine only.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>key</th><th>default</th></tr>
 * <tr><td>{@code default_user}</td><td>{@code guest}</td></tr>
 * <tr><td>{@code default_pass}</td><td>{@code guest}</td></tr>
 * <tr><td>{@code default_vhost}</td><td>{@code /}</td></tr>
 * <tr><td>{@code default_user_tags.TAG}, {@code true} or {@code false}; if there is any, only those that are true</td>
 *     <td>{@code administrator}</td></tr>
 * <tr><td>{@code default_permissions.configure}, {@code .write} and {@code .read}: all three or none</td>
 *     <td>{@code .*}</td></tr>
 * <tr><td>{@code loopback_users.NAME}, {@code true} or {@code false}; counts at every start</td>
 *     <td>{@code guest}</td></tr>
 * <tr><td>{@code loopback_users}: {@code none} lets everybody come from anywhere</td><td></td></tr>
 * </table>
 */
public record FirstUserConfig(
        String name,
        String password,
        List<String> tags,
        String virtualHost,
        String configure,
        String write,
        String read,
        Set<String> loopbackUsers) {

    private static final String GUEST = "guest";
    private static final String ADMINISTRATOR = "administrator";
    private static final String EVERYTHING = ".*";
    private static final String NONE = "none";

    private static final int NAME_BYTES_MAX = 255;

    public FirstUserConfig {
        tags = List.copyOf(tags);
        loopbackUsers = Set.copyOf(loopbackUsers);
    }

    static FirstUserConfig resolve(RabbitConf conf) throws ConfigException {
        requireAllPermissionsOrNone(conf);
        return new FirstUserConfig(
                First.of(null, name(conf.get(KnownKeys.DEFAULT_USER)), GUEST),
                First.of(null, plain(conf.get(KnownKeys.DEFAULT_PASSWORD)), GUEST),
                tags(conf.startingWith(KnownKeys.DEFAULT_TAGS)),
                First.of(null, name(conf.get(KnownKeys.DEFAULT_VIRTUAL_HOST)), "/"),
                expression(conf.get(KnownKeys.DEFAULT_PERMISSIONS.get(0))),
                expression(conf.get(KnownKeys.DEFAULT_PERMISSIONS.get(1))),
                expression(conf.get(KnownKeys.DEFAULT_PERMISSIONS.get(2))),
                loopbackUsers(conf));
    }

    /** One line if anybody who knows RabbitMQ's defaults may be able to log in; else null. */
    @Nullable
    String warning() {
        return name.equals(GUEST) && password.equals(GUEST) && !loopbackUsers.contains(GUEST)
                ? "loopback_users lets guest in from other machines, and its password is guest unless it was changed"
                : null;
    }

    private static @Nullable String name(RabbitConf.@Nullable Entry entry) throws ConfigException {
        if (entry != null && entry.value().getBytes(StandardCharsets.UTF_8).length > NAME_BYTES_MAX) {
            throw entry.fault("is longer than " + NAME_BYTES_MAX + " octets");
        }
        return plain(entry);
    }

    private static @Nullable String plain(RabbitConf.@Nullable Entry entry) throws ConfigException {
        return entry == null ? null : entry.plainValue();
    }

    private static List<String> tags(List<RabbitConf.Entry> entries) throws ConfigException {
        if (entries.isEmpty()) {
            return List.of(ADMINISTRATOR);
        }
        List<String> tags = new ArrayList<>();
        for (RabbitConf.Entry entry : entries) {
            if (entry.isTrue()) {
                tags.add(suffix(entry, KnownKeys.DEFAULT_TAGS));
            }
        }
        return tags;
    }

    private static Set<String> loopbackUsers(RabbitConf conf) throws ConfigException {
        Set<String> users = new HashSet<>(Set.of(GUEST));
        for (RabbitConf.Entry entry : conf.startingWith(KnownKeys.LOOPBACK_USERS + ".")) {
            String user = suffix(entry, KnownKeys.LOOPBACK_USERS + ".");
            if (entry.isTrue()) {
                users.add(user);
            } else {
                users.remove(user);
            }
        }
        RabbitConf.Entry all = conf.get(KnownKeys.LOOPBACK_USERS);
        if (all == null) {
            return users;
        }
        if (!all.value().equals(NONE)) {
            throw all.fault("\"" + all.value() + "\" is not none (expected: none, or loopback_users.NAME = true)");
        }
        return Set.of();
    }

    private static String suffix(RabbitConf.Entry entry, String prefix) throws ConfigException {
        String suffix = entry.key().substring(prefix.length());
        if (suffix.isEmpty()) {
            throw entry.fault("no name behind the dot");
        }
        return suffix;
    }

    private static void requireAllPermissionsOrNone(RabbitConf conf) throws ConfigException {
        RabbitConf.Entry some = null;
        String missing = null;
        for (String key : KnownKeys.DEFAULT_PERMISSIONS) {
            RabbitConf.Entry entry = conf.get(key);
            if (entry == null) {
                missing = key;
            } else {
                some = entry;
            }
        }
        if (some != null && missing != null) {
            throw some.fault(missing + " is missing (all three or none)");
        }
    }

    private static String expression(RabbitConf.@Nullable Entry entry) throws ConfigException {
        if (entry == null) {
            return EVERYTHING;
        }
        try {
            return Pattern.compile(entry.value()).pattern();
        } catch (PatternSyntaxException e) {
            throw entry.fault("\"" + entry.value() + "\" is no regular expression: " + e.getDescription());
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "FirstUserConfig[" + name + " in " + virtualHost + "]";
    }
}
