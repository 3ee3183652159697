package io.leveret.app.config;

import java.util.List;
import java.util.Set;

/**
 * Where metrics are served for Prometheus.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>key</th><th>default</th></tr>
 * <tr><td>{@code prometheus.tcp.port}</td><td>15692; 0 or -1 where {@code --management-port} is that</td></tr>
 * <tr><td>{@code prometheus.tcp.ip}</td><td>127.0.0.1 and ::1</td></tr>
 * <tr><td>{@code prometheus.path}</td><td>/metrics</td></tr>
 * <tr><td>{@code prometheus.return_per_object_metrics}</td><td>false</td></tr>
 * </table>
 *
 * @param hosts addresses to listen on, at least one
 * @param port 0 to 65535, 0 lets the system choose; -1 for no metrics
 * @param isPortSaid whether somebody has said which; the default may be taken by another broker of the machine
 * @param path with a slash in front
 * @param perObject whether queues, channels and connections are shown one by one
 */
public record MetricsConfig(List<String> hosts, int port, boolean isPortSaid, String path, boolean perObject) {

    private static final int PORT_DEFAULT = 15_692;
    private static final String PORT = "prometheus.tcp.port";
    private static final String HOST = "prometheus.tcp.ip";
    private static final String PATH = "prometheus.path";
    private static final String PER_OBJECT = "prometheus.return_per_object_metrics";
    private static final Set<String> KEYS = Set.of(PORT, HOST, PATH, PER_OBJECT);

    public MetricsConfig {
        hosts = List.copyOf(hosts);
    }

    public boolean isOn() {
        return port != ManagementConfig.OFF;
    }

    static boolean isKey(String key) {
        return KEYS.contains(key);
    }

    static MetricsConfig resolve(RabbitConf conf, int managementPort, List<String> defaultHosts)
            throws ConfigException {
        RabbitConf.Entry port = conf.get(PORT);
        RabbitConf.Entry host = conf.get(HOST);
        RabbitConf.Entry path = conf.get(PATH);
        if (path != null && !path.value().matches("(/[A-Za-z0-9._~-]+)+")) {
            throw path.fault("\"" + path.value() + "\" is no path (expected: one such as /metrics)");
        }
        RabbitConf.Entry perObject = conf.get(PER_OBJECT);
        if (perObject != null && !perObject.value().matches("true|false")) {
            throw perObject.fault("\"" + perObject.value() + "\" cannot be used (expected: true or false)");
        }
        return new MetricsConfig(
                host == null ? defaultHosts : List.of(host.value()),
                port == null ? beside(managementPort) : Ports.of(port, port.value()),
                port != null,
                path == null ? "/metrics" : path.value(),
                perObject != null && perObject.value().equals("true"));
    }

    /** Who lets the system choose a port, or wants none, means this one as well. */
    private static int beside(int managementPort) {
        return managementPort <= 0 ? managementPort : PORT_DEFAULT;
    }
}
