package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leveret.store.disk.CrashingDisk;
import io.leveret.store.journal.JournalWriter;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SubmitHereTest {

    private final CrashingDisk disk = new CrashingDisk();
    private long seq;

    private boolean submitHere(StoreFixture fixture, int bytes) {
        fixture.message(1, ++seq, bytes);
        return fixture.writer.submitHere();
    }

    private StoreFixture opened() throws IOException {
        StoreFixture fixture = new StoreFixture(disk);
        // The first segment is begun by the committer.
        fixture.message(1, ++seq, 10);
        fixture.commit();
        return fixture;
    }

    @Test
    void whatIsShortIsDurableWhenTheCallReturnsAndToldOnTheExecutor() throws IOException {
        StoreFixture fixture = opened();
        AtomicBoolean told = new AtomicBoolean();
        fixture.message(1, ++seq, 100);
        fixture.writer.whenDurable(() -> told.set(true));
        assertThat(fixture.writer.submitHere()).isTrue();
        assertThat(told).isFalse();
        assertThat(fixture.owner.runTasks()).isEqualTo(1);
        assertThat(told).isTrue();
        CrashingDisk survivor = disk.afterMachineCrash(1);
        disk.powerOff();
        fixture.close();
        try (StoreFixture again = new StoreFixture(survivor)) {
            assertThat(again.messages(0)).hasSize(2);
        }
    }

    @Test
    void nothingGatheredIsNotSubmitted() throws IOException {
        try (StoreFixture fixture = opened()) {
            assertThat(fixture.writer.submitHere()).isFalse();
        }
    }

    @Test
    void whatIsLongIsLeftToTheCommitter() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk, StoreFixture.SMALL.withSegmentBytes(1 << 20))) {
            fixture.message(1, ++seq, 10);
            fixture.commit();
            assertThat(submitHere(fixture, 20_000)).isFalse();
            fixture.commit();
        }
    }

    @Test
    void whileTheCommitterWaitsForTheDiskNobodyElseDoes() throws IOException {
        try (StoreFixture fixture = opened()) {
            disk.holdForces("journal-");
            fixture.message(1, ++seq, 10);
            fixture.writer.submit();
            await().until(() -> disk.heldForces() == 1);
            AtomicBoolean told = new AtomicBoolean();
            fixture.message(1, ++seq, 10);
            fixture.writer.whenDurable(() -> told.set(true));
            assertThat(fixture.writer.submitHere()).isFalse();
            disk.letForcesGo();
            fixture.owner.runUntil(told::get);
        }
    }

    @Test
    void aSegmentIsBegunByTheCommitter() throws IOException {
        try (StoreFixture fixture = opened()) {
            boolean here = true;
            for (int i = 0; i < 20 && here; i++) {
                here = submitHere(fixture, 1_000);
            }
            assertThat(here).as("20 KB in a segment of 16 KiB").isFalse();
            fixture.commit();
        }
    }

    @Test
    void anAcknowledgementThatWaitsForCompanyGoesWithIt() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk, StoreFixture.SMALL.withLazyMsMax(1_000_000))) {
            fixture.message(1, ++seq, 10);
            fixture.commit();
            long before = fixture.store.footprint().groups();
            fixture.settled(1, 1);
            fixture.writer.submit();
            fixture.owner.runUntil(() -> submitHere(fixture, 10));
            assertThat(fixture.store.footprint().writtenLsn())
                    .isEqualTo(fixture.store.footprint().durableLsn());
            assertThat(fixture.store.footprint().groups()).isGreaterThan(before);
        }
        try (StoreFixture again = new StoreFixture(disk.afterProcessCrash())) {
            assertThat(again.messages(0)).extracting(RecoveredMessage::seq).doesNotContain(1L);
        }
    }

    @Test
    void aDiskThatTakesLongIsLeftToTheCommitter() throws IOException {
        AtomicLong nowMs = new AtomicLong();
        // Every look at the time takes a millisecond.
        MessageStore store = MessageStore.open(disk, StoreConfig.defaults(), nowMs::incrementAndGet);
        Owner owner = new Owner();
        JournalWriter writer = store.writer(owner, owner::isCurrent);
        int count = 0;
        for (int i = 0; i < 1_000; i++) {
            writer.message(1, ++seq, JournalWriter.NO_TX, 1, JournalWriter.NEVER, TestMessage.of("key", 10, 1));
            count += writer.submitHere() ? 1 : 0;
        }
        assertThat(count).isLessThan(100);
        store.close();
    }

    @Test
    void aDeviceThatFailsFailsTheStoreAndNothingIsTold() throws IOException {
        try (StoreFixture fixture = opened()) {
            AtomicBoolean told = new AtomicBoolean();
            fixture.message(1, ++seq, 10);
            fixture.writer.whenDurable(() -> told.set(true));
            disk.powerOff();
            assertThat(fixture.writer.submitHere()).isFalse();
            assertThat(fixture.store.failure().toCompletableFuture()).isDone();
            fixture.owner.runTasks();
            assertThat(told).isFalse();
            assertThat(submitHere(fixture, 10)).isFalse();
        }
    }
}
