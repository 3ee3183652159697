package io.leveret.conformance.kill;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * Looks at the forces of a broker process, or at all its system calls, and lets forces fail. Without strace a test is skipped, or fails where {@code
 * LEVERET_CLIENTS_REQUIRED=1} says that all must be there.
 */
final class Strace {

    private static final String TRACED = "trace=fdatasync,fsync";

    private final Path log;

    Strace(Path directory) {
        requireOne();
        log = directory.resolve("strace.log");
    }

    /** For {@link BrokerProcess#startBelow}. */
    List<String> command() {
        return List.of("strace", "-f", "-y", "-qq", "-o", log.toString(), "-e", TRACED);
    }

    /**
     * Looks at all system calls of a process that runs, as long as that does. One that starts below it would take a minute
     * for that on a busy machine.
     */
    void attachTo(String processId) throws IOException {
        new ProcessBuilder("strace", "-f", "-qq", "-o", log.toString(), "-p", processId)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        await().atMost(Duration.ofSeconds(60)).until(() -> isTraced(Path.of("/proc", processId, "task")));
    }

    private static boolean isTraced(Path tasks) throws IOException {
        try (Stream<Path> threads = Files.list(tasks)) {
            return threads.allMatch(thread -> {
                try {
                    return !Files.readString(thread.resolve("status")).contains("TracerPid:\t0\n");
                } catch (IOException gone) {
                    return true;
                }
            });
        }
    }

    /** What it has seen so far: of each call the thread's id, the name and what it was about. */
    List<String> lines() throws IOException {
        return Files.readAllLines(log);
    }

    /** For the same; from this call on {@code fdatasync} fails with EIO. */
    List<String> failingFrom(int call) {
        List<String> command = new ArrayList<>(command());
        command.addAll(List.of("-e", "inject=fdatasync:error=EIO:when=" + call + "+"));
        return command;
    }

    /** How often segments of the journal were forced so far. */
    long journalForces() throws IOException {
        return Files.readAllLines(log).stream()
                .filter(line -> line.contains("fdatasync(") && line.contains("/journal-"))
                .count();
    }

    private static void requireOne() {
        try {
            Process probe = new ProcessBuilder("strace", "-f", "-qq", "-e", TRACED, "true")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (probe.waitFor() != 0) {
                throw missing("strace may not trace here");
            }
        } catch (IOException e) {
            throw missing("no strace here; conformance-tests/install-clients.sh installs it");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RuntimeException missing(String reason) {
        boolean required = "1".equals(System.getenv("LEVERET_CLIENTS_REQUIRED"));
        return required ? new IllegalStateException(reason) : new TestAbortedException(reason);
    }
}
