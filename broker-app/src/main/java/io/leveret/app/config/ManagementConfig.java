package io.leveret.app.config;

import java.util.List;

/**
 * Where the management HTTP API listens, and how it is served.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>key</th><th>flag</th><th>default</th></tr>
 * <tr><td>{@code management.tcp.port}</td><td>{@code --management-port}</td><td>15672</td></tr>
 * <tr><td>{@code management.tcp.ip}</td><td></td><td>127.0.0.1 and ::1</td></tr>
 * </table>
 *
 * @param hosts addresses to listen on, at least one
 * @param port 0 to 65535, 0 lets the system choose; -1 for no management API
 * @param http how it is served there
 * @param metrics those beside it
 */
public record ManagementConfig(List<String> hosts, int port, ManagementHttpConfig http, MetricsConfig metrics) {

    /** The value of {@code --management-port} that switches the API off. */
    public static final int OFF = -1;

    static final int PORT_DEFAULT = 15_672;

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
        int resolved = First.of(flags.managementPort(), filePort, PORT_DEFAULT);
        return new ManagementConfig(
                host == null ? defaultHosts : List.of(host.value()),
                resolved,
                ManagementHttpConfig.resolve(conf),
                MetricsConfig.resolve(conf, resolved, defaultHosts));
    }
}
