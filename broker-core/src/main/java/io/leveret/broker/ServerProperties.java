package io.leveret.broker;

import io.leveret.codec.value.FieldTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Who this broker says it is.
 *
 * <p>Clients branch on {@code product} and {@code version} (kombu decides by them what basic.qos means), so these name
 * RabbitMQ; our own name stands in {@code platform} and {@code information}.
 */
final class ServerProperties {

    /** The RabbitMQ line whose behaviour this broker follows. */
    static final String RABBIT_VERSION = "4.2.0";

    /** The node's, and its cluster's as long as that is called nothing else. */
    static final String NODE_NAME = "leveret@localhost";

    private static final String VERSION = read();

    private ServerProperties() {}

    /** This build's version. */
    static String version() {
        return VERSION;
    }

    private static String read() {
        try (InputStream resource = ServerProperties.class.getResourceAsStream("version.properties")) {
            Properties properties = new Properties();
            properties.load(resource);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static FieldTable table(String clusterName) {
        FieldTable capabilities = FieldTable.builder()
                .put("publisher_confirms", true)
                .put("exchange_exchange_bindings", true)
                .put("basic.nack", true)
                .put("consumer_cancel_notify", true)
                .put("connection.blocked", true)
                .put("consumer_priorities", true)
                .put("authentication_failure_close", true)
                .put("per_consumer_qos", true)
                .put("direct_reply_to", true)
                .build();
        return FieldTable.builder()
                .put("capabilities", capabilities)
                .put("cluster_name", clusterName)
                .put("copyright", "Licensed under the Apache License 2.0")
                .put("information", "Leveret, a message broker that speaks RabbitMQ's AMQP 0-9-1")
                .put(
                        "platform",
                        "Leveret " + version() + " / Java " + Runtime.version().feature())
                .put("product", "RabbitMQ")
                .put("version", RABBIT_VERSION)
                .build();
    }
}
