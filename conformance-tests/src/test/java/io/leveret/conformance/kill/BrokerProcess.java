package io.leveret.conformance.kill;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A broker in a process of its own, with its own data directory and one port through all of its lives: the packaged
 * {@code leveret.jar}, where the build has packaged it (the class path names it then), otherwise the same classes.
 *
 * <p>{@code -Dleveret.kill.command} names another broker: a shell command that runs it in the foreground with the data
 * directory {@code $DATA} and the AMQP port {@code $PORT}. {@code -Dleveret.jar} names another packaged Leveret.
 */
final class BrokerProcess implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final int TIMEOUT_MS = 30_000;

    private final Path data;
    private final Path log;
    private final int port;
    private Process process;
    private long startMs;

    BrokerProcess(Path directory) throws IOException {
        data = Files.createDirectories(directory.resolve("data"));
        log = directory.resolve("broker.log");
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
    }

    /** Starts it and waits until a client can connect. */
    void start() throws IOException, InterruptedException {
        long from = System.nanoTime();
        ProcessBuilder builder = new ProcessBuilder(command())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log.toFile()))
                .directory(data.toFile());
        builder.environment().put("DATA", data.toString());
        builder.environment().put("PORT", Integer.toString(port));
        process = builder.start();
        while (!accepts()) {
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

    /** A factory for connections that never reconnect behind a test's back. */
    ConnectionFactory connectionFactory() {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(port);
        factory.setAutomaticRecoveryEnabled(false);
        factory.setChannelRpcTimeout(TIMEOUT_MS);
        return factory;
    }

    /** What it has logged in all of its lives. */
    String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }

    private boolean accepts() {
        try (Connection connection = connectionFactory().newConnection()) {
            return connection.isOpen();
        } catch (IOException | TimeoutException e) {
            return false;
        }
    }

    private List<String> command() {
        String named = System.getProperty("leveret.kill.command", "");
        if (!named.isEmpty()) {
            return List.of("bash", "-c", named);
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-ea",
                "-Xms32m",
                // What the load leaves behind grows with every life, and lies in the heap.
                "-Xmx" + (512 + 160 * Integer.getInteger("leveret.kills", 2)) + "m",
                "-XX:+UseSerialGC",
                "-Dfile.encoding=UTF-8"));
        packaged()
                .ifPresentOrElse(
                        jar -> command.addAll(List.of("-jar", jar)),
                        () -> command.addAll(
                                List.of("-cp", System.getProperty("java.class.path"), "io.leveret.app.Main")));
        command.addAll(List.of(
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--management-port",
                "-1",
                "--data-dir",
                data.toString()));
        return command;
    }

    private static Optional<String> packaged() {
        return Arrays.stream((System.getProperty("leveret.jar", "")
                                + File.pathSeparator
                                + System.getProperty("java.class.path"))
                        .split(File.pathSeparator))
                .filter(entry -> entry.endsWith(File.separator + "leveret.jar"))
                .findFirst();
    }

    /** A directory of its own for a broker. */
    static Path directory() {
        try {
            return Files.createTempDirectory("leveret-kill");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
