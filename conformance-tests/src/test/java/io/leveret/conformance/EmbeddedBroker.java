package io.leveret.conformance;

import io.leveret.broker.Broker;
import io.leveret.broker.BrokerConfig;
import io.leveret.broker.BrokerStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** Our own broker in this JVM, on an ephemeral loopback port. The only class that knows the broker's API. */
final class EmbeddedBroker {

    private EmbeddedBroker() {}

    /**
     * Starts a broker that runs until the JVM ends.
     *
     * @return its AMQP port on the loopback address
     */
    static int start() {
        try {
            BrokerConfig config =
                    BrokerConfig.defaults().withPort(0).withDataDirectory(Files.createTempDirectory("conformance"));
            Broker broker = Broker.start(config);
            Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "close the broker under test"));
            return broker.amqpPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (BrokerStartException e) {
            throw new IllegalStateException(e);
        }
    }
}
