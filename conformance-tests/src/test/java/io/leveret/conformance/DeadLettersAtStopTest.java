package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A broker that stops in good order while dead letters are on their way. Our own. */
class DeadLettersAtStopTest {

    private static final int MESSAGES = 8_000;
    private static final int TTL_MS = 300;

    @TempDir
    private Path directory;

    private static Connection connect(EmbeddedBroker broker) throws Exception {
        return BrokerUnderTest.connectionFactory(new InetSocketAddress(InetAddress.getLoopbackAddress(), broker.port()))
                .newConnection();
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "quorum"})
    @Spec(section = "2.8", row = "a message is in its queue or, dead, in another, once, after a clean stop in between")
    void everyMessageIsThereOnceAfterACleanStop(String type) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.startOn(directory)) {
            Map<String, Object> source = Map.of(
                    "x-queue-type",
                    type,
                    "x-message-ttl",
                    TTL_MS,
                    "x-dead-letter-exchange",
                    "",
                    "x-dead-letter-routing-key",
                    "dead");
            try (Connection connection = connect(broker);
                    Channel channel = connection.createChannel()) {
                channel.queueDeclare("dead", true, false, false, Map.of());
                channel.queueDeclare("source", true, false, false, source);
                channel.confirmSelect();
                for (int i = 0; i < MESSAGES; i++) {
                    channel.basicPublish(
                            "",
                            "source",
                            MessageProperties.MINIMAL_PERSISTENT_BASIC,
                            Integer.toString(i).getBytes(StandardCharsets.UTF_8));
                }
                channel.waitForConfirmsOrDie(60_000);
                Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> channel.messageCount("dead") > 0);
            }
        }
        List<Integer> found = new ArrayList<>();
        try (EmbeddedBroker broker = EmbeddedBroker.startOn(directory);
                Connection connection = connect(broker);
                Channel channel = connection.createChannel()) {
            Awaitility.await().until(() -> channel.messageCount("source") == 0);
            for (GetResponse got = channel.basicGet("dead", true); got != null; got = channel.basicGet("dead", true)) {
                found.add(Integer.parseInt(new String(got.getBody(), StandardCharsets.UTF_8)));
            }
        }
        assertThat(found).isEqualTo(IntStream.range(0, MESSAGES).boxed().toList());
    }
}
