package io.leveret.conformance;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.leveret.conformance.raw.Handshake;
import io.leveret.conformance.raw.RawConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What a test of restarts has open at a {@link RestartableBroker}, which lives as long as the test. */
final class RestartClient implements BeforeEachCallback, AfterEachCallback {

    private final List<RawConnection> rawConnections = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private RestartableBroker broker;
    private Connection connection;

    @Override
    public void beforeEach(ExtensionContext context) {
        broker = RestartableBroker.start();
    }

    /** A new channel, on a new connection after a restart. */
    Channel channel() {
        try {
            if (connection == null) {
                connection = BrokerUnderTest.connectionFactory(broker.address()).newConnection();
            }
            return connection.createChannel();
        } catch (IOException | TimeoutException e) {
            throw new AssertionError("cannot connect to the broker", e);
        }
    }

    /** A new raw connection with channel 1 open. */
    RawConnection raw() {
        RawConnection raw = RawConnection.connect(broker.address());
        rawConnections.add(raw);
        return raw.open(Handshake.handshake()).openChannel(1);
    }

    /** A new name for a queue or an exchange. */
    String name(String stem) {
        String name = "conformance." + stem + "."
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        names.add(name);
        return name;
    }

    /** Closes all connections, then restarts the broker. */
    void restart() {
        closeConnections();
        broker.restart();
    }

    private void closeConnections() {
        rawConnections.forEach(RawConnection::close);
        rawConnections.clear();
        if (connection != null) {
            connection.abort(5_000);
            connection = null;
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (broker == null) {
            return;
        }
        try {
            deleteNamed();
            closeConnections();
        } finally {
            broker.close();
        }
    }

    private void deleteNamed() throws IOException, TimeoutException {
        for (String name : names) {
            try (Channel janitor = channel()) {
                janitor.exchangeDelete(name);
                janitor.queueDelete(name);
            }
        }
    }
}
