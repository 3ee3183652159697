package io.leveret.app.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where AMQP clients connect.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>key</th><th>flag</th><th>default</th></tr>
 * <tr><td>{@code listeners.tcp.default = port}, {@code listeners.tcp.<name> = [address:]port}</td>
 *     <td>{@code --port}, {@code --bind}</td><td>5672 on 127.0.0.1 and ::1</td></tr>
 * <tr><td>{@code listeners.tcp = none}: by TLS only</td><td></td><td></td></tr>
 * </table>
 *
 * <p>A listener without an address means the default addresses, which are loopback here and not every interface as in
 * RabbitMQ. All addresses share one port.
 *
 * @param hosts addresses to listen on; none if clients are to connect by TLS only
 * @param port 0 to 65535; 0 lets the system choose
 */
public record ListenerConfig(List<String> hosts, int port) {

    static final int PORT_DEFAULT = 5672;

    private static final String NONE = "none";

    public ListenerConfig {
        hosts = List.copyOf(hosts);
    }

    static ListenerConfig resolve(Flags flags, RabbitConf conf, List<String> defaultHosts) throws ConfigException {
        Addresses addresses = addresses(conf, KnownKeys.LISTENERS, defaultHosts, flags.port());
        boolean none = isNone(conf, KnownKeys.LISTENERS) && flags.port() == null;
        List<String> fromFile = addresses.hosts().isEmpty() && !none ? defaultHosts : addresses.hosts();
        return new ListenerConfig(
                flags.bindHosts().isEmpty() ? fromFile : flags.bindHosts(),
                First.of(flags.port(), addresses.port(), PORT_DEFAULT));
    }

    /**
     * What the file says of one kind of listener.
     *
     * @param hosts empty if it says nothing, or that there is to be none
     * @param port null if it says nothing
     */
    record Addresses(List<String> hosts, @Nullable Integer port) {}

    static Addresses addresses(RabbitConf conf, String prefix, List<String> defaultHosts, @Nullable Integer portFlag)
            throws ConfigException {
        if (isNone(conf, prefix)) {
            return new Addresses(List.of(), null);
        }
        Set<String> hosts = new LinkedHashSet<>();
        Integer filePort = null;
        for (RabbitConf.Entry entry : conf.startingWith(prefix)) {
            String host = hostOf(entry);
            if (host == null) {
                hosts.addAll(defaultHosts);
            } else {
                hosts.add(host);
            }
            int port = Ports.of(entry, entry.value().substring(entry.value().lastIndexOf(':') + 1));
            if (filePort != null && filePort != port && portFlag == null) {
                throw entry.fault("all listeners share one port (expected: " + filePort + ")");
            }
            filePort = port;
        }
        return new Addresses(List.copyOf(hosts), filePort);
    }

    /** Whether the key without a name behind it says that there is to be no such listener. */
    private static boolean isNone(RabbitConf conf, String prefix) throws ConfigException {
        RabbitConf.Entry entry = conf.get(prefix.substring(0, prefix.length() - 1));
        if (entry != null && !entry.value().equals(NONE)) {
            throw entry.fault("\"" + entry.value() + "\" is not none (expected: none, or " + prefix + "NAME = ...)");
        }
        return entry != null;
    }

    /** The part before the last colon; IPv6 addresses stand with or without brackets. */
    private static @Nullable String hostOf(RabbitConf.Entry entry) throws ConfigException {
        int colon = entry.value().lastIndexOf(':');
        if (colon < 0) {
            return null;
        }
        String host = entry.value().substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isBlank()) {
            throw entry.fault("no address before the port");
        }
        return host;
    }
}
