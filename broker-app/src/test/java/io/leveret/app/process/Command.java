package io.leveret.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A program that is run to its end. */
final class Command {

    /** A thread for each stream: the common pool may have a single one, and a broker's log keeps that busy. */
    static final Executor READERS = task -> new Thread(task, "process-reader").start();

    private static final long RUN_SECONDS_MAX = 60;

    private final ProcessBuilder builder;

    private Command(List<String> command) {
        builder = new ProcessBuilder(command);
    }

    static Command of(String... command) {
        return new Command(List.of(command));
    }

    /** A JVM with the class path of this test. */
    static Command java(String mainClass, String... arguments) {
        List<String> command = new ArrayList<>(JavaCommand.PREFIX);
        command.add(mainClass);
        command.addAll(Arrays.asList(arguments));
        return new Command(command);
    }

    Command in(Path directory) {
        builder.directory(directory.toFile());
        return this;
    }

    /** Nothing of this process's environment but what is given. */
    Command withOnly(Map<String, String> environment) {
        builder.environment().clear();
        builder.environment().putAll(environment);
        return this;
    }

    /** How a program ended and what it said. */
    record Outcome(int status, String out, String err) {

        /** The only line on standard error, when nothing else was said. */
        String onlyErrorLine() {
            assertThat(out).as("standard output").isEmpty();
            assertThat(err.lines()).as("lines on standard error").hasSize(1);
            return err.strip();
        }
    }

    Outcome run() throws IOException, InterruptedException {
        Process process = builder.start();
        process.getOutputStream().close();
        CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()), READERS);
        CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), READERS);
        if (!process.waitFor(RUN_SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(builder.command() + " still runs after " + RUN_SECONDS_MAX + " s");
        }
        return new Outcome(process.exitValue(), out.join(), err.join());
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
