package io.leveret.conformance.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Connection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A disk of 64 MB under a broker process: publishers are stopped in time, and what leaves the queues makes room. */
class FullDiskTest {

    private static final long DISK_BYTES = 64 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

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
            assertThat(broker.log()).contains("disk alarm: ", "disk alarm cleared: ");

            broker.kill();
            publisher.join();
            assertThat(consumer.await()).isEmpty();
            ledger.gone();
            broker.start();
            ledger.judge(broker);
        }
        BrokerProcess.delete(directory);
    }
}
