package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.store.disk.CrashingDisk;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The line that a start has for the log. */
class RecoveryTest {

    @Test
    void countsWhatAKillHasLeft() throws IOException {
        StoreFixture fixture = new StoreFixture(new CrashingDisk());
        fixture.message(1, 1, 100);
        fixture.message(1, 2, 100);
        fixture.message(7, 1, 100);
        fixture.commit();
        fixture.store.checkpoint();
        long checkpoint = fixture.store.footprint().checkpointLsn();
        // Three groups, of two records, of two, and of one that has no room in the first segment.
        fixture.message(1, 3, 100);
        fixture.settled(1, 1);
        fixture.commit();
        fixture.message(7, 2, 100);
        fixture.message(7, 3, 100);
        fixture.commit();
        fixture.message(1, 4, 16_000);
        fixture.commit();

        try (StoreFixture again = fixture.afterKill()) {
            assertThat(again.recovered.summary())
                    .isEqualTo("Recovered 6 messages in 2 queues: checkpoint at " + checkpoint
                            + ", 3 groups of 5 records behind it, 2 segments, 0 ms");
        }
    }

    @Test
    void aQueueWithPrioritiesIsCountedOnce() throws IOException {
        StoreFixture fixture = new StoreFixture(new CrashingDisk());
        fixture.message(QueueId.of(1, 0), 1, 100);
        fixture.message(QueueId.of(1, 2), 1, 100);
        fixture.message(QueueId.of(7, 2), 1, 100);
        fixture.commit();
        try (StoreFixture again = fixture.afterKill()) {
            assertThat(again.recovered.summary()).startsWith("Recovered 3 messages in 2 queues: ");
        }
    }

    @Test
    void saysHowLongItTook() throws IOException {
        StoreFixture fixture = new StoreFixture(new CrashingDisk());
        fixture.message(1, 1, 100);
        fixture.commit();
        CrashingDisk files = fixture.kill();
        // Each call of the disk takes two milliseconds.
        long callsBefore = files.calls();
        MessageStore store = MessageStore.open(files, StoreFixture.SMALL, () -> 2 * files.calls());
        long callsMs = 2 * (files.calls() - callsBefore);
        String summary = store.recovered().summary();
        store.close();
        Matcher time = Pattern.compile(", (\\d+) ms$").matcher(summary);
        assertThat(time.find()).as(summary).isTrue();
        assertThat(Long.parseLong(time.group(1))).as(summary).isBetween(2L, callsMs);
    }
}
