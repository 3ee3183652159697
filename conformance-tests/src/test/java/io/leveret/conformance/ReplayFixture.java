package io.leveret.conformance;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import io.leveret.broker.ReplayPage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A broker of its own with one queue, whose messages are numbered, and the cursor that reads them again. */
abstract class ReplayFixture {

    static final String QUEUE = "kept";

    @TempDir
    Path directory;

    EmbeddedBroker broker;
    private Connection connection;
    Channel channel;

    @BeforeEach
    void start() throws Exception {
        broker = EmbeddedBroker.startSmallOn(directory);
        connect();
    }

    void restart() throws Exception {
        restart(() -> {});
    }

    /** Something happens while it is down. */
    interface Meanwhile {
        void run() throws IOException;
    }

    void restart(Meanwhile meanwhile) throws Exception {
        connection.close();
        broker.close();
        meanwhile.run();
        broker = EmbeddedBroker.startSmallOn(directory);
        connect();
    }

    private void connect() throws Exception {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), broker.port());
        connection = BrokerUnderTest.connectionFactory(address).newConnection();
        channel = connection.createChannel();
        channel.confirmSelect();
    }

    @AfterEach
    void stop() {
        connection.abort();
        broker.close();
    }

    void declare(Map<String, Object> arguments) throws IOException {
        channel.queueDeclare(QUEUE, true, false, false, arguments);
    }

    void publish(int from, int to) throws Exception {
        for (int number = from; number <= to; number++) {
            byte[] body = ("message " + number).getBytes(StandardCharsets.UTF_8);
            channel.basicPublish("", QUEUE, MessageProperties.PERSISTENT_TEXT_PLAIN, body);
        }
        channel.waitForConfirmsOrDie();
    }

    void publishWithPriority(int priority, String body) throws Exception {
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .deliveryMode(2)
                .priority(priority)
                .build();
        channel.basicPublish("", QUEUE, properties, body.getBytes(StandardCharsets.UTF_8));
        channel.waitForConfirmsOrDie();
    }

    /** Takes and acknowledges all, and returns when the broker has worked that off. */
    int consume() throws IOException {
        int count = 0;
        for (GetResponse got = channel.basicGet(QUEUE, false); got != null; got = channel.basicGet(QUEUE, false)) {
            channel.basicAck(got.getEnvelope().getDeliveryTag(), false);
            count++;
        }
        channel.queueDeclarePassive(QUEUE);
        return count;
    }

    List<String> replayed() {
        List<String> bodies = new ArrayList<>();
        ReplayPage page = broker.replay(QUEUE, 1);
        while (!page.messages().isEmpty()) {
            page.messages()
                    .forEach(message -> bodies.add(
                            StandardCharsets.UTF_8.decode(message.body()).toString()));
            page = broker.replay(QUEUE, page.nextPosition());
        }
        return bodies;
    }

    static List<String> messages(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(number -> "message " + number)
                .toList();
    }
}
