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
 * </table>
 *
 * <p>A listener without an address means the default addresses, which are loopback here and not every interface as in
 * RabbitMQ. All addresses share one port.
 *
 * @param hosts addresses to listen on, at least one
 * @param port 0 to 65535; 0 lets the system choose
 */
public record ListenerConfig(List<String> hosts, int port) {

    static final int PORT_DEFAULT = 5672;

    public ListenerConfig {
        hosts = List.copyOf(hosts);
    }

    static ListenerConfig resolve(Flags flags, RabbitConf conf, List<String> defaultHosts) throws ConfigException {
        Set<String> hosts = new LinkedHashSet<>();
        Integer filePort = null;
        for (RabbitConf.Entry entry : conf.startingWith(KnownKeys.LISTENERS)) {
            String host = hostOf(entry);
            if (host == null) {
                hosts.addAll(defaultHosts);
            } else {
                hosts.add(host);
            }
            int port = Ports.of(entry, entry.value().substring(entry.value().lastIndexOf(':') + 1));
            if (filePort != null && filePort != port && flags.port() == null) {
                throw entry.fault("all listeners share one port (expected: " + filePort + ")");
            }
            filePort = port;
        }
        return new ListenerConfig(
                !flags.bindHosts().isEmpty() ? flags.bindHosts() : hosts.isEmpty() ? defaultHosts : List.copyOf(hosts),
                First.of(flags.port(), filePort, PORT_DEFAULT));
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
