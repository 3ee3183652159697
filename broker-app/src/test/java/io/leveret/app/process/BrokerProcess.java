package io.leveret.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A broker in a process of its own, on ports that the system chose, with its log. */
final class BrokerProcess implements AutoCloseable {

    private static final long WAIT_SECONDS_MAX = 60;
    private static final Pattern AMQP = Pattern.compile("started TCP listener on 127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern MANAGEMENT = Pattern.compile("management API on http://127\\.0\\.0\\.1:(\\d+)");

    private final Process process;
    private final List<String> log = new ArrayList<>();
    private final CompletableFuture<List<String>> started = new CompletableFuture<>();
    private final CompletableFuture<List<String>> wholeLog;

    private BrokerProcess(Process process) {
        this.process = process;
        this.wholeLog = CompletableFuture.supplyAsync(this::readLog, Command.READERS);
    }

    /** Starts it and returns when it serves. */
    static BrokerProcess start(Path dataDirectory, String... furtherArguments) throws Exception {
        List<String> command = new ArrayList<>(JavaCommand.PREFIX);
        command.addAll(List.of("io.leveret.app.Main", "--port", "0", "--management-port", "0"));
        command.addAll(List.of("--bind", "127.0.0.1", "--data-dir", dataDirectory.toString()));
        command.addAll(Arrays.asList(furtherArguments));
        BrokerProcess broker = new BrokerProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start());
        try {
            broker.started.get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (Exception e) {
            broker.close();
            throw e;
        }
        return broker;
    }

    private List<String> readLog() {
        try (BufferedReader reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                log.add(line);
                if (line.contains("Server startup complete")) {
                    started.complete(List.copyOf(log));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        started.completeExceptionally(new AssertionError("ended before it served: " + log));
        return log;
    }

    /** What it had logged when it began to serve. */
    List<String> startLog() {
        return started.join();
    }

    int amqpPort() {
        return port(AMQP);
    }

    int managementPort() {
        return port(MANAGEMENT);
    }

    private int port(Pattern pattern) {
        Matcher matcher = pattern.matcher(String.join("\n", startLog()));
        assertThat(matcher.find()).as("%s in %s", pattern, startLog()).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    /** Sends SIGTERM; returns the exit status. */
    int terminate() throws InterruptedException {
        // Not Process.destroy: that would close the log before the broker has written its last line.
        assertThat(process.toHandle().destroy()).isTrue();
        assertThat(process.waitFor(WAIT_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /** Whether it has ended by itself. */
    boolean hasEnded() {
        return !process.isAlive();
    }

    /** Sends SIGKILL and returns when it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(WAIT_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
    }

    /** All it logged in its life, once it has ended. */
    List<String> wholeLog() {
        return wholeLog.join();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
