package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.leveret.store.disk.CrashingDisk;
import io.leveret.store.disk.CrashingDisk.Kind;
import io.leveret.store.disk.CrashingDisk.Operation;
import io.leveret.store.journal.JournalWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class DurabilityTest {

    private final CrashingDisk disk = new CrashingDisk();

    @Test
    void callsBackOnlyWhenTheGroupIsForced() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            List<Operation> before = new CopyOnWriteArrayList<>();
            JournalWriter writer = fixture.store.writer(Runnable::run, () -> true);
            writer.put(new byte[] {1}, new byte[] {1});
            writer.whenDurable(() -> before.addAll(disk.operations()));
            writer.submit();
            await().until(() -> !before.isEmpty());
            // Spare segments are written beside it.
            String file = StoreFixture.lastJournal(disk);
            List<Kind> journal = before.stream()
                    .filter(operation -> operation.name().equals(file))
                    .map(Operation::kind)
                    .toList();
            assertThat(journal).contains(Kind.WRITE);
            assertThat(journal.get(journal.size() - 1)).isEqualTo(Kind.FORCE);
        }
    }

    @Test
    void callsBackNobodyWhileTheForceIsUnderWay() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            fixture.message(1, 1, 10);
            fixture.commit();
            disk.holdForces("journal-");
            fixture.message(1, 2, 10);
            List<Integer> called = new ArrayList<>();
            fixture.writer.whenDurable(() -> called.add(1));
            fixture.writer.submit();
            await().until(() -> disk.heldForces() == 1);
            fixture.owner.runTasks();
            assertThat(called).isEmpty();
            disk.letForcesGo();
            fixture.owner.runUntil(() -> !called.isEmpty());
        }
    }

    @Test
    void whatArrivesDuringAForceSharesTheNext() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            fixture.message(1, 1, 10);
            fixture.commit();
            disk.holdForces("journal-");
            List<Integer> called = new ArrayList<>();
            fixture.message(1, 2, 10);
            fixture.writer.submit();
            await().until(() -> disk.heldForces() == 1);
            StoreFootprint before = fixture.store.footprint();
            for (int i = 0; i < 100; i++) {
                int number = i;
                fixture.message(1, 3 + i, 10);
                fixture.writer.whenDurable(() -> called.add(number));
                fixture.writer.submit();
            }
            disk.letForcesGo();
            fixture.owner.runUntil(() -> called.size() == 100);
            assertThat(called).isSorted();
            assertThat(fixture.store.footprint().groups()).isEqualTo(before.groups() + 2);
            assertThat(fixture.store.footprint().batches()).isEqualTo(before.batches() + 101);
        }
    }

    @Test
    void acknowledgementsWaitForABatchThatIsForcedAnyway() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk, StoreFixture.SMALL.withLazyMsMax(60_000))) {
            fixture.message(1, 1, 10);
            fixture.commit();
            StoreFootprint before = fixture.store.footprint();
            fixture.settled(1, 1);
            fixture.writer.submit();
            fixture.writer.delivered(1, 1);
            fixture.writer.submit();
            assertThat(fixture.store.footprint().groups()).isEqualTo(before.groups());
            fixture.message(1, 2, 10);
            fixture.commit();
            assertThat(fixture.store.footprint().groups()).isEqualTo(before.groups() + 1);
            assertThat(fixture.store.footprint().batches()).isEqualTo(before.batches() + 3);
        }
    }

    @Test
    void acknowledgementsAloneAreForcedAfterAWhile() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk, StoreFixture.SMALL.withLazyMsMax(20))) {
            fixture.message(1, 1, 10);
            fixture.commit();
            long before = fixture.store.durableLsn();
            fixture.settled(1, 1);
            fixture.writer.submit();
            await().until(() -> fixture.store.durableLsn() > before);
        }
    }

    @Test
    void closeForcesAcknowledgementsToo() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk, StoreFixture.SMALL.withLazyMsMax(60_000))) {
            fixture.message(1, 1, 10);
            fixture.settled(1, 1);
            fixture.message(1, 2, 10);
            fixture.commit();
            fixture.settled(1, 2);
            fixture.writer.submit();
        }
        try (StoreFixture again = new StoreFixture(disk)) {
            assertThat(again.messages(0)).isEmpty();
            assertThat(again.recovered.queues().get(0).seqMax()).isEqualTo(2);
        }
    }

    @Test
    void afterAFailedForceNobodyIsCalledBackAndTheCauseIsTold() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            fixture.message(1, 1, 10);
            fixture.commit();
            disk.holdForces("journal-");
            List<Integer> called = new ArrayList<>();
            fixture.message(1, 2, 10);
            fixture.writer.whenDurable(() -> called.add(1));
            fixture.writer.submit();
            await().until(() -> disk.heldForces() == 1);
            disk.powerOffAt(disk.operationCount());
            fixture.message(1, 3, 10);
            fixture.writer.whenDurable(() -> called.add(2));
            fixture.writer.submit();
            disk.letForcesGo();
            await().until(() -> fixture.store.failure().toCompletableFuture().isDone());
            fixture.writer.whenDurable(() -> called.add(3));
            fixture.writer.submit();
            fixture.owner.runTasks();
            assertThat(called).isEmpty();
            assertThat(fixture.store.failure().toCompletableFuture().join()).hasMessageContaining("power");
            assertThatThrownBy(fixture.store::checkpoint).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aFullDiskFailsTheStoreAndLosesNothingOlder() throws IOException {
        StoreFixture fixture = new StoreFixture(disk);
        fixture.message(1, 1, 10);
        fixture.commit();
        disk.fillUpAt(disk.octets());
        List<Integer> called = new ArrayList<>();
        fixture.message(1, 2, 30_000);
        fixture.writer.whenDurable(() -> called.add(1));
        fixture.writer.submit();
        await().until(() -> fixture.store.failure().toCompletableFuture().isDone());
        fixture.close();
        fixture.owner.runTasks();
        assertThat(called).isEmpty();
        disk.fillUpAt(Long.MAX_VALUE);
        try (StoreFixture again = new StoreFixture(disk)) {
            assertThat(again.messages(0)).hasSize(1);
        }
    }

    @Test
    void anOwnerThatTakesNoTasksAnyMoreDoesNotStopTheOthers() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            JournalWriter gone = fixture.store.writer(
                    task -> {
                        throw new RejectedExecutionException("stopped");
                    },
                    () -> true);
            gone.whenDurable(() -> {});
            gone.submit();
            fixture.message(1, 1, 10);
            fixture.commit();
            assertThat(fixture.store.failure().toCompletableFuture()).isNotDone();
        }
    }

    @Test
    void aCallbackThatFailsDoesNotStopTheOthersOfItsBatch() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            fixture.message(1, 1, 10);
            fixture.writer.whenDurable(() -> {
                throw new IllegalStateException("thrown by the test");
            });
            fixture.commit();
        }
    }

    @Test
    void aCallbackWaitsForEarlierBatchesToo() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk, StoreFixture.SMALL.withLazyMsMax(60_000))) {
            fixture.message(1, 1, 10);
            fixture.commit();
            long before = fixture.store.durableLsn();
            fixture.settled(1, 1);
            fixture.writer.submit();
            fixture.commit();
            assertThat(fixture.store.durableLsn()).isGreaterThan(before);
        }
    }

    @Test
    void onlyTheOwnerMayAppend() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            JournalWriter foreign = fixture.store.writer(Runnable::run, () -> false);
            assertThatThrownBy(() -> foreign.settled(1, 1, 0, 0)).isInstanceOf(AssertionError.class);
            assertThatThrownBy(() -> foreign.whenDurable(() -> {})).isInstanceOf(AssertionError.class);
            assertThatThrownBy(foreign::submit).isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void submittingNothingWritesNothing() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            assertThat(fixture.writer.hasUnsubmitted()).isFalse();
            fixture.writer.submit();
            fixture.commit();
            assertThat(disk.list()).isEmpty();
        }
        assertThat(disk.list()).isEmpty();
    }
}
