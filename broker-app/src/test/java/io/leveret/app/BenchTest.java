package io.leveret.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.app.config.Flags;
import io.leveret.app.config.RabbitConf;
import io.leveret.app.config.Settings;
import io.leveret.bench.BenchException;
import io.leveret.bench.BenchOptions;
import io.leveret.bench.BenchRun;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code bench} against a broker in this process. */
@Timeout(120)
class BenchTest {

    @TempDir
    private static Path directory;

    private static Leveret broker;

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    @BeforeAll
    static void startBroker() throws Exception {
        Flags flags = new Flags(0, List.of("127.0.0.1"), -1, directory.resolve("data"), null);
        broker = Leveret.start(Settings.resolve(flags, RabbitConf.EMPTY, 1L << 30, false), false, null, () -> {});
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    private static int port() {
        return broker.amqpAddresses().get(0).getPort();
    }

    private void bench(String arguments) throws Exception {
        run(options("amqp://127.0.0.1:" + port(), arguments));
    }

    private void run(BenchOptions options) throws BenchException {
        lines.clear();
        new BenchRun(options, lines::add).run();
    }

    private static BenchOptions options(String uri, String arguments) throws StartException {
        List<String> words = new ArrayList<>(List.of("bench", "--uri", uri));
        words.addAll(Arrays.asList(arguments.split(" ")));
        return Objects.requireNonNull(
                CommandLineOptions.parse(words.toArray(new String[0])).bench());
    }

    /** The number of messages that the summary says were sent, received and so on. */
    private long count(String what) {
        Pattern pattern = Pattern.compile("  " + what + " +([\\d,]+) messages,.*");
        Matcher matcher = lines.stream()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .findFirst()
                .orElseThrow(() -> new AssertionError(what + " in " + lines));
        return Long.parseLong(matcher.group(1).replace(",", ""));
    }

    private String latency() {
        return lines.stream()
                .filter(line -> line.startsWith("  latency"))
                .findFirst()
                .orElse("");
    }

    @Test
    void sendsAndReceivesWhatItWasTold() throws Exception {
        bench("-a -x 2 -C 10000 -D 20000");
        assertThat(count("sent")).isEqualTo(20_000);
        assertThat(count("received")).isEqualTo(20_000);
        assertThat(latency()).contains("99.9th", "max");
    }

    @Test
    void countsConfirmsOfPersistentMessages() throws Exception {
        bench("-C 5000 -D 5000 -s 1024 -f persistent -c 100 -q 200 -A 50");
        assertThat(count("confirmed")).isEqualTo(5_000);
        assertThat(count("nacked")).isZero();
        assertThat(count("received")).isEqualTo(5_000);
        assertThat(lines).anyMatch(line -> line.startsWith("  confirms   min"));
    }

    @Test
    void consumersWithoutANumberTakeWhatIsUnderWay() throws Exception {
        bench("-C 3000 -A 7 --flush-every 1 -s 5");
        assertThat(count("received")).isEqualTo(3_000);
        assertThat(latency()).contains("not measured");
    }

    @Test
    void goesThroughATopicExchange() throws Exception {
        bench("-a -e bench.topic -t topic -k a.b.c -y 2 -u bench.topic.queue -C 1000 -x 3");
        assertThat(count("received")).isEqualTo(3_000);
    }

    @Test
    void everyQueueOfAPatternGetsItsShare() throws Exception {
        String queues = "--queue-pattern bench.q%d --queue-pattern-to 5";
        bench("-x 2 -y 0 -C 30 -c 10 " + queues);
        // One producer has three of them, the other two; what is received is all that was sent.
        for (int i = 1; i <= 5; i++) {
            bench("-x 0 -D " + (i % 2 == 0 ? 15 : 10) + " -u bench.q" + i);
        }
    }

    @Test
    void aFanoutReachesEveryQueueAndConsumersShareThem() throws Exception {
        bench("-a -e bench.fanout -t fanout --queue-pattern bench.f%d --queue-pattern-to 4 -y 3 -C 500");
        assertThat(count("sent")).isEqualTo(500);
        assertThat(count("received")).isEqualTo(2_000);
    }

    @Test
    void countsWhatNoQueueTakes() throws Exception {
        bench("-e amq.direct -k bench.nowhere -p -y 0 -f mandatory -c 10 -C 100");
        assertThat(count("returned")).isEqualTo(100);
        assertThat(count("confirmed")).isEqualTo(100);
    }

    @Test
    void aRateIsKeptToItsLastMessage() throws Exception {
        bench("-a -x 2 -r 2000 -C 200 -D 400");
        assertThat(count("sent")).isEqualTo(400);
        assertThat(count("received")).isEqualTo(400);
    }

    @Test
    void reportsEachSecondAndLeavesTheWarmUpOut() throws Exception {
        Path json = directory.resolve("bench.json");
        Path histogram = directory.resolve("bench.hgrm");
        bench("-a -r 1000 -z 1 --warmup 1 --json " + json + " --histogram " + histogram);
        assertThat(lines).anyMatch(line -> line.startsWith("warm-up "));
        assertThat(count("sent")).isPositive();
        assertThat(Files.readString(json)).startsWith("{\"seconds\":").contains("\"latency_us\":{\"count\":");
        assertThat(Files.readString(histogram)).contains("#[Mean");
    }

    @Test
    void endsWithTheSummaryWhenItIsStopped() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        BenchRun endless = new BenchRun(options("amqp://127.0.0.1:" + port(), "-c 100"), line -> {
            lines.add(line);
            running.countDown();
        });
        CompletableFuture<Void> stopping = CompletableFuture.runAsync(() -> {
            try {
                running.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            endless.stop();
        });
        endless.run();
        stopping.join();
        assertThat(count("sent")).isPositive();
    }

    @Test
    void saysThatTheBrokerBrokeOffAndWhatWasMeasuredUntilThen() throws Exception {
        Flags flags = new Flags(0, List.of("127.0.0.1"), -1, directory.resolve("ending"), null);
        Leveret ending =
                Leveret.start(Settings.resolve(flags, RabbitConf.EMPTY, 1L << 30, false), false, null, () -> {});
        int port = ending.amqpAddresses().get(0).getPort();
        CountDownLatch running = new CountDownLatch(1);
        BenchRun endless = new BenchRun(options("amqp://127.0.0.1:" + port, "-r 100"), line -> {
            lines.add(line);
            running.countDown();
        });
        CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> {
            try (ending) {
                running.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThatThrownBy(endless::run).hasMessageContaining("320 CONNECTION_FORCED");
        closing.join();
        assertThat(count("sent")).isPositive();
    }

    private void assertFails(String uri, String arguments, BenchException.Kind kind, String... words) {
        assertThatThrownBy(() -> run(options(uri, arguments)))
                .isInstanceOfSatisfying(
                        BenchException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .message()
                .contains(words)
                .doesNotContain("\n");
    }

    @Test
    void saysThatALoginWasRefused() {
        assertFails(
                "amqp://guest:wrong@127.0.0.1:" + port(),
                "-z 1",
                BenchException.Kind.FAILED,
                "the broker closed the connection: 403 ACCESS_REFUSED");
    }

    @Test
    void saysThatAVirtualHostIsUnknown() {
        assertFails("amqp://127.0.0.1:" + port() + "/nowhere", "-z 1", BenchException.Kind.FAILED, "530 NOT_ALLOWED");
    }

    @Test
    void saysThatAQueueIsAnotherOne() throws Exception {
        bench("-y 0 -C 1 -c 1 -u bench.transient");
        assertFails(
                "amqp://127.0.0.1:" + port(),
                "-u bench.transient -f persistent -z 1",
                BenchException.Kind.FAILED,
                "the broker closed the channel: 406 PRECONDITION_FAILED",
                "bench.transient");
        bench("-x 0 -D 1 -u bench.transient");
    }

    @Test
    void saysThatAPredeclaredQueueIsMissing() {
        assertFails(
                "amqp://127.0.0.1:" + port(), "-p -u bench.missing -z 1", BenchException.Kind.FAILED, "404 NOT_FOUND");
    }

    @Test
    void saysThatAnExchangeTypeIsUnknown() {
        assertFails(
                "amqp://127.0.0.1:" + port(),
                "-e bench.strange -t strange -z 1",
                BenchException.Kind.FAILED,
                "unknown exchange type");
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertFails("amqp://127.0.0.1:" + free, "-z 1", BenchException.Kind.UNREACHABLE, "127.0.0.1:" + free);
    }

    @Test
    void leavesNothingBehind() throws Exception {
        bench("-a -C 10 -D 10 -e bench.gone -u bench.gone");
        assertFails("amqp://127.0.0.1:" + port(), "-p -u bench.gone -z 1", BenchException.Kind.FAILED, "404 NOT_FOUND");
        assertFails(
                "amqp://127.0.0.1:" + port(),
                "-p -e bench.gone -k k -y 0 -z 1",
                BenchException.Kind.FAILED,
                "404 NOT_FOUND");
    }
}
