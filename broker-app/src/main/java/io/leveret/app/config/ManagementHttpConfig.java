package io.leveret.app.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the management HTTP API is served.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>key</th><th>default</th></tr>
 * <tr><td>{@code management.path_prefix}</td><td>none</td></tr>
 * <tr><td>{@code management.cors.allow_origins.1} and so on, {@code *} for all</td><td>none</td></tr>
 * <tr><td>{@code management.cors.max_age}, in seconds</td><td>1800</td></tr>
 * <tr><td>{@code management.http.max_body_size}, in octets</td><td>20000000</td></tr>
 * <tr><td>{@code management.tcp.compress}</td><td>true</td></tr>
 * <tr><td>{@code management.csp.policy}</td><td>what this server serves itself, in no frame</td></tr>
 * <tr><td>{@code management.hsts.policy}</td><td>none</td></tr>
 * <tr><td>{@code management.headers.content_type_options}</td><td>nosniff</td></tr>
 * <tr><td>{@code management.headers.frame_options}</td><td>DENY</td></tr>
 * <tr><td>{@code management.headers.xss_protection}</td><td>none</td></tr>
 * </table>
 *
 * @param pathPrefix empty, or with a slash in front and none behind
 * @param corsMaxAgeSeconds null for the default
 * @param bodyBytesMax null for the default
 * @param headers those that are set, by their names
 */
public record ManagementHttpConfig(
        String pathPrefix,
        List<String> corsOrigins,
        @Nullable Long corsMaxAgeSeconds,
        @Nullable Long bodyBytesMax,
        boolean compress,
        Map<String, String> headers) {

    static final String CORS_ORIGINS = "management.cors.allow_origins";

    private static final String PATH_PREFIX = "management.path_prefix";
    private static final String CORS_MAX_AGE = "management.cors.max_age";
    private static final String BODY_SIZE = "management.http.max_body_size";
    private static final String COMPRESS = "management.tcp.compress";

    private static final Map<String, String> HEADERS = Map.of(
            "management.csp.policy", "content-security-policy",
            "management.hsts.policy", "strict-transport-security",
            "management.headers.content_type_options", "x-content-type-options",
            "management.headers.frame_options", "x-frame-options",
            "management.headers.xss_protection", "x-xss-protection");

    private static final Set<String> OTHERS = Set.of(CORS_ORIGINS, PATH_PREFIX, CORS_MAX_AGE, BODY_SIZE, COMPRESS);

    /** A body is kept in memory as a whole. */
    private static final long BODY_BYTES_MOST = 1L << 30;

    private static final String NONE = "none";
    private static final String PATH = "(/[A-Za-z0-9._~-]+)*";

    public ManagementHttpConfig {
        corsOrigins = List.copyOf(corsOrigins);
        headers = Map.copyOf(headers);
    }

    static boolean isKey(String key) {
        return OTHERS.contains(key) || HEADERS.containsKey(key) || key.startsWith(CORS_ORIGINS + ".");
    }

    static ManagementHttpConfig resolve(RabbitConf conf) throws ConfigException {
        Map<String, String> headers = new LinkedHashMap<>();
        HEADERS.forEach((key, header) -> {
            RabbitConf.Entry entry = conf.get(key);
            if (entry != null) {
                headers.put(header, entry.value());
            }
        });
        RabbitConf.Entry compress = conf.get(COMPRESS);
        if (compress != null && !compress.value().matches("true|false")) {
            throw compress.fault("\"" + compress.value() + "\" cannot be used (expected: true or false)");
        }
        return new ManagementHttpConfig(
                pathPrefix(conf),
                corsOrigins(conf),
                number(conf, CORS_MAX_AGE),
                bodyBytesMax(conf),
                compress == null || compress.value().equals("true"),
                headers);
    }

    private static String pathPrefix(RabbitConf conf) throws ConfigException {
        RabbitConf.Entry entry = conf.get(PATH_PREFIX);
        if (entry == null) {
            return "";
        }
        String value = entry.value().endsWith("/")
                ? entry.value().substring(0, entry.value().length() - 1)
                : entry.value();
        if (!value.matches(PATH)) {
            throw entry.fault("\"" + entry.value() + "\" is no path (expected: one such as /broker)");
        }
        return value;
    }

    private static List<String> corsOrigins(RabbitConf conf) {
        List<String> origins = new ArrayList<>();
        for (RabbitConf.Entry entry : conf.entries()) {
            if (entry.key().startsWith(CORS_ORIGINS)
                    && isKey(entry.key())
                    && !entry.value().equals(NONE)) {
                origins.add(entry.value());
            }
        }
        return origins;
    }

    private static @Nullable Long bodyBytesMax(RabbitConf conf) throws ConfigException {
        RabbitConf.Entry entry = conf.get(BODY_SIZE);
        Long bytes = entry == null || !entry.value().matches("\\d{1,10}") ? null : Long.valueOf(entry.value());
        if (entry != null && (bytes == null || bytes < 1 || bytes > BODY_BYTES_MOST)) {
            throw entry.fault("\"" + entry.value() + "\" is not a number of bytes from 1 to " + BODY_BYTES_MOST);
        }
        return bytes;
    }

    private static @Nullable Long number(RabbitConf conf, String key) throws ConfigException {
        RabbitConf.Entry entry = conf.get(key);
        if (entry == null) {
            return null;
        }
        if (!entry.value().matches("\\d{1,10}")) {
            throw entry.fault("\"" + entry.value() + "\" cannot be used (expected: a whole number)");
        }
        return Long.valueOf(entry.value());
    }
}
