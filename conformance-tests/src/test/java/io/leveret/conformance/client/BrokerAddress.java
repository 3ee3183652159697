package io.leveret.conformance.client;

import com.rabbitmq.client.ConnectionFactory;
import org.junit.jupiter.api.Assumptions;

/** Where the broker under test listens: what {@code -Dbroker=host:port} says. It knows guest/guest and vhost "/". */
public record BrokerAddress(String host, int port) {

    private static final int TIMEOUT_MS = 15_000;

    /** The broker of this run; without one the calling test is skipped. */
    public static BrokerAddress current() {
        String named = System.getProperty("broker", "");
        Assumptions.assumeFalse(named.isEmpty(), "no broker named with -Dbroker=host:port");
        int colon = named.lastIndexOf(':');
        return new BrokerAddress(named.substring(0, colon), Integer.parseInt(named.substring(colon + 1)));
    }

    /** A factory for connections that never reconnect behind a test's back. */
    public ConnectionFactory connectionFactory() {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(host);
        factory.setPort(port);
        factory.setAutomaticRecoveryEnabled(false);
        factory.setConnectionTimeout(TIMEOUT_MS);
        factory.setHandshakeTimeout(TIMEOUT_MS);
        factory.setChannelRpcTimeout(TIMEOUT_MS);
        return factory;
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
