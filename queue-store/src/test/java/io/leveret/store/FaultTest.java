package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.leveret.store.disk.CrashingDisk;
import io.leveret.store.disk.DiskFullException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** One call of the disk fails, whichever it is, and all after it work again: the store must not take that for well. */
class FaultTest {

    private static final int BATCHES = 20;

    @Test
    void tellsNothingThatIsLostWhicheverCallFailsWithAnErrorOfTheDevice() throws Exception {
        failEveryCall(FaultTest::deviceError);
    }

    @Test
    void tellsNothingThatIsLostWhicheverCallFindsTheDeviceFull() throws Exception {
        failEveryCall(FaultTest::deviceFull);
    }

    private static IOException deviceError() {
        return new IOException("Input/output error");
    }

    private static IOException deviceFull() {
        return new DiskFullException("No space left on device", null);
    }

    private static void failEveryCall(Supplier<IOException> fault) throws Exception {
        CrashingDisk whole = new CrashingDisk();
        new Script(1).session(whole, BATCHES, true);
        long calls = whole.calls();
        for (long call = 0; call < calls; call++) {
            CrashingDisk disk = new CrashingDisk();
            disk.failCall(call, fault);
            Script script = new Script(1);
            try {
                sessionThatMayNotOpen(script, disk);
                script.session(disk.afterMachineCrash(call), 2, true);
            } catch (IOException | AssertionError e) {
                throw new AssertionError("call " + call + ": " + e.getMessage(), e);
            }
        }
    }

    private static void sessionThatMayNotOpen(Script script, CrashingDisk disk) {
        try {
            script.session(disk, BATCHES, true);
        } catch (IOException e) {
            assertThat(disk.calls())
                    .as("fails at its start or not at all: %s", e)
                    .isLessThan(10);
        }
    }

    @Test
    void aForceThatFailsIsNotTriedAgain() throws IOException {
        CrashingDisk disk = new CrashingDisk();
        StoreFixture fixture = new StoreFixture(disk);
        fixture.message(1, 1, 10);
        fixture.commit();
        disk.holdForces("journal-");
        List<Integer> told = new ArrayList<>();
        fixture.message(1, 2, 10);
        fixture.writer.whenDurable(() -> told.add(1));
        fixture.writer.submit();
        await().until(() -> disk.heldForces() == 1);
        disk.failNextCall(FaultTest::deviceError);
        disk.letForcesGo();
        await().until(() -> fixture.store.failure().toCompletableFuture().isDone());
        long before = forces(disk);
        fixture.message(1, 3, 10);
        fixture.writer.whenDurable(() -> told.add(2));
        fixture.writer.submit();
        assertThatThrownBy(fixture.store::checkpoint).hasMessageContaining("Input/output error");
        fixture.close();
        fixture.owner.runTasks();
        assertThat(told).isEmpty();
        assertThat(forces(disk)).isEqualTo(before);
    }

    private static long forces(CrashingDisk disk) {
        return disk.operations().stream()
                .filter(operation -> operation.kind() == CrashingDisk.Kind.FORCE
                        && operation.name().startsWith("journal-"))
                .count();
    }

    @Test
    void anErrorInAThreadOfTheStoreFailsItLikeTheDevice() throws IOException {
        for (Supplier<Error> error : List.<Supplier<Error>>of(
                () -> new OutOfMemoryError("on purpose"), () -> new AssertionError("on purpose"))) {
            CrashingDisk disk = new CrashingDisk();
            try (StoreFixture fixture = new StoreFixture(disk)) {
                fixture.message(1, 1, 10);
                fixture.commit();
                disk.failNextCall(() -> {
                    throw error.get();
                });
                fixture.message(1, 2, 10);
                fixture.writer.submit();
                await().until(() ->
                        fixture.store.failure().toCompletableFuture().isDone());
                assertThat(fixture.store.failure().toCompletableFuture().join()).hasMessage("on purpose");
            }
        }
    }

    @Test
    void aFullDeviceWherePreparingWasWantedOnlyIsNoFailure() throws IOException {
        CrashingDisk disk = new CrashingDisk();
        try (StoreFixture fixture = new StoreFixture(disk)) {
            fixture.message(1, 1, 10);
            fixture.commit();
            disk.fillUpAt(disk.octets() + 6_000);
            fixture.message(1, 2, 5_000);
            fixture.commit();
            fixture.message(1, 3, 10);
            fixture.commit();
            assertThat(fixture.store.failure().toCompletableFuture()).isNotDone();
        }
    }
}
