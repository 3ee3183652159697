package io.leveret.conformance;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Where the broker under test listens: the one that {@code -Dbroker=host:port} names, otherwise our own, started in this
 * JVM on first use. Both know user guest with password guest and the virtual host "/".
 */
public final class BrokerUnderTest {

    private static final int TIMEOUT_MS = 60_000;

    private BrokerUnderTest() {}

    public static InetSocketAddress address() {
        return LazyAddress.ADDRESS;
    }

    /**
     * Where its management API listens: {@code -Dbroker.management=host:port}, for another broker than ours.
     *
     * @return null if that is not known
     */
    public static @Nullable InetSocketAddress management() {
        String named = System.getProperty("broker.management", "");
        if (!named.isEmpty()) {
            return named(named);
        }
        return System.getProperty("broker", "").isEmpty() ? LazyManagement.ADDRESS : null;
    }

    /** The version in the broker's server-properties. */
    static String version() {
        return String.valueOf(LazyProperties.PROPERTIES.get("version"));
    }

    /** Whether that is this one, as "major.minor", or a later one. */
    static boolean isSince(String version) {
        return Arrays.compare(majorMinor(version()), majorMinor(version)) >= 0;
    }

    private static int[] majorMinor(String version) {
        return Arrays.stream(version.split("[^0-9]+"))
                .limit(2)
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    /** Whether it is our own broker, which says so beside the product name that clients look for. */
    public static boolean isLeveret() {
        return LazyProperties.PROPERTIES.toString().contains("Leveret");
    }

    /** A factory for connections of the RabbitMQ Java client that never reconnect behind a test's back. */
    static ConnectionFactory connectionFactory() {
        return connectionFactory(address());
    }

    /** Such a factory for a broker elsewhere. */
    static ConnectionFactory connectionFactory(InetSocketAddress address) {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(address.getHostString());
        factory.setPort(address.getPort());
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        factory.setRequestedHeartbeat(0);
        factory.setChannelRpcTimeout(TIMEOUT_MS);
        factory.setHandshakeTimeout(TIMEOUT_MS);
        factory.setConnectionTimeout(TIMEOUT_MS);
        factory.setShutdownTimeout(TIMEOUT_MS);
        return factory;
    }

    private static InetSocketAddress find() {
        String named = System.getProperty("broker", "");
        return named.isEmpty()
                ? new InetSocketAddress(
                        InetAddress.getLoopbackAddress(),
                        EmbeddedBroker.ofAllTests().port())
                : named(named);
    }

    private static InetSocketAddress named(String named) {
        int colon = named.lastIndexOf(':');
        try {
            InetAddress host = InetAddress.getAllByName(named.substring(0, colon))[0];
            return new InetSocketAddress(host, Integer.parseInt(named.substring(colon + 1)));
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> askProperties() {
        try (Connection connection = connectionFactory().newConnection()) {
            return connection.getServerProperties();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class LazyManagement {
        static final InetSocketAddress ADDRESS = EmbeddedBroker.ofAllTests().startManagement();
    }

    private static final class LazyAddress {
        static final InetSocketAddress ADDRESS = find();
    }

    private static final class LazyProperties {
        static final Map<String, Object> PROPERTIES = askProperties();
    }
}
