package io.leveret.conformance.kill;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.MessageProperties;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a broker says of the journal that the life before left to it. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class RecoveryLogTest {

    private static final int MESSAGES = 7;
    private static final String QUEUE = "recovery";
    private static final int TIMEOUT_MS = 60_000;
    /** Behind the last octet of a group that is not zero. */
    private static final int ZEROS_AT_END = 7;

    @TempDir
    Path directory;

    /** Publishes each message in a group of its own; returns where the group of the last one begins in the file. Ends with a kill. */
    private int publish(BrokerProcess broker) throws Exception {
        int end = 0;
        Connection connection = broker.connectionFactory().newConnection();
        Channel channel = connection.createChannel();
        channel.queueDeclare(QUEUE, true, false, false, Map.of());
        channel.confirmSelect();
        for (int n = 1; n <= MESSAGES; n++) {
            end = endOf(journal());
            byte[] body = ("message " + n).getBytes(StandardCharsets.US_ASCII);
            channel.basicPublish("", QUEUE, MessageProperties.PERSISTENT_BASIC, body);
            channel.waitForConfirmsOrDie(TIMEOUT_MS);
        }
        broker.kill();
        connection.abort();
        return end;
    }

    private Path journal() {
        return directory.resolve("data/store/journal-0000000000000001");
    }

    /** Behind the last group that was written: the rest of the file is zeros. */
    private static int endOf(Path journal) throws Exception {
        byte[] octets = Files.readAllBytes(journal);
        int last = octets.length - 1;
        while (octets[last] == 0) {
            last--;
        }
        return last + 1 + ZEROS_AT_END;
    }

    private static List<String> linesWith(BrokerProcess broker, String text) throws Exception {
        return broker.log().lines().filter(line -> line.contains(text)).toList();
    }

    @Test
    void countsWhatItFoundBehindAKill() throws Exception {
        try (BrokerProcess broker = new BrokerProcess(directory)) {
            broker.start();
            publish(broker);
            broker.start();
            // User, virtual host and permissions go together, perhaps with the id of the cluster; the queue, and each
            // message.
            String groups = "(" + (2 + MESSAGES) + "|" + (3 + MESSAGES) + ")";
            assertThat(linesWith(broker, "Recovered "))
                    .last()
                    .asString()
                    .containsPattern("\\[INFO\\] Recovered " + MESSAGES + " messages in 1 queues: checkpoint at 0, "
                            + groups + " groups of " + (5 + MESSAGES) + " records behind it, 1 segments, ");
            assertThat(linesWith(broker, "is cut off")).isEmpty();
        }
    }

    @Test
    void warnsOfAWriteThatWasNotFinishedWithFileAndPosition() throws Exception {
        try (BrokerProcess broker = new BrokerProcess(directory)) {
            broker.start();
            int last = publish(broker);
            int cut = endOf(journal()) - 40;
            try (RandomAccessFile file = new RandomAccessFile(journal().toFile(), "rw")) {
                file.setLength(cut);
            }
            broker.start();
            assertThat(linesWith(broker, "is cut off"))
                    .singleElement()
                    .asString()
                    .contains("[WARN] journal-0000000000000001 at offset " + last
                            + ": a write that was not finished, of ");
            assertThat(linesWith(broker, "Recovered "))
                    .last()
                    .asString()
                    .contains("Recovered " + (MESSAGES - 1) + " messages in 1 queues");
        }
    }
}
