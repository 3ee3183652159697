package io.leveret.conformance;

import io.leveret.broker.Broker;
import io.leveret.broker.BrokerConfig;
import io.leveret.broker.BrokerStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Our own broker in this JVM, on an ephemeral loopback port. The only class that knows the broker's API. */
final class EmbeddedBroker implements AutoCloseable {

    /** More than one, so that queues and their clients live on different loops. */
    private static final int LOOPS = 3;

    private final Broker broker;

    private EmbeddedBroker(Broker broker) {
        this.broker = broker;
    }

    /**
     * Starts the broker once and for all tests of this JVM, which takes it down when it ends.
     *
     * @return its AMQP port on the loopback address
     */
    @SuppressWarnings("MustBeClosedChecker") // lives as long as the JVM
    static int start() {
        try {
            return startOn(Files.createTempDirectory("leveret-conformance")).port();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a broker on what the directory holds; it belongs to the caller. */
    static EmbeddedBroker startOn(Path dataDirectory) {
        try {
            return new EmbeddedBroker(Broker.start(BrokerConfig.defaults()
                    .withBindHosts(List.of("127.0.0.1"))
                    .withPort(0)
                    .withDataDirectory(dataDirectory)
                    .withEventLoops(LOOPS)));
        } catch (BrokerStartException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its AMQP port on the loopback address. */
    int port() {
        return broker.amqpPort();
    }

    @Override
    public void close() {
        broker.close();
    }
}
