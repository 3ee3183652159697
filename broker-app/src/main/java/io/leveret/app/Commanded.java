package io.leveret.app;

import io.leveret.app.config.Settings;
import io.leveret.app.tool.Node;
import io.leveret.app.tool.Node.Listener;
import io.leveret.app.tool.Node.Plugin;
import io.leveret.broker.Management;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the command line sees of this process besides its broker.
 *
 * @param settings what it was told
 * @param configFile where that stands, or null
 * @param stop has it end; returns at once
 */
record Commanded(Settings settings, @Nullable Path configFile, Runnable stop) {

    Node node(Leveret server, Management management) {
        return new Node(
                management,
                () -> listeners(server),
                settings.data().directory(),
                configFile == null ? List.of() : List.of(configFile.toAbsolutePath()),
                environment(),
                plugins(),
                stop);
    }

    private static List<Listener> listeners(Leveret server) {
        List<Listener> listeners = new ArrayList<>();
        add(listeners, server.amqpAddresses(), "amqp", "AMQP 0-9-1");
        add(listeners, server.tlsAddresses(), "amqp/ssl", "AMQP 0-9-1 over TLS");
        add(listeners, server.managementAddresses(), "http", "HTTP API");
        add(listeners, server.metricsAddresses(), "http/prometheus", "Prometheus exporter API over HTTP");
        return listeners;
    }

    private static void add(List<Listener> to, List<InetSocketAddress> addresses, String protocol, String purpose) {
        addresses.forEach(address -> to.add(new Listener(address, protocol, purpose)));
    }

    /** Without what is secret: the first user, logins, and TLS. */
    private List<String> environment() {
        List<String> lines = new ArrayList<>();
        lines.add("listeners.hosts = " + String.join(",", settings.listeners().hosts()));
        lines.add("listeners.port = " + settings.listeners().port());
        lines.add("listeners.ssl = " + (settings.tls() == null ? "none" : "configured"));
        lines.add("management.hosts = " + String.join(",", settings.management().hosts()));
        lines.add("management.port = " + settings.management().port());
        lines.add("data_dir = " + settings.data().directory());
        lines.add("compat = " + settings.compat().line());
        lines.add("default_queue_type = " + settings.queues().defaultType());
        lines.add("durability: " + settings.durability());
        lines.add("memory: " + settings.memory());
        lines.add("limits: " + settings.limits());
        return lines;
    }

    private List<Plugin> plugins() {
        boolean manages = settings.management().isOn();
        boolean tells = settings.eventVirtualHost() != null;
        String port = "by management.tcp.port or --management-port";
        return List.of(
                new Plugin("rabbitmq_auth_mechanism_ssl", settings.tls() != null, "by listeners.ssl"),
                new Plugin("rabbitmq_event_exchange", tells, "by event_exchange.vhost"),
                new Plugin("rabbitmq_management", manages, port),
                new Plugin("rabbitmq_management_agent", manages, port),
                new Plugin(
                        "rabbitmq_prometheus", settings.management().metrics().isOn(), "by prometheus.tcp.port"),
                new Plugin("rabbitmq_web_dispatch", manages, port));
    }
}
