package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leveret.store.disk.CrashingDisk;
import io.leveret.store.disk.Disk;
import io.leveret.store.space.DiskSpace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SpaceTest {

    private static final long LIMIT = 50_000_000;
    private static final int MIB = 1 << 20;

    private final CrashingDisk disk = new CrashingDisk();

    @Test
    void isLowBelowTheLimitAndOverWellAboveIt() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            AtomicInteger looks = new AtomicInteger();
            fixture.store.onSpace(space -> looks.incrementAndGet());
            assertThat(look(fixture, looks, LIMIT).low()).isFalse();
            assertThat(look(fixture, looks, LIMIT - 1).low()).isTrue();
            fixture.nowMs.addAndGet(1_000);
            assertThat(look(fixture, looks, LIMIT + LIMIT / 8 - 1).low()).isTrue();
            assertThat(look(fixture, looks, LIMIT + LIMIT / 8).low()).isFalse();
        }
    }

    @Test
    void staysLowForASecondThoughThereIsRoom() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            AtomicInteger looks = new AtomicInteger();
            fixture.store.onSpace(space -> looks.incrementAndGet());
            assertThat(look(fixture, looks, LIMIT - 1).low()).isTrue();
            fixture.nowMs.addAndGet(999);
            assertThat(look(fixture, looks, 4 * LIMIT).low()).isTrue();
            fixture.nowMs.addAndGet(1);
            assertThat(look(fixture, looks, 4 * LIMIT).low()).isFalse();
        }
    }

    @Test
    void whatIsLowAgainAtOnceIsOverNoSoonerThanInTwoSeconds() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            AtomicInteger looks = new AtomicInteger();
            fixture.store.onSpace(space -> looks.incrementAndGet());
            look(fixture, looks, LIMIT - 1);
            fixture.nowMs.addAndGet(1_000);
            assertThat(look(fixture, looks, 4 * LIMIT).low()).isFalse();
            assertThat(look(fixture, looks, LIMIT - 1).low()).isTrue();
            fixture.nowMs.addAndGet(1_999);
            assertThat(look(fixture, looks, 4 * LIMIT).low()).isTrue();
            fixture.nowMs.addAndGet(1);
            assertThat(look(fixture, looks, 4 * LIMIT).low()).isFalse();
        }
    }

    @Test
    void aClockThatWasSetBackDoesNotKeepItLow() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            AtomicInteger looks = new AtomicInteger();
            fixture.store.onSpace(space -> looks.incrementAndGet());
            assertThat(look(fixture, looks, LIMIT - 1).low()).isTrue();
            fixture.nowMs.set(10);
            assertThat(look(fixture, looks, 4 * LIMIT).low()).isFalse();
        }
    }

    @Test
    void looksByItselfWhileItIsLow() throws IOException {
        disk.sayUsable(1000);
        try (StoreFixture fixture = new StoreFixture(disk)) {
            AtomicInteger looks = new AtomicInteger();
            fixture.store.onSpace(space -> looks.incrementAndGet());
            // The first one is rung for by that.
            await().until(() -> looks.get() > 1);
            disk.sayUsable(4 * LIMIT);
            fixture.nowMs.addAndGet(1_000);
            await().until(() -> !fixture.store.space().low());
        }
    }

    /** Looks at a device with so much room; the reserve, which is not held, does not count. */
    private DiskSpace look(StoreFixture fixture, AtomicInteger looks, long usable) {
        disk.sayUsable(usable + StoreFixture.SMALL.reserveBytes());
        int before = looks.get();
        fixture.store.lookAtSpace();
        // One look may have been under way.
        await().until(() -> looks.get() > before && fixture.store.space().usableBytes() == usable);
        return fixture.store.space();
    }

    @Test
    void aDeviceThatIsLowFromTheStartIsKnownAtOnce() throws IOException {
        disk.sayUsable(1000);
        try (StoreFixture fixture = new StoreFixture(disk)) {
            assertThat(fixture.store.space().low()).isTrue();
        }
    }

    @Test
    void aDeviceThatLacksRoomForTheReserveHasNone() throws IOException {
        disk.sayUsable(1000);
        try (StoreFixture fixture = new StoreFixture(disk)) {
            assertThat(fixture.store.space().usableBytes()).isZero();
        }
    }

    @Test
    void looksByItselfAsTheJournalGrows() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            disk.sayUsable(LIMIT + 3 * MIB);
            fixture.store.lookAtSpace();
            await().until(() -> fixture.store.space().usableBytes() < 2 * LIMIT);
            disk.sayUsable(LIMIT - 1);
            for (int i = 1; i <= 100; i++) {
                fixture.message(1, i, 12_000);
                fixture.commit();
            }
            await().until(() -> fixture.store.space().low());
        }
    }

    @Test
    void givesBackPreparedFilesWhenItIsLow() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            fixture.message(1, 1, 8_000);
            fixture.commit();
            await().until(() -> fixture.store.footprint().spareSegments() == 1);
            disk.sayUsable(1000);
            fixture.store.lookAtSpace();
            await().until(() -> fixture.store.footprint().spareSegments() == 0);
            assertThat(disk.list()).noneMatch(name -> name.startsWith("spare-"));
        }
    }

    @Test
    void aFullDeviceGetsOutByItselfOnceMessagesAreGone() throws IOException {
        disk.size(32 * MIB);
        try (StoreFixture fixture = new StoreFixture(disk)) {
            int count = 0;
            while (!fixture.store.space().low()) {
                assertThat(++count).isLessThan(10_000);
                fixture.message(1, count, 12_000);
                fixture.commit();
            }
            assertThat(disk.usableBytes()).isPositive();
            for (int i = 1; i <= count; i++) {
                fixture.settled(1, i);
            }
            fixture.commit();
            await().until(() -> {
                fixture.nowMs.addAndGet(1_000);
                fixture.store.lookAtSpace();
                return !fixture.store.space().low();
            });
            assertThat(fixture.store.failure().toCompletableFuture()).isNotDone();
            assertThat(fixture.store.footprint().segments()).isLessThan(20);
        }
    }

    @Test
    void givesUpTheReserveForACheckpointAndTakesItAgain() throws IOException {
        disk.size(64 * MIB);
        try (StoreFixture fixture = new StoreFixture(disk, StoreFixture.SMALL.withSegmentBytes(4 * MIB))) {
            fixture.message(1, 1, 100);
            fixture.commit();
            fixture.store.lookAtSpace();
            await().until(this::reserveIsHeld);
            try (var others = disk.open("others", Disk.Mode.CREATE)) {
                others.writeAt(0, ByteBuffer.allocate((int) disk.usableBytes() - MIB));
            }
            fixture.store.lookAtSpace();
            await().until(() -> fixture.store.footprint().checkpointLsn() > 0);
            assertThat(disk.list()).doesNotContain("reserve");
            assertThat(fixture.store.space().low()).isTrue();
            disk.delete("others");
            fixture.nowMs.addAndGet(1_000);
            fixture.store.lookAtSpace();
            await().until(this::reserveIsHeld);
            assertThat(fixture.store.space().low()).isFalse();
        }
    }

    private boolean reserveIsHeld() throws IOException {
        return disk.list().contains("reserve") && disk.read("reserve").length == 8 * MIB;
    }

    @Test
    void aStoreThatHoldsNothingReservesNothing() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            AtomicInteger looks = new AtomicInteger();
            fixture.store.onSpace(space -> looks.incrementAndGet());
            await().until(() -> looks.get() > 0);
        }
        assertThat(disk.list()).isEmpty();
    }

    @Test
    void fitsToASmallDevice() {
        StoreConfig small = StoreConfig.defaults().fittedTo(58L * MIB);
        assertThat(small.segmentBytes()).isEqualTo(2 * MIB);
        assertThat(small.checkpointBytes()).isEqualTo(8 * MIB);
        assertThat(small.freeBytesMin()).isEqualTo(58L * MIB / 8);
    }

    @Test
    void keepsItsSizesOnALargeDevice() {
        StoreConfig large = StoreConfig.defaults().fittedTo(1L << 40);
        StoreConfig expected = StoreConfig.defaults().withFreeBytesMin(LIMIT);
        assertThat(large).usingRecursiveComparison().isEqualTo(expected);
        assertThat(StoreConfig.defaults()
                        .withFreeBytesMin(1L << 33)
                        .fittedTo(1L << 40)
                        .freeBytesMin())
                .isEqualTo(1L << 33);
    }

    @Test
    void aLimitIsNeverLessThanWhatIsStillWritten() {
        assertThat(StoreConfig.defaults().withFreeBytesMin(0).fittedTo(1L << 40).freeBytesMin())
                .isEqualTo(9 * MIB);
    }
}
