package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.leveret.store.disk.CrashingDisk;
import io.leveret.store.disk.StoreException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckpointTest {

    private final CrashingDisk disk = new CrashingDisk();

    private static List<String> catalogs(CrashingDisk disk) throws IOException {
        return disk.list().stream().filter(name -> name.endsWith(".mapdb")).toList();
    }

    private long catalogOperations() {
        return disk.operations().stream()
                .filter(op -> op.name().startsWith("catalog"))
                .count();
    }

    /** Messages 1 to 3, a checkpoint behind each of the first two; killed. */
    private CrashingDisk twoCheckpoints() throws IOException {
        StoreFixture fixture = new StoreFixture(disk);
        for (int i = 1; i <= 3; i++) {
            fixture.message(1, i, 3000);
            fixture.commit();
            if (i < 3) {
                fixture.store.checkpoint();
            }
        }
        return fixture.kill();
    }

    private static void assertAllFound(CrashingDisk files) throws IOException {
        try (StoreFixture again = new StoreFixture(files)) {
            assertThat(again.messages(0)).extracting(RecoveredMessage::seq).containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void theLastTwoAreKept() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            for (int i = 1; i <= 5; i++) {
                fixture.message(1, i, 10);
                fixture.commit();
                fixture.store.checkpoint();
            }
            assertThat(catalogs(disk)).hasSize(2);
            assertThat(fixture.store.footprint().checkpointLsn()).isEqualTo(fixture.store.durableLsn());
        }
    }

    @Test
    void aCrashDoesNotTakeTheNamesOfTwoAndTheFileOfAThird() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            for (int i = 1; i <= 60; i++) {
                fixture.message(1, i, 3_000);
                fixture.settled(1, i - 1);
                fixture.commit();
            }
            fixture.store.checkpoint();
            for (int i = 61; i <= 64; i++) {
                fixture.message(1, i, 10);
                fixture.commit();
                fixture.store.checkpoint();
            }
            assertThat(disk.list()).as("segments were let go of").doesNotContain("journal-0000000000000001");
            for (long seed = 0; seed < 100; seed++) {
                try (StoreFixture again = new StoreFixture(disk.afterMachineCrash(seed))) {
                    assertThat(again.messages(0)).as("seed %d", seed).hasSize(5);
                }
            }
        }
    }

    @Test
    void withoutAChangeThereIsNoNewOne() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            fixture.message(1, 1, 10);
            fixture.commit();
            fixture.store.checkpoint();
            long operations = catalogOperations();
            fixture.store.checkpoint();
            assertThat(catalogOperations()).isEqualTo(operations);
        }
        List<String> before = catalogs(disk);
        new StoreFixture(disk).close();
        assertThat(catalogs(disk)).isEqualTo(before);
    }

    @Test
    void theyAreWrittenAsTheJournalGrows() throws IOException {
        StoreConfig config = StoreFixture.SMALL.withCheckpointBytes(20_000);
        try (StoreFixture fixture = new StoreFixture(disk, config)) {
            for (int i = 1; i <= 10; i++) {
                fixture.message(1, i, 5_000);
                fixture.commit();
            }
            await().until(() -> fixture.store.footprint().checkpointLsn() > 0);
        }
    }

    @Test
    void aDamagedOneIsReplacedByTheOneBefore() throws IOException {
        CrashingDisk files = twoCheckpoints();
        String newest = catalogs(files).get(1);
        int length = files.read(newest).length;
        for (long bit = 5; bit < length * 8L; bit += length * 8L / 97) {
            CrashingDisk damaged = files.afterProcessCrash();
            damaged.flipBit(newest, bit);
            assertAllFound(damaged);
        }
    }

    @Test
    void aCutOneIsReplacedByTheOneBefore() throws IOException {
        CrashingDisk files = twoCheckpoints();
        String newest = catalogs(files).get(1);
        int length = files.read(newest).length;
        for (int cut = 0; cut < length; cut += length / 23) {
            CrashingDisk damaged = files.afterProcessCrash();
            damaged.truncate(newest, cut);
            assertAllFound(damaged);
        }
    }

    @Test
    void aDamagedOneDoesNotCountAsOneOfTheLastTwo() throws IOException {
        CrashingDisk files = twoCheckpoints();
        String damaged = catalogs(files).get(1);
        files.flipBit(damaged, 8);
        try (StoreFixture fixture = new StoreFixture(files)) {
            fixture.store.checkpoint();
            assertThat(catalogs(files)).hasSize(2).doesNotContain(damaged);
        }
    }

    @Test
    void withoutAnyTheWholeJournalIsReadIfItIsThere() throws IOException {
        CrashingDisk files = twoCheckpoints();
        for (String name : catalogs(files)) {
            files.flipBit(name, 8);
        }
        assertAllFound(files);
    }

    @Test
    void withoutAnyAndWithoutTheWholeJournalTheStartIsRefused() throws IOException {
        CrashingDisk files = twoCheckpoints();
        for (String name : catalogs(files)) {
            files.flipBit(name, 8);
        }
        files.delete("journal-0000000000000001");
        assertThatThrownBy(() -> new StoreFixture(files))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is missing");
    }

    @Test
    void aNewerFormatIsRefused() throws IOException {
        CrashingDisk files = twoCheckpoints();
        String newest = catalogs(files).get(1);
        Versions.ofCheckpoint(files, newest, 9);
        assertThatThrownBy(() -> new StoreFixture(files))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("has format 9 (expected: <= 3)");
    }

    @Test
    void theFormatBeforeIsRead() throws IOException {
        CrashingDisk files = twoCheckpoints();
        Versions.ofCheckpoint(files, catalogs(files).get(1), 2);
        assertAllFound(files);
    }

    @Test
    void aMessageDamagedBeforeTheCheckpointIsNamed() throws IOException {
        CrashingDisk files = twoCheckpoints();
        files.flipBit("journal-0000000000000001", 8L * 4500);
        try (StoreFixture fixture = new StoreFixture(files)) {
            Backlog none = Backlogs.read(fixture.store, 1, 1, 3, 10, 100_000);
            assertThat(none.messages()).isEmpty();
            assertThat(none.nextSeq()).isEqualTo(1);
            assertThat(none.damage()).hasMessageContaining("journal-0000000000000001 at offset 4096");
            assertThat(Backlogs.read(fixture.store, 1, 2, 3, 10, 100_000).messages())
                    .extracting(RecoveredMessage::seq)
                    .containsExactly(2L, 3L);
        }
    }

    @Test
    void queuesThatHaveNotChangedAreTakenOverAndThoseThatAreGoneAreNot() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            for (int queueId = 1; queueId <= 4; queueId++) {
                fixture.message(queueId, 1, 100);
                fixture.writer.put(new byte[] {(byte) queueId}, new byte[] {1});
            }
            fixture.commit();
            fixture.store.checkpoint();
            fixture.message(2, 2, 100);
            fixture.writer.queueGone(3);
            fixture.writer.delete(new byte[] {3});
            fixture.writer.put(new byte[] {4}, new byte[] {2});
            fixture.commit();
            fixture.store.checkpoint();
            fixture.settled(4, 1);
            fixture.commit();
        }
        try (StoreFixture again = new StoreFixture(disk)) {
            assertThat(again.recovered.summary()).contains(" 0 groups ");
            assertThat(again.recovered.queues())
                    .extracting(RecoveredQueue::queueId)
                    .containsExactly(1L, 2L, 4L);
            assertThat(again.messages(0)).hasSize(1);
            assertThat(again.messages(1)).hasSize(2);
            assertThat(again.messages(2)).isEmpty();
            assertThat(again.recovered.catalogue().keySet())
                    .containsExactly(new byte[] {1}, new byte[] {2}, new byte[] {4});
            assertThat(again.recovered.catalogue().get(new byte[] {4})).containsExactly(2);
        }
    }

    @Test
    void oneThatIsDamagedWhileTheStoreIsOpenIsNotTakenOverFrom() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            fixture.message(1, 1, 100);
            fixture.commit();
            fixture.store.checkpoint();
            disk.flipBit(catalogs(disk).get(0), 8L * 3_000);
            fixture.message(2, 1, 100);
            fixture.commit();
            fixture.store.checkpoint();
            disk.delete(catalogs(disk).get(0));
        }
        try (StoreFixture again = new StoreFixture(disk)) {
            assertThat(again.recovered.summary()).contains(" 0 groups ");
            assertThat(again.messages(0)).hasSize(1);
            assertThat(again.messages(1)).hasSize(1);
        }
    }

    @Test
    void theyAreWrittenAsRecordsAddUp() throws IOException {
        StoreConfig config = StoreFixture.SMALL.withCheckpointRecords(50);
        try (StoreFixture fixture = new StoreFixture(disk, config)) {
            for (int i = 1; i <= 2_000; i++) {
                fixture.message(1, i, 500);
                fixture.commit();
            }
            await().until(() -> fixture.store.footprint().checkpointLsn() > 0);
        }
    }

    @Test
    void anEntryThatIsNotAboveTheOthersOfItsQueueIsRefusedAsDamage() throws IOException {
        StoreFixture fixture = new StoreFixture(disk);
        fixture.message(1, 2, 10);
        fixture.message(1, 1, 10);
        fixture.commit();
        CrashingDisk files = fixture.kill();
        assertThatThrownBy(() -> new StoreFixture(files))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("journal-0000000000000001 at offset ")
                .hasMessageContaining("message 1 of queue 1 (expected: > 2)");
    }

    @Test
    void segmentsAreReleasedAndUsedAgainWhileTrafficFlows() throws IOException {
        StoreConfig config = StoreFixture.SMALL.withCheckpointBytes(40_000);
        try (StoreFixture fixture = new StoreFixture(disk, config)) {
            fixture.message(2, 1, 100);
            long seq = 1;
            for (int i = 0; i < 600; i++) {
                fixture.message(1, seq, 3_000);
                if (seq > 5) {
                    fixture.settled(1, seq - 5);
                }
                seq++;
                fixture.commit();
            }
            fixture.store.checkpoint();
            fixture.message(1, seq, 10);
            fixture.commit();
            fixture.store.checkpoint();
            StoreFootprint footprint = fixture.store.footprint();
            assertThat(footprint.writtenBytes()).isGreaterThan(1_500_000);
            assertThat(footprint.segments()).isLessThan(12);
            assertThat(footprint.spareSegments()).isBetween(1, config.sparesMax());
            // The old message of the other queue does not keep its segment.
            assertThat(disk.list()).doesNotContain("journal-0000000000000001", "journal-0000000000000002");
            // How many are used again and how many made anew depends on who is faster.
            assertThat(disk.operations())
                    .anyMatch(operation -> operation.kind() == CrashingDisk.Kind.RENAME
                            && operation.name().startsWith("spare"));
        }
        try (StoreFixture again = new StoreFixture(disk)) {
            assertThat(again.messages(0)).hasSize(6);
            assertThat(again.messages(1)).hasSize(1);
        }
    }

    @Test
    void whatWasDrainedIsReleasedWithoutFurtherTraffic() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            for (int i = 1; i <= 200; i++) {
                fixture.message(1, i, 3_000);
                fixture.commit();
            }
            assertThat(fixture.store.footprint().segments()).isGreaterThan(40);
            fixture.writer.settledRange(1, 1, 200, 600_000, 0);
            fixture.commit();
            assertThat(fixture.store.footprint().segments()).isGreaterThan(40);
            await().until(() -> {
                fixture.nowMs.addAndGet(1_000);
                return fixture.store.footprint().segments() <= 3;
            });
            assertThat(fixture.store.footprint().spareSegments()).isLessThanOrEqualTo(4);
            assertThat(fixture.store.footprint().liveBytes()).isZero();
        }
        new StoreFixture(disk).close();
        assertThat(disk.list().stream().filter(name -> name.startsWith("journal-")))
                .hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void nothingIsWrittenWhileIdleIfNothingCanBeReleased() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            for (int i = 1; i <= 20; i++) {
                fixture.message(1, i, 3_000);
                fixture.commit();
            }
            await().until(() -> fixture.store.footprint().liveBytes() > 0);
            int operations = disk.operationCount();
            long durable = fixture.store.durableLsn();
            for (int i = 0; i < 5; i++) {
                fixture.nowMs.addAndGet(10_000);
                // Each read is a step of the index worker.
                assertThat(Backlogs.read(fixture.store, 1, 1, 1, 1, 1).messages())
                        .hasSize(1);
            }
            assertThat(fixture.store.durableLsn()).isEqualTo(durable);
            assertThat(disk.operations().subList(operations, disk.operationCount()))
                    .noneMatch(operation -> operation.name().startsWith("catalog"));
        }
    }

    @Test
    void manyStartsAndStopsDoNotPileUpSegments() throws IOException {
        for (int i = 1; i <= 30; i++) {
            try (StoreFixture fixture = new StoreFixture(disk)) {
                fixture.message(1, i, 100);
                fixture.settled(1, i);
                fixture.commit();
            }
        }
        assertThat(disk.list().stream().filter(name -> name.startsWith("journal-")))
                .hasSizeLessThan(6);
    }

    @Test
    void theJournalBehindTheOlderCheckpointStaysForAStartFromThat() throws IOException {
        StoreFixture fixture = new StoreFixture(new CrashingDisk());
        fixture.message(1, 1, 100);
        fixture.commit();
        fixture.store.checkpoint();
        for (int seq = 2; seq <= 60; seq++) {
            fixture.message(1, seq, 2_000);
            fixture.settled(1, seq);
            fixture.commit();
        }
        fixture.store.checkpoint();
        CrashingDisk files = fixture.kill();
        List<String> checkpoints = files.list().stream()
                .filter(name -> name.startsWith("catalog-"))
                .toList();
        assertThat(checkpoints).hasSize(2);
        files.flipBit(checkpoints.get(1), 8L * 3_000);
        try (StoreFixture again = new StoreFixture(files)) {
            assertThat(again.recovered.summary()).doesNotContain(", 0 groups");
            assertThat(Backlogs.all(again.store, 1))
                    .extracting(RecoveredMessage::seq)
                    .containsExactly(1L);
        }
    }
}
