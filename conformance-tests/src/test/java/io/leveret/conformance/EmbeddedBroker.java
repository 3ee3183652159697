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
final class EmbeddedBroker {

    /** More than one, so that queues and their clients live on different loops. */
    private static final int LOOPS = 3;

    private EmbeddedBroker() {}

    /**
     * Starts the broker once and for all tests of this JVM, which takes it down when it ends.
     *
     * @return its AMQP port on the loopback address
     */
    @SuppressWarnings("MustBeClosedChecker") // lives as long as the JVM
    static int start() {
        try {
            Path directory = Files.createTempDirectory("leveret-conformance");
            return Broker.start(BrokerConfig.defaults()
                            .withBindHosts(List.of("127.0.0.1"))
                            .withPort(0)
                            .withDataDirectory(directory)
                            .withEventLoops(LOOPS))
                    .amqpPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (BrokerStartException e) {
            throw new IllegalStateException(e);
        }
    }
}
