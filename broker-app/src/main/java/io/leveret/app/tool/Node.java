package io.leveret.app.tool;

import io.leveret.broker.Management;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * The broker that is asked, and the process around it.
 *
 * @param listeners where it listens, for all protocols
 * @param dataDirectory absolute
 * @param configFiles what it was configured by
 * @param environment what it was told, resolved, a setting in each line
 * @param plugins of RabbitMQ, those that it can do without
 * @param stop has the process end; returns at once
 */
public record Node(
        Management management,
        Supplier<List<Listener>> listeners,
        Path dataDirectory,
        List<Path> configFiles,
        List<String> environment,
        List<Plugin> plugins,
        Runnable stop) {

    /** On whose behalf it all happens, of which events tell; RabbitMQ's tools have the same name. */
    public static final String OPERATOR = "rmq-cli";

    /** One address and port. */
    public record Listener(InetSocketAddress address, String protocol, String purpose) {

        /** Its port. */
        public int port() {
            return address.getPort();
        }
    }

    /** What is a plugin with RabbitMQ, and built in here. */
    public record Plugin(String name, boolean enabled, String otherwise) {}

    /** Of the one node that there is. */
    public String name() {
        return management.nodeName();
    }
}
