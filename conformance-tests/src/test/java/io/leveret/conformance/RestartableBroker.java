package io.leveret.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A broker that a test can stop and start again on what it left behind. Its own in this JVM on a directory of its own or,
 * under {@code -Dbroker}, the one named, if {@code -Dbroker.restart} has a shell command that restarts it and returns
 * when it listens again.
 */
interface RestartableBroker extends AutoCloseable {

    /** Where it listens until the next restart. */
    InetSocketAddress address();

    /** Stops it in good order and starts it again. Connections do not survive this. */
    void restart();

    @Override
    void close();

    /** Skips the test where there is no broker that may be restarted. */
    static RestartableBroker start() {
        if (System.getProperty("broker", "").isEmpty()) {
            return new Embedded();
        }
        String command = System.getProperty("broker.restart", "");
        Assumptions.assumeFalse(
                command.isEmpty(), "the broker under test is not ours to restart: no -Dbroker.restart=command");
        return new ByCommand(command);
    }

    /** Our own, with a directory that goes when it is closed. */
    final class Embedded implements RestartableBroker {

        private final Path directory;
        private EmbeddedBroker broker;

        private Embedded() {
            try {
                directory = Files.createTempDirectory("leveret-restart");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            broker = EmbeddedBroker.startOn(directory);
        }

        @Override
        public InetSocketAddress address() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), broker.port());
        }

        @Override
        public void restart() {
            broker.close();
            broker = EmbeddedBroker.startOn(directory);
        }

        @Override
        public void close() {
            broker.close();
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A stranger's, which keeps running when the test is over. */
    final class ByCommand implements RestartableBroker {

        private final String command;

        private ByCommand(String command) {
            this.command = command;
        }

        @Override
        public InetSocketAddress address() {
            return BrokerUnderTest.address();
        }

        @Override
        public void restart() {
            try {
                Process process = new ProcessBuilder("sh", "-c", command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (process.waitFor() != 0) {
                    throw new AssertionError("'" + command + "' ended with " + process.exitValue());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() {}
    }
}
