package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.store.disk.CrashingDisk;
import io.leveret.store.journal.JournalWriter;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class MessageStoreTest {

    private static final StoreConfig CONFIG =
            StoreConfig.defaults().withSegmentBytes(16 << 10).withCheckpointBytes(1 << 20);

    @Test
    void findsAgainWhatWasDurable() throws IOException {
        CrashingDisk disk = new CrashingDisk();
        Owner owner = new Owner();
        MessageStore store = MessageStore.open(disk, CONFIG, () -> 7);
        JournalWriter writer = store.writer(owner, owner::isCurrent);
        AtomicBoolean durable = new AtomicBoolean();
        writer.message(1, 1, 0, 5, JournalWriter.NEVER, TestMessage.of("a", 100, 1));
        writer.put(new byte[] {1}, new byte[] {2});
        writer.whenDurable(() -> durable.set(true));
        writer.submit();
        owner.runUntil(durable::get);
        store.close();

        MessageStore again = MessageStore.open(disk, CONFIG, () -> 8);
        Recovered recovered = again.recovered();
        assertThat(recovered.queues()).hasSize(1);
        assertThat(Backlogs.all(again, 1).get(0).message().content())
                .isEqualTo(TestMessage.of("a", 100, 1).content());
        assertThat(recovered.catalogue()).hasSize(1);
        again.close();
    }
}
