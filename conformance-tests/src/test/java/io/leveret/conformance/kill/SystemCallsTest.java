package io.leveret.conformance.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.MessageProperties;
import io.leveret.conformance.raw.Handshake;
import io.leveret.conformance.raw.RawConnection;
import io.leveret.conformance.raw.RawFrame;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a thousand messages cost in system calls, counted at the process: a guard that a slow machine does not trip. What the
 * JVM does for itself (futexes of its compiler and collector) is left out, and that of other threads than the broker's.
 */
class SystemCallsTest {

    private static final int BATCH = 1_000;
    private static final int ROUNDS = 50;
    private static final byte[] BODY = "sixteen octets..".getBytes(StandardCharsets.US_ASCII);
    private static final String QUEUE = "counted";
    private static final Set<String> READS = Set.of("recvfrom", "read", "readv", "recvmsg");
    private static final Set<String> WRITES = Set.of("sendto", "write", "writev", "sendmsg", "pwrite64", "pwritev");
    private static final Set<String> WAITS = Set.of("epoll_wait", "epoll_pwait", "epoll_pwait2");

    private Path directory;
    private Strace strace;
    private BrokerProcess broker;

    @BeforeEach
    void start() throws Exception {
        directory = BrokerProcess.directory();
        strace = new Strace(directory);
        broker = new BrokerProcess(directory);
        broker.start();
        strace.attachTo(broker.id());
    }

    @AfterEach
    void stop() throws Exception {
        if (broker != null) {
            broker.close();
            BrokerProcess.delete(directory);
        }
    }

    private RawConnection open() {
        InetSocketAddress address = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), broker.connectionFactory().getPort());
        return RawConnection.connect(address).open(Handshake.handshake()).openChannel(1);
    }

    private static void publish(RawConnection connection, AMQP.BasicProperties properties) {
        AMQP.Basic.Publish method =
                new AMQP.Basic.Publish.Builder().routingKey(QUEUE).build();
        connection.inOneWrite(one -> {
            for (int i = 0; i < BATCH; i++) {
                one.method(1, method).header(1, BODY.length, properties).body(1, BODY);
            }
        });
    }

    private static void take(RawConnection connection) {
        for (int left = BATCH; left > 0; ) {
            if (connection.readFrame().type() == RawFrame.BODY) {
                left--;
            }
        }
    }

    private static void takeConfirms(RawConnection connection, long upTo) {
        for (long confirmed = 0; confirmed < upTo; ) {
            confirmed = ((AMQP.Basic.Ack) connection.readFrame().method()).getDeliveryTag();
        }
    }

    /** Calls of the broker's own threads until now, by name. */
    private Map<String, Integer> calls() throws IOException {
        Set<String> threads = threads();
        Map<String, Integer> counts = new HashMap<>();
        strace.lines().stream()
                .map(line -> line.split("[ (]+", 3))
                .filter(words -> words.length == 3 && threads.contains(words[0]))
                .forEach(words -> counts.merge(words[1], 1, Integer::sum));
        return counts;
    }

    /** Ids of threads that are named as the broker's are. */
    private Set<String> threads() throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc", broker.id(), "task"))) {
            return Set.copyOf(tasks.filter(SystemCallsTest::isOurs)
                    .map(task -> task.getFileName().toString())
                    .toList());
        }
    }

    private static boolean isOurs(Path task) {
        try {
            return Files.readString(task.resolve("comm")).startsWith("leveret-");
        } catch (IOException gone) {
            return false;
        }
    }

    private static double perBatch(Map<String, Integer> before, Map<String, Integer> after, Set<String> names) {
        int calls = names.stream()
                .mapToInt(name -> after.getOrDefault(name, 0) - before.getOrDefault(name, 0))
                .sum();
        return (double) calls / ROUNDS;
    }

    @Test
    void aThousandTransientMessagesCostAFewReadsWritesAndWaits() throws Exception {
        try (RawConnection publisher = open();
                RawConnection consumer = open()) {
            publisher.declareQueue(1, QUEUE);
            consumer.consume(1, QUEUE, "tag");
            publish(publisher, MessageProperties.MINIMAL_BASIC);
            take(consumer);
            Map<String, Integer> before = calls();
            for (int round = 0; round < ROUNDS; round++) {
                publish(publisher, MessageProperties.MINIMAL_BASIC);
                take(consumer);
            }
            Map<String, Integer> after = calls();

            System.out.println("system calls for " + ROUNDS + " x " + BATCH + " transient: " + after);
            assertThat(perBatch(before, after, READS)).as("reads").isLessThan(8);
            assertThat(perBatch(before, after, WRITES)).as("writes").isLessThan(8);
            assertThat(perBatch(before, after, WAITS)).as("waits").isLessThan(8);
        }
    }

    @Test
    void aThousandConfirmedPersistentMessagesShareAFewForces() throws Exception {
        try (RawConnection publisher = open();
                RawConnection consumer = open()) {
            publisher.method(
                    1,
                    new AMQP.Queue.Declare.Builder().queue(QUEUE).durable(true).build());
            publisher.expect(1, AMQP.Queue.DeclareOk.class);
            publisher.call(1, new AMQP.Confirm.Select.Builder().build(), AMQP.Confirm.SelectOk.class);
            consumer.consume(1, QUEUE, "tag");
            Map<String, Integer> before = calls();
            for (int round = 1; round <= ROUNDS; round++) {
                publish(publisher, MessageProperties.MINIMAL_PERSISTENT_BASIC);
                takeConfirms(publisher, (long) round * BATCH);
                take(consumer);
            }
            await().until(() -> calls().getOrDefault("fdatasync", 0) > before.getOrDefault("fdatasync", 0));
            Map<String, Integer> after = calls();

            System.out.println("system calls for " + ROUNDS + " x " + BATCH + " persistent: " + after);
            assertThat(perBatch(before, after, Set.of("fdatasync")))
                    .as("forces")
                    .isLessThan(8);
            assertThat(perBatch(before, after, READS)).as("reads").isLessThan(12);
            assertThat(perBatch(before, after, WRITES)).as("writes").isLessThan(24);
            assertThat(perBatch(before, after, WAITS)).as("waits").isLessThan(16);
        }
    }
}
