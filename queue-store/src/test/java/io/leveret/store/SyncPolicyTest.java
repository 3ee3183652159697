package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leveret.store.disk.CrashingDisk;
import io.leveret.store.disk.CrashingDisk.Kind;
import io.leveret.store.disk.CrashingDisk.Operation;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.journal.SyncPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SyncPolicyTest {

    private static final StoreConfig OS = StoreFixture.SMALL.withSync(SyncPolicy.OS);

    private final CrashingDisk disk = new CrashingDisk();

    @Test
    void osTellsOnceItIsWrittenAndDoesNotForce() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk, OS)) {
            List<Operation> before = new CopyOnWriteArrayList<>();
            JournalWriter writer = fixture.store.writer(Runnable::run, () -> true);
            writer.message(1, 1, JournalWriter.NO_TX, 1, JournalWriter.NEVER, TestMessage.of("key", 10, 1));
            writer.whenDurable(() -> before.addAll(disk.operations()));
            writer.submit();
            await().until(() -> !before.isEmpty());
            String file = StoreFixture.lastJournal(disk);
            assertThat(before.stream().filter(operation -> operation.name().equals(file)))
                    .extracting(Operation::kind)
                    .contains(Kind.WRITE)
                    .doesNotContain(Kind.FORCE);
            StoreFootprint footprint = fixture.store.footprint();
            assertThat(footprint.writtenLsn()).isGreaterThan(footprint.durableLsn());
            assertThat(footprint.forces()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"INTERVAL", "OS"})
    void whatIsRelaxedIsToldWhileTheDeviceIsBusyAndSurvivesTheProcess(SyncPolicy policy) throws IOException {
        StoreFixture fixture = new StoreFixture(disk, StoreFixture.SMALL.withSync(policy));
        disk.holdForces("journal-");
        fixture.message(1, 1, 10);
        fixture.commit();
        CrashingDisk survivor = disk.afterProcessCrash();
        disk.powerOff();
        disk.letForcesGo();
        fixture.close();
        try (StoreFixture again = new StoreFixture(survivor)) {
            assertThat(again.messages(0)).hasSize(1);
        }
    }

    @Test
    void intervalForcesInTime() throws IOException {
        StoreConfig config = StoreFixture.SMALL.withSync(SyncPolicy.INTERVAL).withSyncIntervalMs(20);
        try (StoreFixture fixture = new StoreFixture(disk, config)) {
            fixture.message(1, 1, 10);
            fixture.commit();
            fixture.nowMs.addAndGet(20);
            await().until(() ->
                    fixture.store.durableLsn() == fixture.store.footprint().writtenLsn());
            assertThat(fixture.store.footprint().forces()).isEqualTo(1);
        }
    }

    @Test
    void intervalDoesNotForceBeforeItsTimeHoweverOftenTheCommitterWakes() throws IOException {
        AtomicInteger looks = new AtomicInteger();
        LongSupplier standing = () -> {
            looks.incrementAndGet();
            return 1_000;
        };
        StoreConfig config = StoreFixture.SMALL.withSync(SyncPolicy.INTERVAL).withSyncIntervalMs(1);
        try (MessageStore store = MessageStore.open(disk, config, standing)) {
            JournalWriter writer = store.writer(Runnable::run, () -> true);
            writer.message(1, 1, JournalWriter.NO_TX, 1, JournalWriter.NEVER, TestMessage.of("key", 10, 1));
            writer.submit();
            await().until(() -> store.footprint().groups() == 1);
            int before = looks.get();
            await().until(() -> looks.get() > before + 20);
            assertThat(store.footprint().forces()).isZero();
        }
    }

    @Test
    void intervalForcesManyGroupsAtOnce() throws IOException {
        StoreConfig config = StoreFixture.SMALL.withSync(SyncPolicy.INTERVAL).withSyncIntervalMs(600_000);
        try (StoreFixture fixture = new StoreFixture(disk, config)) {
            for (int i = 1; i <= 20; i++) {
                fixture.message(1, i, 10);
                fixture.commit();
            }
            assertThat(fixture.store.footprint().groups()).isEqualTo(20);
            assertThat(fixture.store.footprint().forces()).isZero();
        }
        assertThat(disk.operations().stream()
                        .filter(operation -> operation.kind() == Kind.FORCE
                                && operation.name().startsWith("journal-")))
                .hasSize(1);
    }

    @Test
    void aQueueOfItsOwnPolicyIsToldEarlierThanTheOthers() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            JournalWriter relaxed = fixture.writer.withSync(SyncPolicy.OS);
            List<String> told = new ArrayList<>();
            disk.holdForces("journal-");
            relaxed.message(2, 1, JournalWriter.NO_TX, 1, JournalWriter.NEVER, TestMessage.of("key", 10, 1));
            relaxed.whenDurable(() -> told.add("relaxed"));
            relaxed.submit();
            fixture.owner.runUntil(() -> told.contains("relaxed"));
            fixture.message(1, 1, 10);
            fixture.writer.whenDurable(() -> told.add("strict"));
            fixture.writer.submit();
            await().until(() -> disk.heldForces() == 1);
            fixture.owner.runTasks();
            assertThat(told).containsExactly("relaxed");
            disk.letForcesGo();
            fixture.owner.runUntil(() -> told.contains("strict"));
        }
    }

    @Test
    void oneStrictRecordHasItsWholeBatchForced() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk, OS)) {
            fixture.message(1, 1, 10);
            fixture.writer
                    .withSync(SyncPolicy.ALWAYS)
                    .message(1, 2, JournalWriter.NO_TX, 1, JournalWriter.NEVER, TestMessage.of("key", 10, 2));
            fixture.message(1, 3, 10);
            fixture.commit();
            StoreFootprint footprint = fixture.store.footprint();
            assertThat(footprint.durableLsn()).isEqualTo(footprint.writtenLsn());
        }
    }

    @Test
    void theCatalogueAndCommitsAreForcedWhateverThePolicy() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk, OS)) {
            fixture.writer.put(new byte[] {1}, new byte[] {1});
            requireForced(fixture);
            fixture.writer.delete(new byte[] {1});
            requireForced(fixture);
            fixture.writer.message(1, 1, 7, 1, JournalWriter.NEVER, TestMessage.of("key", 10, 1));
            fixture.commit();
            assertThat(fixture.store.footprint().writtenLsn()).isGreaterThan(fixture.store.durableLsn());
            fixture.writer.commit(7);
            requireForced(fixture);
        }
    }

    private static void requireForced(StoreFixture fixture) {
        fixture.commit();
        assertThat(fixture.store.durableLsn())
                .isEqualTo(fixture.store.footprint().writtenLsn());
    }

    @Test
    void aSegmentThatIsLeftIsForcedBeforeTheNextIsBegun() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk, OS)) {
            for (int i = 1; i <= 5; i++) {
                fixture.message(1, i, 6_000);
                fixture.commit();
            }
            List<Operation> operations = disk.operations();
            String first = disk.list().stream()
                    .filter(name -> name.startsWith("journal-"))
                    .findFirst()
                    .orElseThrow();
            int forced = indexOf(operations, Kind.FORCE, first);
            int second = indexOf(operations, Kind.RENAME, first.replaceFirst(".$", "2"));
            assertThat(forced).isPositive();
            assertThat(second).isGreaterThan(forced);
        }
    }

    private static int indexOf(List<Operation> operations, Kind kind, String name) {
        return operations.indexOf(operations.stream()
                .filter(operation ->
                        operation.kind() == kind && operation.name().equals(name))
                .findFirst()
                .orElseThrow());
    }

    @Test
    void checkpointsFollowWhatIsForcedOnly() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk, OS.withCheckpointBytes(4 << 10))) {
            fixture.message(1, 1, 12_000);
            fixture.commit();
            assertThat(fixture.store.footprint().checkpointLsn()).isZero();
            long durableLsn = fixture.store.durableLsn();
            fixture.message(1, 2, 12_000);
            fixture.commit();
            await().until(() -> fixture.store.footprint().checkpointLsn() > 0);
            assertThat(fixture.store.footprint().checkpointLsn())
                    .isGreaterThan(durableLsn)
                    .isEqualTo(fixture.store.durableLsn())
                    .isLessThan(fixture.store.footprint().writtenLsn());
        }
    }

    @Test
    void groupsThatWereNotForcedMayGetLostInAnyOrder() throws IOException {
        StoreFixture fixture = new StoreFixture(disk, StoreFixture.SMALL.withSegmentBytes(256 << 10));
        JournalWriter relaxed = fixture.writer.withSync(SyncPolicy.OS);
        fixture.message(1, 1, 700);
        fixture.commit();
        for (int i = 2; i <= 40; i++) {
            relaxed.message(1, i, JournalWriter.NO_TX, i, JournalWriter.NEVER, TestMessage.of("key", 700, i));
            fixture.commit(relaxed);
        }
        disk.powerOff();
        fixture.close();
        for (int seed = 0; seed < 200; seed++) {
            try (StoreFixture again = new StoreFixture(disk.afterMachineCrash(seed))) {
                List<Long> found =
                        again.messages(0).stream().map(RecoveredMessage::seq).toList();
                assertThat(found).as("seed %d", seed).isNotEmpty();
                for (int i = 0; i < found.size(); i++) {
                    assertThat(found.get(i)).as("seed %d", seed).isEqualTo(i + 1);
                }
            }
        }
    }

    @Test
    void whatWasOnlyWrittenCanBeReadBack() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk, OS)) {
            fixture.message(1, 1, 10);
            fixture.commit();
            assertThat(Backlogs.all(fixture.store, 1, 1, 10, 1 << 20)).hasSize(1);
        }
    }
}
