package io.leveret.conformance;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.leveret.conformance.raw.Handshake;
import io.leveret.conformance.raw.RawConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What one test has open at the broker under test: connections of the RabbitMQ Java client, raw connections, and names
 * nobody else uses. After the test all connections are closed and whatever bears one of the names is deleted, so that the
 * tests can share a broker with each other and with strangers.
 */
final class AmqpClient implements AfterEachCallback {

    private static final int CONFIRM_TIMEOUT_MS = 60_000;

    private final List<Connection> connections = new ArrayList<>();
    private final List<RawConnection> rawConnections = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private Connection connection;

    /** The test's own connection, opened on first use. */
    Connection connection() {
        if (connection == null) {
            connection = newConnection();
        }
        return connection;
    }

    Connection newConnection() {
        return newConnection(factory -> {});
    }

    Connection newConnection(Consumer<ConnectionFactory> settings) {
        ConnectionFactory factory = BrokerUnderTest.connectionFactory();
        settings.accept(factory);
        try {
            Connection opened = factory.newConnection();
            connections.add(opened);
            return opened;
        } catch (IOException | TimeoutException e) {
            throw new AssertionError("cannot connect to the broker under test", e);
        }
    }

    /** A new channel on the test's connection. */
    Channel channel() {
        return channel(connection());
    }

    static Channel channel(Connection connection) {
        try {
            return connection.createChannel();
        } catch (IOException e) {
            throw new AssertionError("cannot open a channel", e);
        }
    }

    /** A raw connection before its first octet. */
    RawConnection rawSocket() {
        RawConnection raw = RawConnection.connect(BrokerUnderTest.address());
        rawConnections.add(raw);
        return raw;
    }

    /** A raw connection, opened with the defaults, with channel 1 open. */
    RawConnection raw() {
        return raw(Handshake.handshake()).openChannel(1);
    }

    /** A raw connection, opened as the handshake says, without a channel. */
    RawConnection raw(Handshake handshake) {
        return rawSocket().open(handshake);
    }

    /** A new name for a queue or an exchange. */
    String name(String stem) {
        String name = "conformance." + stem + "."
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        names.add(name);
        return name;
    }

    /** Declares a queue of a new name: not durable, not exclusive, not deleted by itself. */
    String queue(Channel channel) {
        return queue(channel, Map.of());
    }

    String queue(Channel channel, Map<String, Object> arguments) {
        try {
            return channel.queueDeclare(name("queue"), false, false, false, arguments)
                    .getQueue();
        } catch (IOException e) {
            throw new AssertionError("cannot declare a queue", e);
        }
    }

    /** Declares an exchange of a new name and the given type: not durable, not deleted by itself. */
    String exchange(Channel channel, String type) {
        try {
            String name = name(type);
            channel.exchangeDeclare(name, type, false, false, Map.of());
            return name;
        } catch (IOException e) {
            throw new AssertionError("cannot declare an exchange", e);
        }
    }

    /**
     * Publishes and waits for the confirm. RabbitMQ counts a queue's messages ahead of publishes that are still on their
     * way, so tests that look at counts must know that theirs have arrived. Turns the channel to confirm mode.
     */
    static void publishConfirmed(Channel channel, String exchange, String routingKey, String... bodies)
            throws IOException {
        channel.confirmSelect();
        for (String body : bodies) {
            channel.basicPublish(exchange, routingKey, null, body.getBytes(StandardCharsets.UTF_8));
        }
        try {
            channel.waitForConfirmsOrDie(CONFIRM_TIMEOUT_MS);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no confirm", e);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        rawConnections.forEach(RawConnection::close);
        for (Connection opened : connections) {
            if (opened.isOpen()) {
                opened.abort(5_000);
            }
        }
        if (!names.isEmpty()) {
            deleteNamed();
        }
    }

    private void deleteNamed() throws IOException, TimeoutException {
        try (Connection janitor = BrokerUnderTest.connectionFactory().newConnection()) {
            for (String name : names) {
                delete(channel(janitor), name);
            }
        }
    }

    private static void delete(Channel channel, String name) throws IOException, TimeoutException {
        try (channel) {
            channel.exchangeDelete(name);
            channel.queueDelete(name);
        } catch (IOException | AlreadyClosedException e) {
            // An exclusive queue, whose connection the test has cut: the broker deletes it when it notices.
        }
    }
}
