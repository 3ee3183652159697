package io.leveret.app.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where AMQP clients connect by TLS, and how that is done.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>key</th><th>default</th></tr>
 * <tr><td>{@code listeners.ssl.default = port}, {@code listeners.ssl.<name> = [address:]port}; {@code listeners.ssl = none}
 *     </td><td>none</td></tr>
 * <tr><td>{@code ssl_options.certfile}</td><td></td></tr>
 * <tr><td>{@code ssl_options.keyfile}, and {@code ssl_options.password} if it is encrypted</td><td>the certfile</td></tr>
 * <tr><td>{@code ssl_options.cacertfile}</td><td></td></tr>
 * <tr><td>{@code ssl_options.verify}: {@code verify_none} or {@code verify_peer}</td><td>{@code verify_none}</td></tr>
 * <tr><td>{@code ssl_options.fail_if_no_peer_cert}</td><td>{@code false}</td></tr>
 * <tr><td>{@code ssl_options.depth}, 0 to 255</td><td>10</td></tr>
 * <tr><td>{@code ssl_options.versions.N}: {@code tlsv1.3} or {@code tlsv1.2}</td><td>both</td></tr>
 * <tr><td>{@code ssl_options.ciphers.N}</td><td>those with forward secrecy</td></tr>
 * <tr><td>{@code ssl_options.honor_cipher_order}</td><td>{@code false}</td></tr>
 * </table>
 *
 * @param hosts addresses to listen on, at least one
 * @param port 0 to 65535; 0 lets the system choose
 * @param verifiesPeers whether clients are asked for certificates
 * @param versions as the JDK names them
 * @param ciphers as the file names them
 * @param entries what the file says, to say where something is wrong
 */
public record TlsConfig(
        List<String> hosts,
        int port,
        Path certificateFile,
        Path keyFile,
        @Nullable String keyPassword,
        @Nullable Path authoritiesFile,
        boolean verifiesPeers,
        boolean requiresPeerCertificate,
        int depth,
        List<String> versions,
        List<String> ciphers,
        boolean honorsCipherOrder,
        List<RabbitConf.Entry> entries) {

    public static final String CERTIFICATE = "ssl_options.certfile";
    public static final String KEY = "ssl_options.keyfile";
    public static final String PASSWORD = "ssl_options.password";
    public static final String AUTHORITIES = "ssl_options.cacertfile";
    public static final String VERSIONS = "ssl_options.versions.";
    public static final String CIPHERS = "ssl_options.ciphers.";

    static final int PORT_DEFAULT = 5671;

    private static final String VERIFY = "ssl_options.verify";
    private static final String FAIL_IF_NO_PEER_CERTIFICATE = "ssl_options.fail_if_no_peer_cert";
    private static final String DEPTH = "ssl_options.depth";
    private static final String HONOR_CIPHER_ORDER = "ssl_options.honor_cipher_order";
    private static final String CLIENT_RENEGOTIATION = "ssl_options.client_renegotiation";
    private static final String SECURE_RENEGOTIATE = "ssl_options.secure_renegotiate";

    /** Its keys, for {@link KnownKeys}. */
    static final List<String> KEYS = List.of(
            CERTIFICATE,
            KEY,
            PASSWORD,
            AUTHORITIES,
            VERIFY,
            FAIL_IF_NO_PEER_CERTIFICATE,
            DEPTH,
            HONOR_CIPHER_ORDER,
            CLIENT_RENEGOTIATION,
            SECURE_RENEGOTIATE);

    private static final int DEPTH_DEFAULT = 10;
    private static final int DEPTH_MAX = 255;
    private static final List<String> VERSIONS_DEFAULT = List.of("TLSv1.3", "TLSv1.2");
    private static final Map<String, String> VERSION_NAMES = Map.of("tlsv1.3", "TLSv1.3", "tlsv1.2", "TLSv1.2");

    public TlsConfig {
        hosts = List.copyOf(hosts);
        versions = List.copyOf(versions);
        ciphers = List.copyOf(ciphers);
        entries = List.copyOf(entries);
    }

    /** Null if nobody is to connect by TLS. */
    static @Nullable TlsConfig resolve(RabbitConf conf, List<String> defaultHosts) throws ConfigException {
        ListenerConfig.Addresses addresses =
                ListenerConfig.addresses(conf, KnownKeys.TLS_LISTENERS, defaultHosts, null);
        if (addresses.hosts().isEmpty()) {
            return null;
        }
        Path certificate = path(conf, CERTIFICATE);
        if (certificate == null) {
            throw conf.startingWith(KnownKeys.TLS_LISTENERS)
                    .get(0)
                    .fault("needs " + CERTIFICATE + ", which is missing");
        }
        requireValue(conf, CLIENT_RENEGOTIATION, false);
        requireValue(conf, SECURE_RENEGOTIATE, true);
        RabbitConf.Entry password = conf.get(PASSWORD);
        TlsConfig config = new TlsConfig(
                addresses.hosts(),
                First.of(null, addresses.port(), PORT_DEFAULT),
                certificate,
                First.of(null, path(conf, KEY), certificate),
                password == null ? null : password.plainValue(),
                path(conf, AUTHORITIES),
                verifiesPeers(conf.get(VERIFY)),
                isTrue(conf, FAIL_IF_NO_PEER_CERTIFICATE),
                depth(conf.get(DEPTH)),
                versions(conf.startingWith(VERSIONS)),
                inOrder(conf.startingWith(CIPHERS), CIPHERS).stream()
                        .map(RabbitConf.Entry::value)
                        .toList(),
                isTrue(conf, HONOR_CIPHER_ORDER),
                conf.startingWith("ssl_options."));
        config.requireSense();
        return config;
    }

    private void requireSense() throws ConfigException {
        if (verifiesPeers && authoritiesFile == null) {
            throw fault(VERIFY, "verify_peer needs " + AUTHORITIES + ", which is missing");
        }
        if (requiresPeerCertificate && !verifiesPeers) {
            throw fault(FAIL_IF_NO_PEER_CERTIFICATE, "true needs " + VERIFY + " = verify_peer");
        }
    }

    /** A complaint about the value of a key, or of the first that begins so. */
    public ConfigException fault(String key, String reason) {
        return entries.stream()
                .filter(entry -> entry.key().equals(key)
                        || (key.endsWith(".") && entry.key().startsWith(key)))
                .findFirst()
                .map(entry -> entry.fault(reason))
                .orElseGet(() -> new ConfigException(key + ": " + reason));
    }

    private static @Nullable Path path(RabbitConf conf, String key) throws ConfigException {
        RabbitConf.Entry entry = conf.get(key);
        if (entry == null) {
            return null;
        }
        try {
            return Path.of(entry.value()).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw entry.fault("not a path: " + e.getReason());
        }
    }

    private static boolean isTrue(RabbitConf conf, String key) throws ConfigException {
        RabbitConf.Entry entry = conf.get(key);
        return entry != null && entry.isTrue();
    }

    private static void requireValue(RabbitConf conf, String key, boolean only) throws ConfigException {
        RabbitConf.Entry entry = conf.get(key);
        if (entry != null && entry.isTrue() != only) {
            throw entry.fault(entry.value() + " is not supported (expected: " + only + ")");
        }
    }

    private static boolean verifiesPeers(RabbitConf.@Nullable Entry entry) throws ConfigException {
        if (entry == null) {
            return false;
        }
        return switch (entry.value()) {
            case "verify_peer" -> true;
            case "verify_none" -> false;
            default -> throw entry.fault("\"" + entry.value() + "\" (expected: verify_none or verify_peer)");
        };
    }

    private static int depth(RabbitConf.@Nullable Entry entry) throws ConfigException {
        if (entry == null) {
            return DEPTH_DEFAULT;
        }
        if (entry.value().matches("\\d{1,3}") && Integer.parseInt(entry.value()) <= DEPTH_MAX) {
            return Integer.parseInt(entry.value());
        }
        throw entry.fault("\"" + entry.value() + "\" is not a depth (expected: 0 to " + DEPTH_MAX + ")");
    }

    private static List<String> versions(List<RabbitConf.Entry> entries) throws ConfigException {
        List<String> names = new ArrayList<>();
        for (RabbitConf.Entry entry : entries) {
            String name = VERSION_NAMES.get(entry.value());
            if (name == null) {
                throw entry.fault("\"" + entry.value() + "\" is not supported (expected: tlsv1.3 or tlsv1.2)");
            }
            names.add(name);
        }
        return names.isEmpty() ? VERSIONS_DEFAULT : names;
    }

    /** By the number behind the dot, so that 10 comes after 9. */
    private static List<RabbitConf.Entry> inOrder(List<RabbitConf.Entry> entries, String prefix) {
        Comparator<RabbitConf.Entry> byLength = Comparator.comparing(
                entry -> entry.key().substring(prefix.length()).length());
        return entries.stream()
                .sorted(byLength.thenComparing(RabbitConf.Entry::key))
                .toList();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "TlsConfig[" + hosts + ", " + port + ", " + certificateFile + "]";
    }
}
