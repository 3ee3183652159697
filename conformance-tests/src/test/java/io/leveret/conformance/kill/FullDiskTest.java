package io.leveret.conformance.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A disk of 64 MB under a broker process: publishers are stopped in time, and what leaves the queues makes room. */
class FullDiskTest {

    private static final long DISK_BYTES = 64 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(10);
    private static final int EXCHANGE_BYTES = 100_000;
    private static final int IO_ERROR = 74;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void blocksBeforeTheDiskIsFullAndGoesOnWhenMessagesAreGone() throws Exception {
        Path directory = BrokerProcess.directory();
        DiskLedger ledger = new DiskLedger();
        List<String> told = new CopyOnWriteArrayList<>();
        try (SmallDisk disk = new SmallDisk(directory, DISK_BYTES);
                BrokerProcess broker =
                        new BrokerProcess(directory, disk.directory().resolve("data"))) {
            broker.start();
            Connection publishing = broker.connectionFactory().newConnection();
            publishing.addBlockedListener(told::add, () -> told.add("unblocked"));
            DiskLedger.declare(publishing);
            Thread publisher = ledger.publish(publishing);
            await().atMost(PATIENCE).until(() -> !told.isEmpty());
            assertThat(told).containsExactly("low on disk");
            assertThat(Files.getFileStore(disk.directory()).getUsableSpace()).isPositive();
            long confirmedBefore = ledger.confirmed();

            Connection consuming = broker.connectionFactory().newConnection();
            Consuming.Ended consumer = ledger.consume(consuming);
            await().atMost(PATIENCE).until(() -> told.contains("unblocked"));
            await().atMost(PATIENCE).until(() -> ledger.confirmed() > confirmedBefore + 100);
            assertThat(broker.isAlive()).as(broker.log()).isTrue();
            assertThat(told).startsWith("low on disk", "unblocked");
            assertThat(broker.log()).containsSubsequence("disk alarm: ", "disk alarm cleared: ");

            broker.kill();
            publisher.join();
            assertThat(consumer.await()).isEmpty();
            ledger.gone();
            broker.start();
            ledger.judge(broker);
        }
        BrokerProcess.delete(directory);
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void blocksOrStopsWhenSomethingElseFillsTheDiskAndLosesNothingThatWasConfirmed() throws Exception {
        Path directory = BrokerProcess.directory();
        DiskLedger ledger = new DiskLedger();
        List<String> told = new CopyOnWriteArrayList<>();
        try (SmallDisk disk = new SmallDisk(directory, DISK_BYTES);
                BrokerProcess broker =
                        new BrokerProcess(directory, disk.directory().resolve("data"))) {
            broker.start();
            Connection publishing = broker.connectionFactory().newConnection();
            publishing.addBlockedListener(told::add, () -> told.add("unblocked"));
            DiskLedger.declare(publishing);
            Thread publisher = ledger.publish(publishing);
            await().atMost(PATIENCE).until(() -> ledger.confirmed() > 500);

            AtomicLong fullAt = new AtomicLong();
            await().atMost(PATIENCE).pollInterval(POLL).until(() -> {
                disk.fill();
                fullAt.compareAndSet(0, System.nanoTime());
                return !told.isEmpty() || !broker.isAlive();
            });
            long blockedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - fullAt.get());
            long spaceAt = System.nanoTime();
            disk.giveBack();
            await().atMost(PATIENCE).pollInterval(POLL).until(() -> !broker.isAlive() || told.contains("unblocked"));
            long unblockedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - spaceAt);
            System.out.println("disk full: blocked within " + blockedMs + " ms, free again: unblocked within "
                    + unblockedMs + " ms");
            long confirmedBefore = ledger.confirmed();
            // Blocked is not yet saved: what was under way may still find no room.
            await().atMost(PATIENCE).until(() -> !broker.isAlive() || ledger.confirmed() > confirmedBefore + 100);
            if (broker.isAlive()) {
                assertThat(told).startsWith("low on disk", "unblocked");
                broker.kill();
            } else {
                requireStoppedByFullDisk(broker);
            }
            publisher.join();
            ledger.gone();
            broker.start();
            ledger.judge(broker);
        }
        BrokerProcess.delete(directory);
    }

    /** What is not blocked goes on writing: exchanges that take much room in the journal, until there is none. */
    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void stopsAndSaysWhyWhenAWriteFindsNoRoomAndLosesNothingThatWasConfirmed() throws Exception {
        Path directory = BrokerProcess.directory();
        DiskLedger ledger = new DiskLedger();
        try (SmallDisk disk = new SmallDisk(directory, DISK_BYTES);
                BrokerProcess broker =
                        new BrokerProcess(directory, disk.directory().resolve("data"))) {
            broker.start();
            Connection publishing = broker.connectionFactory().newConnection();
            DiskLedger.declare(publishing);
            Thread publisher = ledger.publish(publishing);
            await().atMost(PATIENCE).until(() -> ledger.confirmed() > 500);

            int declared = declareUntilGone(broker, disk);
            requireStoppedByFullDisk(broker);
            publisher.join();
            ledger.gone();
            disk.giveBack();
            broker.start();
            try (Connection connection = broker.connectionFactory().newConnection();
                    Channel channel = connection.createChannel()) {
                for (int n = 0; n < declared; n++) {
                    channel.exchangeDeclarePassive("large." + n);
                }
            }
            ledger.judge(broker);
        }
        BrokerProcess.delete(directory);
    }

    /** Returns how many exchanges the broker has said to have. */
    private static int declareUntilGone(BrokerProcess broker, SmallDisk disk) throws Exception {
        Map<String, Object> arguments = Map.of("note", "x".repeat(EXCHANGE_BYTES));
        int declared = 0;
        try {
            Channel channel = broker.connectionFactory().newConnection().createChannel();
            while (declared < DISK_BYTES / EXCHANGE_BYTES) {
                disk.fill();
                channel.exchangeDeclare("large." + declared, "fanout", true, false, arguments);
                declared++;
            }
        } catch (IOException | ShutdownSignalException e) {
            assertThat(e).matches(Publishing::isGone);
        }
        return declared;
    }

    private static void requireStoppedByFullDisk(BrokerProcess broker) throws Exception {
        assertThat(broker.awaitExit()).as(broker.log()).isEqualTo(IO_ERROR);
        assertThat(broker.log()).contains("No space left on device");
    }
}
