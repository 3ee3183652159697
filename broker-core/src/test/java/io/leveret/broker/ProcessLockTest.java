package io.leveret.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One owner among all processes, and in this one. */
class ProcessLockTest {

    @TempDir
    Path directory;

    /** Tries to lock a file, and says in its exit status whether it could. */
    public static final class Rival {

        private Rival() {}

        public static void main(String[] arguments) throws IOException {
            try (FileChannel file = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
                System.exit(file.tryLock() == null ? 1 : 0);
            }
        }
    }

    private boolean canOthersLock(Path file) throws Exception {
        Process rival = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Rival.class.getName(),
                        file.toString())
                .inheritIO()
                .start();
        int status = rival.waitFor();
        assertThat(status).isBetween(0, 1);
        return status == 0;
    }

    @Test
    void turnsASecondOwnerAwayAndKeepsOtherProcessesOutAllTheSame() throws Exception {
        Path file = directory.resolve("lock");
        ProcessLock lock = ProcessLock.acquire(file);
        Path other = Files.createSymbolicLink(directory.resolve("link"), directory);
        for (Path path : List.of(file, other.resolve("lock"))) {
            assertThatThrownBy(() -> ProcessLock.acquire(path))
                    .isInstanceOfSatisfying(
                            ProcessLock.HeldException.class,
                            e -> assertThat(e.owner())
                                    .isEqualTo(" (process "
                                            + ProcessHandle.current().pid() + ")"));
        }
        assertThat(canOthersLock(file)).isFalse();
        lock.close();
        assertThat(canOthersLock(file)).isTrue();
        ProcessLock.acquire(file).close();
    }

    @Test
    void doesNotKeepALockThatItCouldNotTake() throws Exception {
        Path missing = directory.resolve("missing/lock");
        assertThatThrownBy(() -> ProcessLock.acquire(missing)).isInstanceOf(IOException.class);
        Files.createDirectories(missing.getParent());
        ProcessLock.acquire(missing).close();
    }

    @Test
    void twoBrokersOfOneProcessDoNotShareAStore() throws Exception {
        BrokerConfig config = BrokerConfig.defaults()
                .withBindHosts(List.of("127.0.0.1"))
                .withPort(0)
                .withDataDirectory(directory);
        try (Broker first = Broker.start(config)) {
            assertThatThrownBy(() -> Broker.start(config))
                    .isInstanceOf(BrokerStartException.class)
                    .hasMessageContaining("is in use by another broker");
            assertThat(first.amqpPort()).isPositive();
        }
        Broker.start(config).close();
    }
}
