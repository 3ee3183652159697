package io.leveret.conformance.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.conformance.kill.BrokerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A broker process to be treated badly, with assertions on. As it is closed it must still live, and must have logged no
 * error.
 */
final class HostileBroker implements AutoCloseable {

    /** Held by tests with such a broker, so that one of them at a time takes the machine. */
    static final String LOCK = "hostile broker";

    private final Path directory = BrokerProcess.directory();
    private final BrokerProcess process;

    HostileBroker() {
        try {
            process = new BrokerProcess(directory);
            process.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(), process.connectionFactory().getPort());
    }

    ProcessCounts counts() throws IOException, InterruptedException {
        return new ProcessCounts(process.id());
    }

    /** How many files its directory holds. */
    long files() {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Throws AssertionError where the broker has died or logged an error. */
    void requireWell() {
        try {
            assertThat(process.isAlive()).as("the broker lives").isTrue();
            assertThat(process.log().lines().filter(line -> line.contains("[ERROR]") || line.startsWith("\tat ")))
                    .isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.close();
        try {
            BrokerProcess.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
