package io.leveret.conformance.kill;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A broker in a process of its own, with its own data directory and one port through all of its lives: the packaged
 * {@code leveret.jar}, where the build has packaged it (the class path names it then), otherwise the same classes.
 *
 * <p>{@code -Dleveret.kill.command} names another broker: a shell command that runs it in the foreground with the data
 * directory {@code $DATA} and the AMQP port {@code $PORT}. {@code -Dleveret.jar} names another packaged Leveret.
 */
public final class BrokerProcess implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final int TIMEOUT_MS = 60_000;
    private static final Pattern LISTENER = Pattern.compile("started TCP listener on .*:(\\d+)\\R");
    private static final Pattern LOG_TIME = Pattern.compile("^(\\S+) (\\S+Z) ");
    private static final String FOREIGN = System.getProperty("leveret.kill.command", "");
    private static final int EXIT_LIMIT_SECONDS = 30;
    private static final int HEAP_MIB = 512;

    private final Path data;
    private final Path log;
    private final int heapMib;
    private final List<String> options = new ArrayList<>();
    /** Where it listens in this life. */
    private int port;

    private Process process;
    private CompletableFuture<Long> exitedAtMs = new CompletableFuture<>();
    private long startMs;
    private int starts;

    public BrokerProcess(Path directory) throws IOException {
        this(directory, directory.resolve("data"));
    }

    /** A broker with so much heap. */
    BrokerProcess(Path directory, int heapMib) throws IOException {
        this(directory, directory.resolve("data"), heapMib);
    }

    /** A broker whose data lie somewhere else than its log. */
    BrokerProcess(Path directory, Path dataDirectory) throws IOException {
        this(directory, dataDirectory, HEAP_MIB);
    }

    private BrokerProcess(Path directory, Path dataDirectory, int heapMib) throws IOException {
        this.heapMib = heapMib;
        data = Files.createDirectories(dataDirectory);
        log = directory.resolve("broker.log");
    }

    /** With further options on its command line, from the next start on. */
    public BrokerProcess with(List<String> further) {
        options.addAll(further);
        return this;
    }

    /** Starts it and waits until a client can connect. */
    public void start() throws IOException, InterruptedException {
        startBelow(List.of());
    }

    /** Starts it by another command, one that runs the command behind it and ends with its status. */
    void startBelow(List<String> wrapper) throws IOException, InterruptedException {
        long from = System.nanoTime();
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(command());
        long logged = Files.exists(log) ? Files.size(log) : 0;
        port = isForeign() ? freePort() : 0;
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log.toFile()))
                .directory(data.toFile());
        builder.environment().put("DATA", data.toString());
        builder.environment().put("PORT", Integer.toString(port));
        process = builder.start();
        exitedAtMs = process.onExit().thenApply(gone -> System.currentTimeMillis());
        while (!listens(logged) || !accepts()) {
            if (!process.isAlive() || System.nanoTime() - from > START_LIMIT.toNanos()) {
                throw new AssertionError("the broker does not start:\n" + Files.readString(log));
            }
            Thread.sleep(20);
        }
        startMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from);
    }

    /** How long the last start took. */
    long startMs() {
        return startMs;
    }

    /** Kills it as {@code kill -9} does, and all that it has started. */
    void kill() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
        children.forEach(child -> child.onExit().join());
    }

    /** Asks it to stop, as SIGTERM does, and waits until it has; gives its exit status. */
    int stop() throws InterruptedException {
        // Not Process.destroy: that would close the log before the broker has written its last line.
        process.toHandle().destroy();
        return awaitExit();
    }

    /** The id of the broker's own process, whatever runs it. */
    public String id() {
        return process.descendants()
                .findFirst()
                .map(child -> Long.toString(child.pid()))
                .orElse(Long.toString(process.pid()));
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until it has ended by itself; gives its exit status. */
    int awaitExit() throws InterruptedException {
        if (!process.waitFor(EXIT_LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the broker does not end");
        }
        return process.exitValue();
    }

    /** How long after this word in its log it was gone; only after {@link #awaitExit}. */
    Duration exitedAfter(String word) throws IOException {
        String line =
                log().lines().filter(said -> said.contains(word)).findFirst().orElseThrow();
        Matcher time = LOG_TIME.matcher(line);
        if (!time.find()) {
            throw new AssertionError("no time in " + line);
        }
        long saidAtMs = Instant.parse(time.group(1) + "T" + time.group(2)).toEpochMilli();
        return Duration.ofMillis(exitedAtMs.join() - saidAtMs);
    }

    /** A factory for connections that never reconnect behind a test's back. */
    public ConnectionFactory connectionFactory() {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(port);
        factory.setAutomaticRecoveryEnabled(false);
        factory.setChannelRpcTimeout(TIMEOUT_MS);
        return factory;
    }

    /** What it has logged in all of its lives. */
    public String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Whether it says where it listens. A port chosen beforehand may be somebody else's by then. */
    private boolean listens(long logged) throws IOException {
        if (port == 0) {
            byte[] octets = Files.readAllBytes(log);
            String life = new String(octets, (int) logged, octets.length - (int) logged, StandardCharsets.UTF_8);
            Matcher listener = LISTENER.matcher(life);
            if (listener.find()) {
                port = Integer.parseInt(listener.group(1));
            }
        }
        return port != 0;
    }

    private boolean accepts() {
        try (Connection connection = connectionFactory().newConnection()) {
            return connection.isOpen();
        } catch (IOException | TimeoutException e) {
            return false;
        }
    }

    private List<String> command() {
        if (isForeign()) {
            return List.of("bash", "-c", FOREIGN);
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // By turns as it is tested and as it is shipped: an assertion must not be what makes it work.
                ++starts % 2 == 1 ? "-ea" : "-da",
                "-Xms32m",
                "-Xmx" + heapMib + "m",
                "-XX:+UseSerialGC",
                "-Dfile.encoding=UTF-8"));
        packaged()
                .ifPresentOrElse(
                        jar -> command.addAll(List.of("-jar", jar)),
                        () -> command.addAll(
                                List.of("-cp", System.getProperty("java.class.path"), "io.leveret.app.Main")));
        command.addAll(List.of(
                "--bind", "127.0.0.1", "--port", "0", "--management-port", "-1", "--data-dir", data.toString()));
        command.addAll(options);
        return command;
    }

    private static boolean isForeign() {
        return !FOREIGN.isEmpty();
    }

    private static Optional<String> packaged() {
        return Arrays.stream((System.getProperty("leveret.jar", "")
                                + File.pathSeparator
                                + System.getProperty("java.class.path"))
                        .split(File.pathSeparator))
                .filter(entry -> entry.endsWith(File.separator + "leveret.jar"))
                .findFirst();
    }

    /** Deletes the directory with all that is in it. */
    public static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A directory of its own for a broker. */
    public static Path directory() {
        try {
            return Files.createTempDirectory("leveret-kill");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
