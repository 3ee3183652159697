package io.leveret.conformance.client;

import com.rabbitmq.client.ConnectionFactory;
import io.leveret.conformance.BrokerUnderTest;
import java.net.InetSocketAddress;

/** Where the broker under test listens: see {@link BrokerUnderTest}. It knows guest/guest and vhost "/". */
public record BrokerAddress(String host, int port) {

    private static final int TIMEOUT_MS = 60_000;

    /** The broker of this run. */
    public static BrokerAddress current() {
        InetSocketAddress address = BrokerUnderTest.address();
        return new BrokerAddress(address.getAddress().getHostAddress(), address.getPort());
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
