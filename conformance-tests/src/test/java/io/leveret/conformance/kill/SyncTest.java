package io.leveret.conformance.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.MessageProperties;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code --sync} makes of a broker process: when it confirms, how often it forces, what a kill leaves. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SyncTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MESSAGES = 50;
    private static final int INTERVAL_MS = 500;
    private static final int CONFIRM_LIMIT_MS = 60_000;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"os", "interval"})
    void whatWasConfirmedSurvivesAKillUnderARelaxedPolicy(String policy) throws Exception {
        DiskLedger ledger = new DiskLedger();
        try (BrokerProcess broker = new BrokerProcess(directory).with(List.of("--sync", policy))) {
            for (int life = 0; life < 3; life++) {
                broker.start();
                Connection connection = broker.connectionFactory().newConnection();
                DiskLedger.declare(connection);
                long before = ledger.confirmed();
                Thread publisher = ledger.publish(connection);
                await().atMost(PATIENCE).until(() -> ledger.confirmed() > before + 500);
                broker.kill();
                publisher.join();
                ledger.gone();
            }
            broker.start();
            ledger.judge(broker);
        }
    }

    /** Publishes one message after the other, each once the one before is confirmed; returns how often that forced. */
    private static long forcesOfPublishing(BrokerProcess broker, Strace strace) throws Exception {
        try (Connection connection = broker.connectionFactory().newConnection();
                Channel channel = connection.createChannel()) {
            // Declaring forces under every policy, and before that is answered.
            DiskLedger.declare(connection);
            long before = strace.journalForces();
            assertThat(before).isPositive();
            channel.confirmSelect();
            for (int n = 0; n < MESSAGES; n++) {
                channel.basicPublish("", DiskLedger.QUEUE, MessageProperties.PERSISTENT_BASIC, new byte[100]);
                channel.waitForConfirmsOrDie(CONFIRM_LIMIT_MS);
            }
            return strace.journalForces() - before;
        }
    }

    @Test
    void underAlwaysEachConfirmHasAForceOfItsOwnBeforeIt() throws Exception {
        Strace strace = new Strace(directory);
        try (BrokerProcess broker = new BrokerProcess(directory).with(List.of("--sync", "always"))) {
            broker.startBelow(strace.command());
            assertThat(forcesOfPublishing(broker, strace)).isGreaterThanOrEqualTo(MESSAGES);
        }
    }

    @Test
    void underOsNoMessageIsForced() throws Exception {
        Strace strace = new Strace(directory);
        try (BrokerProcess broker = new BrokerProcess(directory).with(List.of("--sync", "os"))) {
            broker.startBelow(strace.command());
            assertThat(forcesOfPublishing(broker, strace)).isZero();
        }
    }

    @Test
    void underIntervalThereIsOneForceInAnIntervalAtMostAndOneInTheEnd() throws Exception {
        Strace strace = new Strace(directory);
        Path file = Files.writeString(
                directory.resolve("some.conf"), "sync = interval\nsync_interval = " + INTERVAL_MS + "\n");
        try (BrokerProcess broker = new BrokerProcess(directory).with(List.of("--config", file.toString()))) {
            broker.startBelow(strace.command());
            long from = System.nanoTime();
            long forces = forcesOfPublishing(broker, strace);
            long intervals = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from) / INTERVAL_MS + 1;
            assertThat(forces).isLessThanOrEqualTo(intervals);
            long declared = strace.journalForces() - forces;
            await().atMost(PATIENCE).until(() -> strace.journalForces() > declared);
        }
    }
}
