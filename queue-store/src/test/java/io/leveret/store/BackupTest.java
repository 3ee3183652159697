package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.leveret.store.backup.Backup;
import io.leveret.store.backup.BackupReport;
import io.leveret.store.disk.CrashingDisk;
import io.leveret.store.disk.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A copy of a store that is taken while it is used. */
class BackupTest {

    private final CrashingDisk disk = new CrashingDisk();
    private final CrashingDisk target = new CrashingDisk();

    /** Messages of two kilobytes, seven to a segment. */
    private static void messages(StoreFixture fixture, long from, long to) {
        for (long seq = from; seq <= to; seq++) {
            fixture.message(1, seq, 2000);
            fixture.commit();
        }
    }

    private static void settle(StoreFixture fixture, long from, long to) {
        LongStream.rangeClosed(from, to).forEach(seq -> fixture.settled(1, seq));
        fixture.commit();
    }

    private static List<Long> seqsIn(CrashingDisk disk) throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            List<Long> seqs = new ArrayList<>();
            for (RecoveredQueue queue : fixture.recovered.queues()) {
                Backlogs.all(fixture.store, queue.queueId()).forEach(message -> seqs.add(message.seq()));
            }
            return seqs;
        }
    }

    private static List<Long> seqs(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    /** On a thread of its own, to be held up in the middle. */
    private static CompletableFuture<BackupReport> backupBeside(StoreFixture fixture, CrashingDisk target) {
        CompletableFuture<BackupReport> report = new CompletableFuture<>();
        new Thread(
                        () -> {
                            try {
                                report.complete(fixture.store.backup(target));
                            } catch (IOException e) {
                                report.completeExceptionally(e);
                            }
                        },
                        "backup")
                .start();
        return report;
    }

    @Test
    void opensLikeTheStoreThatItWasTakenOf() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            messages(fixture, 1, 20);
            settle(fixture, 5, 15);
            BackupReport report = fixture.store.backup(target);
            assertThat(report.lsn()).isEqualTo(fixture.store.durableLsn());
            assertThat(report.damage()).isEmpty();
            assertThat(report.files()).isEqualTo(target.list().size() - 1);
        }
        assertThat(seqsIn(target)).isEqualTo(seqsIn(disk)).hasSize(9);
    }

    @Test
    void holdsWhatWasSubmittedBeforeTheCall() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            fixture.message(1, 1, 100);
            fixture.writer.submit();
            fixture.store.backup(target);
        }
        assertThat(seqsIn(target)).containsExactly(1L);
    }

    @Test
    void isItselfAStoreThatGoesOnAndCanBeBackedUp() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            messages(fixture, 1, 10);
            fixture.store.backup(target);
        }
        CrashingDisk second = new CrashingDisk();
        try (StoreFixture fixture = new StoreFixture(target)) {
            messages(fixture, 11, 20);
            settle(fixture, 1, 3);
            fixture.store.backup(second);
            fixture.store.backup(new CrashingDisk());
        }
        assertThat(seqsIn(second)).isEqualTo(seqs(4, 20));
        assertThat(seqsIn(target)).isEqualTo(seqs(4, 20));
    }

    @Test
    void ofAnEmptyStoreIsAnEmptyStore() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            assertThat(fixture.store.backup(target).files()).isZero();
        }
        assertThat(seqsIn(target)).isEmpty();
    }

    @Test
    void holdsNothingOfWhatAnEarlierLifeOfARecycledFileWrote() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            for (int round = 0; round < 4; round++) {
                messages(fixture, round * 20L + 1, round * 20L + 20);
                settle(fixture, round * 20L + 1, round * 20L + 20);
                fixture.store.checkpoint();
            }
            fixture.store.backup(target);
        }
        assertThat(seqsIn(target)).isEmpty();
        // Only what the checkpoint stands on.
        assertThat(target.list())
                .filteredOn(name -> name.startsWith("journal-"))
                .hasSize(1);
    }

    @Test
    void keepsSegmentsFromBeingUsedAgainUntilTheyAreCopied() throws Exception {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            messages(fixture, 1, 20);
            target.holdForces("journal-");
            CompletableFuture<BackupReport> report = backupBeside(fixture, target);
            await().until(() -> target.heldForces() > 0);
            settle(fixture, 1, 20);
            for (long seq = 21; seq < 60; seq += 10) {
                messages(fixture, seq, seq + 9);
                settle(fixture, seq, seq + 9);
                fixture.store.checkpoint();
            }
            target.letForcesGo();
            report.join();
            messages(fixture, 100, 100);
            fixture.store.checkpoint();
            assertThat(disk.list()).doesNotContain("journal-0000000000000001");
            assertThat(disk.list().stream().filter(name -> name.endsWith(".mapdb")))
                    .hasSize(2);
        }
        assertThat(seqsIn(target)).isEqualTo(seqs(1, 20));
    }

    @Test
    void leavesTheStoreUnharmedAtWhateverOperationTheTargetFails() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            messages(fixture, 1, 10);
            CrashingDisk whole = new CrashingDisk();
            fixture.store.backup(whole);
            int operations = whole.operationCount();
            for (int at = 0; at < operations; at++) {
                CrashingDisk failing = new CrashingDisk();
                failing.powerOffAt(at);
                assertThatThrownBy(() -> fixture.store.backup(failing)).hasMessageContaining("power");
                for (CrashingDisk left : List.of(failing.afterProcessCrash(), failing.afterMachineCrash(at))) {
                    if (left.list().contains(Backup.FINISHED)) {
                        assertThat(seqsIn(left)).isEqualTo(seqs(1, 10));
                    } else if (!left.list().isEmpty()) {
                        assertThatThrownBy(() -> seqsIn(left))
                                .as("crash at %d", at)
                                .isInstanceOf(StoreException.class)
                                .hasMessageContaining("not finished");
                    }
                }
            }
            messages(fixture, 11, 11);
            fixture.store.backup(target);
        }
        assertThat(seqsIn(disk)).isEqualTo(seqs(1, 11));
        assertThat(seqsIn(target)).isEqualTo(seqs(1, 11));
    }

    @Test
    void doesNotPassForFinishedWhenOneOfItsCallsFails() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            messages(fixture, 1, 10);
            CrashingDisk whole = new CrashingDisk();
            fixture.store.backup(whole);
            for (long call = 0; call < whole.calls(); call++) {
                CrashingDisk failing = new CrashingDisk();
                failing.failCall(call, () -> new IOException("Input/output error"));
                assertThatThrownBy(() -> fixture.store.backup(failing)).isInstanceOf(IOException.class);
                assertThat(failing.list()).as("call %d", call).isEmpty();
            }
        }
    }

    @Test
    void toAFullDiskSaysSoAndLeavesNothing() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            messages(fixture, 1, 20);
            target.fillUpAt(30_000);
            assertThatThrownBy(() -> fixture.store.backup(target)).hasMessageContaining("No space left on device");
            assertThat(target.list()).isEmpty();
            target.fillUpAt(Long.MAX_VALUE);
            fixture.store.backup(target);
        }
        assertThat(seqsIn(target)).isEqualTo(seqs(1, 20));
    }

    @Test
    void isNotBegunWhereThereIsNoRoom() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            messages(fixture, 1, 20);
            target.sayUsable(30_000);
            assertThatThrownBy(() -> fixture.store.backup(target)).hasMessageContaining("has room for 30000");
            assertThat(target.operationCount()).isZero();
        }
    }

    @Test
    void survivesACrashOfTheMachineOnceItIsReported() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            messages(fixture, 1, 10);
            fixture.store.backup(target);
        }
        for (int seed = 0; seed < 20; seed++) {
            assertThat(seqsIn(target.afterMachineCrash(seed))).isEqualTo(seqs(1, 10));
        }
    }

    @Test
    void isNotWrittenOverAnything() throws IOException {
        target.put("notes.txt", 0, new byte[] {1});
        try (StoreFixture fixture = new StoreFixture(disk)) {
            assertThatThrownBy(() -> fixture.store.backup(target))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("notes.txt");
        }
        assertThat(target.list()).containsExactly("notes.txt");
    }

    @Test
    void isTakenOneAtATime() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            messages(fixture, 1, 1);
            target.holdForces("journal-");
            CompletableFuture<BackupReport> first = backupBeside(fixture, target);
            await().until(() -> target.heldForces() > 0);
            assertThatThrownBy(() -> fixture.store.backup(new CrashingDisk()))
                    .hasMessage("another backup is under way");
            target.letForcesGo();
            first.join();
            fixture.store.backup(new CrashingDisk());
        }
    }

    @Test
    void givesUpWhenTheStoreIsClosed() throws IOException {
        StoreFixture fixture = new StoreFixture(disk);
        messages(fixture, 1, 20);
        target.holdForces("journal-");
        CompletableFuture<BackupReport> report = backupBeside(fixture, target);
        await().until(() -> target.heldForces() > 0);
        Thread closing = new Thread(fixture::close, "closing");
        closing.start();
        await().until(() -> closing.getState() == Thread.State.WAITING);
        target.letForcesGo();
        assertThatThrownBy(report::join)
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("the store is being closed");
        await().until(() -> !closing.isAlive());
        assertThat(target.list()).isEmpty();
        assertThatThrownBy(() -> fixture.store.backup(target)).hasMessage("the store is closed");
    }

    @Test
    void tellsOfDamageThatItHasCopied() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            messages(fixture, 1, 20);
            disk.flipBit("journal-0000000000000001", 8L * 5000);
            assertThat(fixture.store.backup(target).damage())
                    .singleElement()
                    .asString()
                    .startsWith("journal-0000000000000001 at offset 4096: ");
        }
    }
}
