package io.leveret.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.app.process.Command.Outcome;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code bench} as a process: with which status it ends. */
@Timeout(120)
class BenchProcessTest {

    @TempDir
    private Path directory;

    private Outcome bench(String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of("bench"));
        words.addAll(List.of(arguments));
        return Command.java("io.leveret.app.Main", words.toArray(new String[0]))
                .in(directory)
                .run();
    }

    @Test
    void endsWithStatus0WhenAllIsThroughAnd74WhenItIsRefused() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(directory.resolve("data"))) {
            String address = "127.0.0.1:" + broker.amqpPort();
            Outcome good = bench("--uri", "amqp://" + address, "-C", "10", "-D", "10");
            assertThat(good.status()).isZero();
            assertThat(good.out()).contains("  received   10 messages");
            assertThat(good.err()).isEmpty();

            Outcome refused = bench("--uri", "amqp://guest:wrong@" + address);
            assertThat(refused.status()).isEqualTo(74);
            assertThat(refused.onlyErrorLine()).contains("403 ACCESS_REFUSED");
        }
    }

    @Test
    void endsWithTheSummaryAndStatus0OnASignal() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(directory.resolve("data"))) {
            List<String> command = new ArrayList<>(JavaCommand.PREFIX);
            command.addAll(List.of("io.leveret.app.Main", "bench", "-r", "100"));
            command.addAll(List.of("--uri", "amqp://127.0.0.1:" + broker.amqpPort()));
            Process bench =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (BufferedReader lines = bench.inputReader()) {
                assertThat(lines.readLine()).startsWith("time ");
                assertThat(bench.toHandle().destroy()).isTrue();
                assertThat(lines.lines()).anyMatch(line -> line.startsWith("summary of "));
                assertThat(bench.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(bench.exitValue()).isZero();
            } finally {
                bench.destroyForcibly();
            }
        }
    }

    @Test
    void aWrongOptionEndsWithStatus64AndNoBrokerWith69() throws Exception {
        Outcome wrong = bench("-c", "0");
        assertThat(wrong.status()).isEqualTo(64);
        assertThat(wrong.onlyErrorLine()).contains("--confirm");
        Outcome alone = bench("--uri", "amqp://127.0.0.1:1");
        assertThat(alone.status()).isEqualTo(69);
        assertThat(alone.onlyErrorLine()).contains("127.0.0.1:1", "connection refused");
    }
}
