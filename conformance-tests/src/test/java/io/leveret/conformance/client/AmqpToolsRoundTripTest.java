package io.leveret.conformance.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The command-line tools of the C client, rabbitmq-c: each call is a connection of its own. */
class AmqpToolsRoundTripTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int EMPTY_QUEUE = 2;

    private final BrokerAddress broker = BrokerAddress.current();
    private final String queue = "amqp-tools." + UUID.randomUUID();

    @BeforeEach
    void declareQueue() {
        assertThat(run("", "amqp-declare-queue", "--queue", queue)).isEqualTo(queue);
    }

    @AfterEach
    void deleteQueue() {
        run("", "amqp-delete-queue", "--queue", queue);
    }

    @Test
    void publishesAndGetsOneMessage() {
        run(
                "",
                "amqp-publish",
                "--routing-key",
                queue,
                "--persistent",
                "--content-type",
                "text/plain",
                "--body",
                "héllo");

        assertThat(run("", "amqp-get", "--queue", queue)).isEqualTo("héllo");
        assertThat(exitCode("amqp-get", "--queue", queue)).isEqualTo(EMPTY_QUEUE);
    }

    @Test
    void consumesEveryLineInOrder() {
        String lines = IntStream.range(0, 200).mapToObj(n -> "line " + n + "\n").collect(Collectors.joining());
        run(lines, "amqp-publish", "--routing-key", queue, "--line-buffered", "--header", "kind: line");

        // One cat per message; every one is acknowledged when its cat has ended well.
        String seen = run("", "amqp-consume", "--queue", queue, "--count", "200", "--prefetch-count", "10", "cat");

        assertThat(seen.lines()).containsExactlyElementsOf(lines.lines().toList());
        assertThat(exitCode("amqp-get", "--queue", queue)).isEqualTo(EMPTY_QUEUE);
    }

    @Test
    void leavesAMessageWhoseConsumerFails() {
        run("", "amqp-publish", "--routing-key", queue, "--body", "kept");

        // It reads the message before it fails: amqp-consume would die of a pipe that is closed too early.
        run("", "amqp-consume", "--queue", queue, "--count", "1", "grep", "absent");

        assertThat(run("", "amqp-get", "--queue", queue)).isEqualTo("kept");
    }

    @Test
    void reportsAChannelErrorWithItsCodeAndText() {
        try (ClientProcess process = start("amqp-get", "--queue", queue + ".missing")) {
            assertThat(process.exitCode(LIMIT)).isNotZero();
            assertThat(process.output())
                    .contains("channel error 404")
                    .contains("NOT_FOUND - no queue '" + queue + ".missing' in vhost '/'");
        }
    }

    @Test
    void deletesAQueueAndSaysHowMuchItHeld() {
        run("a\nb\nc\n", "amqp-publish", "--routing-key", queue, "--line-buffered");

        assertThat(exitCode("amqp-delete-queue", "--queue", queue, "--if-empty"))
                .isNotZero();
        assertThat(run("", "amqp-delete-queue", "--queue", queue)).isEqualTo("3");
    }

    @Test
    void fansOutToThreeSubscribers() throws Exception {
        String exchange = queue + ".news";
        try (Connection connection = broker.connectionFactory().newConnection()) {
            Channel channel = connection.createChannel();
            channel.exchangeDeclare(exchange, "fanout", false, true, null);
            List<ClientProcess> subscribers = new ArrayList<>();
            for (int n = 0; n < 3; n++) {
                subscribers.add(subscribe(channel, exchange, "", queue + ".subscriber" + n, 20));
            }
            String lines = IntStream.range(0, 20).mapToObj(n -> n + "\n").collect(Collectors.joining());
            run(lines, "amqp-publish", "--exchange", exchange, "--line-buffered");
            for (ClientProcess subscriber : subscribers) {
                try (subscriber) {
                    assertThat(subscriber.succeed(LIMIT).lines())
                            .containsExactlyElementsOf(lines.lines().toList());
                }
            }
        }
    }

    @Test
    void routesByTopic() throws Exception {
        String exchange = queue + ".topic";
        try (Connection connection = broker.connectionFactory().newConnection()) {
            Channel channel = connection.createChannel();
            channel.exchangeDeclare(exchange, "topic");
            for (Map.Entry<String, List<String>> row : TopicTable.BY_PATTERN.entrySet()) {
                String own = queue + "." + row.getKey();
                int wanted = row.getValue().size();
                try (ClientProcess subscriber = subscribe(channel, exchange, row.getKey(), own, wanted)) {
                    for (String key : TopicTable.KEYS) {
                        run("", "amqp-publish", "--exchange", exchange, "--routing-key", key, "--body", key + ";");
                    }
                    assertThat(subscriber.succeed(LIMIT)).isEqualTo(String.join(";", row.getValue()) + ";");
                }
            }
            channel.exchangeDelete(exchange);
        }
    }

    /** A program with a queue of its own at the exchange, which writes the bodies that it gets and ends after the last. */
    private ClientProcess subscribe(Channel watch, String exchange, String key, String own, int count)
            throws IOException {
        watch.queueDeclare(own, false, false, true, null);
        watch.queueBind(own, exchange, key);
        ClientProcess subscriber = start("amqp-consume", "--queue", own, "--count", Integer.toString(count), "cat");
        Awaitility.await().until(() -> watch.consumerCount(own) == 1);
        return subscriber;
    }

    /** Without retries: the tool can neither declare arguments nor see headers, and keeps what its program fails at. */
    @Test
    void sharesTasksBetweenTwoWorkers() {
        String lines = IntStream.range(0, 100).mapToObj(n -> n + "\n").collect(Collectors.joining());
        try (ClientProcess first = worker();
                ClientProcess second = worker()) {
            run(lines, "amqp-publish", "--routing-key", queue, "--persistent", "--line-buffered");
            Awaitility.await()
                    .atMost(LIMIT)
                    .until(() -> (first.output() + second.output()).lines().count() == 100);
            assertThat(Stream.concat(first.output().lines(), second.output().lines())
                            .sorted())
                    .containsExactlyElementsOf(lines.lines().sorted().toList());
        }
    }

    private ClientProcess worker() {
        return start("amqp-consume", "--queue", queue, "--prefetch-count", "10", "cat");
    }

    private String run(String input, String tool, String... arguments) {
        try (ClientProcess process = start(tool, arguments)) {
            return process.input(input).succeed(LIMIT);
        }
    }

    private int exitCode(String tool, String... arguments) {
        try (ClientProcess process = start(tool, arguments)) {
            return process.exitCode(LIMIT);
        }
    }

    private ClientProcess start(String tool, String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(ClientTools.tool(tool), "--server", broker.host(), "--port", Integer.toString(broker.port())));
        command.addAll(List.of(arguments));
        return ClientProcess.start(Path.of(""), Map.of(), command);
    }
}
