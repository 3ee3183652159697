package io.leveret.app.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the management HTTP API listens.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>key</th><th>flag</th><th>default</th></tr>
 * <tr><td>{@code management.tcp.port}</td><td>{@code --management-port}</td><td>15672</td></tr>
 * <tr><td>{@code management.tcp.ip}</td><td></td><td>127.0.0.1 and ::1</td></tr>
 * <tr><td>{@code management.http.max_body_size}, in bytes, of a message or a file of definitions</td><td></td>
 *     <td>20,000,000</td></tr>
 * </table>
 *
 * @param hosts addresses to listen on, at least one
 * @param port 0 to 65535, 0 lets the system choose; -1 for no management API
 * @param bodyBytesMax from 1 up
 */
public record ManagementConfig(List<String> hosts, int port, long bodyBytesMax) {

    /** The value of {@code --management-port} that switches the API off. */
    public static final int OFF = -1;

    static final int PORT_DEFAULT = 15_672;
    static final long BODY_BYTES_DEFAULT = 20_000_000;
    /** A body is kept in memory as a whole. */
    private static final long BODY_BYTES_MOST = 1L << 30;

    public ManagementConfig {
        hosts = List.copyOf(hosts);
    }

    public boolean isOn() {
        return port != OFF;
    }

    static ManagementConfig resolve(Flags flags, RabbitConf conf, List<String> defaultHosts) throws ConfigException {
        RabbitConf.Entry port = conf.get(KnownKeys.MANAGEMENT_PORT);
        RabbitConf.Entry host = conf.get(KnownKeys.MANAGEMENT_HOST);
        Integer filePort = port == null ? null : Integer.valueOf(Ports.of(port, port.value()));
        return new ManagementConfig(
                host == null ? defaultHosts : List.of(host.value()),
                First.of(flags.managementPort(), filePort, PORT_DEFAULT),
                bodyBytesMax(conf.get(KnownKeys.BODY_SIZE)));
    }

    private static long bodyBytesMax(RabbitConf.@Nullable Entry entry) throws ConfigException {
        if (entry == null) {
            return BODY_BYTES_DEFAULT;
        }
        long bytes = entry.value().matches("\\d{1,18}") ? Long.parseLong(entry.value()) : 0;
        if (bytes < 1 || bytes > BODY_BYTES_MOST) {
            throw entry.fault("\"" + entry.value() + "\" is not a number of bytes from 1 to " + BODY_BYTES_MOST);
        }
        return bytes;
    }
}
