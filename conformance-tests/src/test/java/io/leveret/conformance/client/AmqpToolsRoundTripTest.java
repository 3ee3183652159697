package io.leveret.conformance.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
