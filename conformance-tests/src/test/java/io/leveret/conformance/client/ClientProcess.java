package io.leveret.conformance.client;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * One client program that a test runs. Its output goes to files, so it never stalls on a full pipe, and closing kills
 * what is left of it: the program and its own descendants, nothing else.
 */
final class ClientProcess implements AutoCloseable {

    private final List<String> command;
    private final Path out;
    private final Path err;
    private final Process process;

    private ClientProcess(List<String> command, Map<String, String> environment, Path directory) throws IOException {
        this.command = command;
        out = Files.createTempFile("client", ".out");
        err = Files.createTempFile("client", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toAbsolutePath().toFile())
                .redirectOutput(Redirect.to(out.toFile()))
                .redirectError(Redirect.to(err.toFile()));
        builder.environment().putAll(environment);
        process = builder.start();
    }

    static ClientProcess start(Path directory, Map<String, String> environment, List<String> command) {
        try {
            return new ClientProcess(command, environment, directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a program without input to its end and gives what it wrote, without the last line break. */
    static String run(Duration limit, Path directory, Map<String, String> environment, List<String> command) {
        try (ClientProcess client = start(directory, environment, command)) {
            return client.input("").succeed(limit);
        }
    }

    /** Writes all of the program's input and closes it. */
    ClientProcess input(String text) {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(text.getBytes(StandardCharsets.UTF_8));
            return this;
        } catch (IOException e) {
            throw new AssertionError(report("took no input"), e);
        }
    }

    /** Waits until the program ends well, and gives what it wrote, without the last line break. */
    String succeed(Duration limit) {
        assertThat(exitCode(limit)).as(() -> report("failed")).isZero();
        return read(out).stripTrailing();
    }

    /** Waits for the program's end. */
    int exitCode(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), MILLISECONDS)) {
                throw new AssertionError(report("still runs after " + limit));
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Waits until the program has written the text to either output. */
    void awaitOutput(String text, Duration limit) {
        Awaitility.await(text)
                .atMost(limit)
                .failFast(() -> assertThat(process.isAlive())
                        .as(() -> report("ended early"))
                        .isTrue())
                .until(() -> output().contains(text));
    }

    /** All that the program has written so far, errors last. */
    String output() {
        return read(out) + read(err);
    }

    /** Asks the program to end (SIGTERM). */
    void terminate() {
        process.destroy();
    }

    @Override
    public void close() {
        // The parent first: it might replace a child that it sees die.
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        try {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String report(String what) {
        return String.join(" ", command) + " " + what + "\n" + output();
    }

    private static String read(Path file) {
        try {
            // Forgiving, since a program that still writes may have written half of a character.
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
