package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leveret.store.disk.CrashingDisk;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.journal.StoredBody;
import io.leveret.store.salvage.Salvage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What little lives in old segments does not keep them. Queue 2 is the slow one, queue 1 the fast. */
class CompactionTest {

    private static final StoreConfig CONFIG = StoreFixture.SMALL.withCheckpointBytes(60_000);
    private static final int STRAGGLER_BYTES = 100;

    private final CrashingDisk disk = new CrashingDisk();

    /** Rounds of a slow message and some fast ones, which are settled soon. */
    private static void rounds(StoreFixture fixture, int from, int count) {
        for (int round = from; round < from + count; round++) {
            fixture.message(2, round, STRAGGLER_BYTES);
            fixture.commit();
            fast(fixture, round);
        }
    }

    private static void fast(StoreFixture fixture, int round) {
        for (int i = 0; i < 5; i++) {
            fixture.message(1, 5L * round + i, 2_500);
        }
        if (round > 1) {
            fixture.writer.settledRange(1, 5L * round - 5, 5, 5 * 2_500, 0);
        }
        fixture.commit();
    }

    private static void assertSlow(MessageStore store, long... seqs) throws IOException {
        List<RecoveredMessage> messages = Backlogs.all(store, 2);
        assertThat(messages)
                .extracting(RecoveredMessage::seq)
                .isEqualTo(LongStream.of(seqs).boxed().toList());
        assertThat(messages).allSatisfy(m -> {
            assertThat(m.message().content())
                    .isEqualTo(TestMessage.of("key", STRAGGLER_BYTES, m.seq()).content());
            assertThat(m.enqueuedAtMs()).isEqualTo(m.seq());
        });
    }

    private static void awaitSegments(StoreFixture fixture, int segmentsMax) {
        await().until(() -> {
            fixture.nowMs.addAndGet(1_000);
            return fixture.store.footprint().segments() <= segmentsMax;
        });
    }

    private static long[] upTo(int last) {
        return LongStream.rangeClosed(1, last).toArray();
    }

    @Test
    void aSlowQueueDoesNotPinTheDiskOfAFastOne() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk, CONFIG)) {
            int[] last = {200};
            rounds(fixture, 1, last[0]);
            assertThat(fixture.store.footprint().writtenBytes()).isGreaterThan(2_500_000);
            // What others write pays for it; the time stands still, and how much is done in it depends on the machine.
            // A segment of which a quarter lives stays, and which those are does so too.
            await().pollInSameThread().atMost(Duration.ofMinutes(1)).until(() -> {
                rounds(fixture, ++last[0], 1);
                return fixture.store.footprint().segments() <= 30 + last[0] / 80;
            });
            assertSlow(fixture.store, upTo(last[0]));
        }
        try (StoreFixture again = new StoreFixture(disk, CONFIG)) {
            assertThat(Backlogs.all(again.store, 2)).hasSizeGreaterThanOrEqualTo(200);
        }
    }

    @Test
    void whatWasMovedIsFoundWithoutSidecarsToo() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk, CONFIG)) {
            rounds(fixture, 1, 100);
        }
        for (String name : disk.list()) {
            if (name.startsWith("index-")) {
                disk.delete(name);
            }
        }
        try (StoreFixture again = new StoreFixture(disk, CONFIG)) {
            assertSlow(again.store, upTo(100));
            rounds(again, 101, 100);
            awaitSegments(again, 30);
            assertSlow(again.store, upTo(200));
        }
    }

    @Test
    void aSalvagedStoreHasWhatWasMovedInItsPlace() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk, CONFIG)) {
            rounds(fixture, 1, 100);
            awaitSegments(fixture, 30);
            rounds(fixture, 101, 5);
        }
        CrashingDisk fresh = new CrashingDisk();
        Salvage.survey(disk).into(fresh, CONFIG, () -> 1_000);
        try (StoreFixture again = new StoreFixture(fresh, CONFIG)) {
            assertSlow(again.store, upTo(105));
            assertThat(Backlogs.all(again.store, 1)).hasSize(5);
        }
    }

    @Test
    void whatIsSettledWhileItMovesIsGone() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk, CONFIG)) {
            for (int round = 1; round <= 200; round++) {
                rounds(fixture, round, 1);
                if (round > 60 && round % 2 == 0) {
                    fixture.writer.settled(2, round - 60, 0, STRAGGLER_BYTES);
                }
            }
            fixture.commit();
            long[] left = LongStream.rangeClosed(1, 200)
                    .filter(seq -> seq > 140 || seq % 2 == 1)
                    .toArray();
            assertSlow(fixture.store, left);
        }
        try (StoreFixture again = new StoreFixture(disk, CONFIG)) {
            assertThat(again.recovered.queues().get(1).liveBytes()).isEqualTo(130L * STRAGGLER_BYTES);
        }
    }

    @Test
    void withoutTrafficItGoesOnByItself() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            for (int seq = 1; seq <= 100; seq++) {
                fixture.message(2, seq, STRAGGLER_BYTES);
                fixture.message(1, seq, 10_000);
                fixture.commit();
            }
            fixture.writer.settledRange(1, 1, 100, 1_000_000, 0);
            fixture.commit();
            awaitSegments(fixture, 14);
            assertSlow(fixture.store, upTo(100));
        }
        try (StoreFixture again = new StoreFixture(disk)) {
            assertSlow(again.store, upTo(100));
        }
    }

    /** Segments in each of which one slow message is left. */
    private static void stragglers(StoreFixture fixture, int count) {
        for (int seq = 1; seq <= count; seq++) {
            fixture.message(2, seq, STRAGGLER_BYTES);
            fixture.message(1, seq, 14_000);
            fixture.commit();
        }
        fixture.writer.settledRange(1, 1, count, 14_000L * count, 0);
        fixture.commit();
    }

    @Test
    void youngSegmentsAreEmptiedTooWhereTheDeviceIsNearlyFull() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            stragglers(fixture, 8);
            disk.sayUsable(40_000_000);
            fixture.store.lookAtSpace();
            awaitSegments(fixture, 3);
            assertSlow(fixture.store, upTo(8));
        }
        try (StoreFixture again = new StoreFixture(disk)) {
            assertSlow(again.store, upTo(8));
        }
    }

    @Test
    void nothingIsMovedThatTheDeviceHasNoRoomFor() throws IOException {
        disk.sayUsable(1_000);
        try (StoreFixture fixture = new StoreFixture(disk)) {
            stragglers(fixture, 20);
            long endLsn = fixture.store.durableLsn();
            AtomicInteger looks = new AtomicInteger();
            fixture.store.onSpace(space -> looks.incrementAndGet());
            await().until(() -> {
                fixture.nowMs.addAndGet(1_000);
                return looks.get() > 20;
            });
            assertThat(fixture.store.durableLsn()).isEqualTo(endLsn);
            disk.sayUsable(40_000_000);
            fixture.store.lookAtSpace();
            awaitSegments(fixture, 3);
        }
    }

    @Test
    void sharedBodiesOfYoungSegmentsAreMovedWhereTheDeviceIsNearlyFull() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            StoredBody body = fixture.writer.body(TestMessage.of("key", STRAGGLER_BYTES, 1));
            fixture.commit();
            // In the segment behind the body's.
            fixture.message(1, 1, 15_000);
            fixture.writer.enqueue(2, 1, 0, 1, JournalWriter.NEVER, body);
            fixture.writer.enqueue(3, 1, 0, 1, JournalWriter.NEVER, body);
            fixture.commit();
            for (int seq = 2; seq <= 4; seq++) {
                fixture.message(1, seq, 15_000);
                fixture.commit();
            }
            fixture.writer.settledRange(1, 1, 4, 60_000, 0);
            fixture.commit();
            disk.sayUsable(40_000_000);
            fixture.store.lookAtSpace();
            await().until(() -> {
                fixture.nowMs.addAndGet(1_000);
                return fixture.store.footprint().oldestSegment() > 2;
            });
            assertSlow(fixture.store, 1);
            assertThat(Backlogs.all(fixture.store, 3)).hasSize(1);
        }
    }

    @Test
    void bodiesThatOthersSharedAreMovedWithTheirEntries() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk, CONFIG)) {
            StoredBody body = fixture.writer.body(TestMessage.of("key", STRAGGLER_BYTES, 1));
            fixture.commit();
            // In the segment behind the body's.
            fixture.message(1, 1, 15_000);
            fixture.writer.enqueue(2, 1, 0, 1, JournalWriter.NEVER, body);
            fixture.writer.enqueue(3, 1, 0, 1, JournalWriter.NEVER, body);
            fixture.commit();
            for (int round = 2; round <= 60; round++) {
                fast(fixture, round);
            }
            fixture.writer.settled(1, 1, 0, 15_000);
            fixture.commit();
            for (int round = 61; round <= 90; round++) {
                fast(fixture, round);
            }
            fixture.store.checkpoint();
            await().until(() -> {
                fixture.nowMs.addAndGet(1_000);
                return fixture.store.footprint().oldestSegment() > 2;
            });
            assertSlow(fixture.store, 1);
            assertThat(Backlogs.all(fixture.store, 3)).hasSize(1);
        }
    }

    @Test
    void whatBelongsToAnOpenTransactionStaysUntilThatEnds() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk, CONFIG)) {
            fixture.message(2, 1, STRAGGLER_BYTES);
            fixture.writer.message(2, 2, 7, 2, JournalWriter.NEVER, TestMessage.of("key", STRAGGLER_BYTES, 2));
            fixture.message(2, 3, STRAGGLER_BYTES);
            fixture.commit();
            for (int round = 1; round <= 60; round++) {
                fast(fixture, round);
            }
            fixture.store.checkpoint();
            assertThat(fixture.store.footprint().oldestSegment()).isEqualTo(1);
            assertSlow(fixture.store, 1, 3);
            fixture.writer.commit(7);
            fixture.commit();
            for (int round = 61; round <= 120; round++) {
                fast(fixture, round);
            }
            fixture.store.checkpoint();
            await().until(() -> {
                fixture.nowMs.addAndGet(1_000);
                return fixture.store.footprint().oldestSegment() > 1;
            });
            assertSlow(fixture.store, 1, 2, 3);
        }
    }

    @Test
    void aDamagedMessageKeepsItsSegmentAndTheOthersGo() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            rounds(fixture, 1, 5);
        }
        String name = "journal-0000000000000002";
        byte[] content = TestMessage.of("key", STRAGGLER_BYTES, 2).content();
        disk.flipBit(name, 8L * indexOf(disk.read(name), content));
        try (StoreFixture fixture = new StoreFixture(disk, CONFIG)) {
            rounds(fixture, 6, 60);
            fixture.store.checkpoint();
            await().until(() -> {
                fixture.nowMs.addAndGet(1_000);
                return !disk.list().contains("journal-0000000000000005");
            });
            assertThat(disk.list()).contains(name).doesNotContain("journal-0000000000000003");
            assertThat(fixture.store.failure().toCompletableFuture()).isNotDone();
        }
    }

    @Test
    void afterACrashAtAnyTimeEveryMessageIsInTheOldPlaceOrTheNew() throws IOException {
        CrashingDisk whole = new CrashingDisk();
        try (StoreFixture fixture = new StoreFixture(whole, CONFIG)) {
            rounds(fixture, 1, 60);
            fixture.store.checkpoint();
            assertThat(fixture.store.footprint().oldestSegment()).isGreaterThan(1);
        }
        int operations = whole.operationCount();
        for (int at = operations / 4; at < operations; at += 7) {
            CrashingDisk dying = new CrashingDisk();
            dying.powerOffAt(at);
            List<Long> confirmed = new ArrayList<>();
            run(dying, confirmed);
            for (CrashingDisk left : List.of(dying.afterProcessCrash(), dying.afterMachineCrash(at))) {
                try (StoreFixture again = new StoreFixture(left, CONFIG)) {
                    List<RecoveredMessage> found = Backlogs.all(again.store, 2);
                    assertThat(found)
                            .as("crash at operation %d", at)
                            .extracting(RecoveredMessage::seq)
                            .containsAll(confirmed);
                    assertSlow(again.store, upTo(found.size()));
                } catch (IOException e) {
                    throw new AssertionError("crash at operation " + at, e);
                }
            }
        }
    }

    private static int indexOf(byte[] octets, byte[] part) {
        for (int at = 0; at + part.length <= octets.length; at++) {
            if (Arrays.equals(octets, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        throw new AssertionError("not there");
    }

    private static void run(CrashingDisk dying, List<Long> confirmed) {
        try {
            StoreFixture fixture = new StoreFixture(dying, CONFIG);
            for (int round = 1; round <= 60 && !dying.isDead(); round++) {
                long seq = round;
                fixture.message(2, seq, STRAGGLER_BYTES);
                fixture.writer.whenDurable(() -> confirmed.add(seq));
                for (int i = 0; i < 5; i++) {
                    fixture.message(1, 5L * round + i, 2_500);
                }
                if (round > 1) {
                    fixture.writer.settledRange(1, 5L * round - 5, 5, 5 * 2_500, 0);
                }
                fixture.writer.submit();
                fixture.owner.runUntil(() -> confirmed.contains(seq)
                        || fixture.store.failure().toCompletableFuture().isDone());
            }
            fixture.close();
        } catch (IOException e) {
            assertThat(dying.isDead()).as("%s", e).isTrue();
        }
    }
}
