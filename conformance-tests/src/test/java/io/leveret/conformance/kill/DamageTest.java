package io.leveret.conformance.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A bit of the body of a message that waits has flipped while the broker was down. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class DamageTest {

    private static final int MESSAGES = 10;
    private static final int DAMAGED = 5;
    private static final int CONFIRM_LIMIT_MS = 60_000;
    private static final String FILE = "journal-0000000000000001";

    @TempDir
    Path directory;

    @BeforeEach
    void damageOneMessage() throws Exception {
        try (BrokerProcess broker = new BrokerProcess(directory)) {
            broker.start();
            try (Connection connection = broker.connectionFactory().newConnection();
                    Channel channel = connection.createChannel()) {
                channel.confirmSelect();
                for (String queue : List.of("sound", "hurt")) {
                    channel.queueDeclare(queue, true, false, false, Map.of());
                    for (int n = 1; n <= MESSAGES; n++) {
                        channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, body(queue, n));
                    }
                }
                channel.waitForConfirmsOrDie(CONFIRM_LIMIT_MS);
            }
            assertThat(broker.stop()).isZero();
        }
        Path journal = directory.resolve("data/store").resolve(FILE);
        byte[] octets = Files.readAllBytes(journal);
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        octets[text.indexOf(text("hurt", DAMAGED))] ^= 4;
        Files.write(journal, octets);
    }

    private static String text(String queue, int number) {
        return "message " + number + " of " + queue;
    }

    private static byte[] body(String queue, int number) {
        return text(queue, number).getBytes(StandardCharsets.US_ASCII);
    }

    private static List<String> texts(String queue, IntStream numbers) {
        return numbers.mapToObj(number -> text(queue, number)).toList();
    }

    /** Takes what can be taken. */
    private static void take(Channel channel, String queue, List<String> into) throws IOException {
        for (GetResponse got = channel.basicGet(queue, true); got != null; got = channel.basicGet(queue, true)) {
            into.add(new String(got.getBody(), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void stopsItsQueueOnlyAndSaysWhichQueueAndWhere() throws Exception {
        try (BrokerProcess broker = new BrokerProcess(directory)) {
            broker.start();
            try (Connection other = broker.connectionFactory().newConnection();
                    Channel sound = other.createChannel()) {
                Connection connection = broker.connectionFactory().newConnection();
                Channel hurt = connection.createChannel();
                List<String> taken = new ArrayList<>();
                Throwable refused = catchThrowable(() -> take(hurt, "hurt", taken));
                assertThat(taken).isEqualTo(texts("hurt", IntStream.range(1, DAMAGED)));
                assertThat(refused)
                        .rootCause()
                        .hasMessageContaining("reply-code=541")
                        .hasMessageContaining("'hurt'")
                        .hasMessageContaining(FILE + " at offset ");

                List<String> others = new ArrayList<>();
                take(sound, "sound", others);
                assertThat(others).isEqualTo(texts("sound", IntStream.rangeClosed(1, MESSAGES)));
            }
            assertThat(broker.isAlive()).isTrue();
            assertThat(broker.log().lines().filter(line -> line.contains("'hurt'") && line.contains(FILE)))
                    .as(broker.log())
                    .isNotEmpty();
        }
    }

    @Test
    void isAllThatASalvageCannotSave() throws Exception {
        try (BrokerProcess broker = new BrokerProcess(directory).with(List.of("--salvage"))) {
            broker.start();
            assertThat(broker.log()).contains("1 messages are lost");
            try (Connection connection = broker.connectionFactory().newConnection();
                    Channel channel = connection.createChannel()) {
                List<String> taken = new ArrayList<>();
                take(channel, "sound", taken);
                take(channel, "hurt", taken);
                List<String> left = new ArrayList<>(texts("sound", IntStream.rangeClosed(1, MESSAGES)));
                left.addAll(texts("hurt", IntStream.rangeClosed(1, MESSAGES).filter(number -> number != DAMAGED)));
                assertThat(taken).isEqualTo(left);
            }
        }
    }
}
