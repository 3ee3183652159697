package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.store.disk.FileDisk;
import io.leveret.store.journal.JournalWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A million messages on a real disk. The times are printed, not asserted: the machine has other things to do. */
class LoadTest {

    private static final int MESSAGES = 1_000_000;
    private static final int PER_BATCH = 500;

    @TempDir
    Path directory;

    @Test
    void aMillionMessagesComeBackInOrder() throws Exception {
        FileDisk disk = new FileDisk(directory);
        Owner owner = new Owner();
        TestMessage message = TestMessage.of("key", 100, 1);
        long fromNs = System.nanoTime();
        try (MessageStore store = MessageStore.open(disk, StoreConfig.defaults(), System::currentTimeMillis)) {
            JournalWriter writer = store.writer(owner, owner::isCurrent);
            int[] durable = {0};
            for (int seq = 1; seq <= MESSAGES; seq++) {
                writer.message(1, seq, 0, 0, JournalWriter.NEVER, message);
                if (seq % PER_BATCH == 0) {
                    writer.whenDurable(() -> durable[0] += PER_BATCH);
                    writer.submit();
                }
            }
            owner.runUntil(() -> durable[0] == MESSAGES);
            System.out.printf("appended %d in %d ms, %s%n", MESSAGES, ms(fromNs), store.footprint());
        }
        fromNs = System.nanoTime();
        try (MessageStore store = MessageStore.open(disk, StoreConfig.defaults(), System::currentTimeMillis)) {
            RecoveredQueue queue = store.recovered().queues().get(0);
            System.out.printf("recovered %d in %d ms%n", queue.live().size(), ms(fromNs));
            var messages = Backlogs.all(store, queue.queueId(), queue.seqMax(), 10_000, 8 << 20);
            System.out.printf("read back in %d ms%n", ms(fromNs));
            assertThat(messages).hasSize(MESSAGES);
            for (int i = 0; i < MESSAGES; i += 997) {
                assertThat(messages.get(i).seq()).isEqualTo(i + 1);
            }
        }
    }

    private static long ms(long fromNs) {
        return (System.nanoTime() - fromNs) / 1_000_000;
    }
}
