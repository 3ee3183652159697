package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.leveret.store.disk.CrashingDisk;
import io.leveret.store.journal.JournalWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a queue keeps of its settled messages, to be read again. */
class RetentionTest {

    private static final long FOR_EVER = Long.MAX_VALUE;
    private static final int BODY_BYTES = 928;
    /** Of a message in the journal: 56 of the entry, 16 of the content's head, the names, the body; a multiple of 8. */
    private static final int RECORD_BYTES = 1008;

    private final CrashingDisk disk = new CrashingDisk();

    private static List<Long> fromTo(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    /** All that can be read of queue 1, in portions. */
    private static List<Long> retained(MessageStore store) {
        List<Long> seqs = new ArrayList<>();
        for (long from = 1; from < 1_000_000; ) {
            CompletableFuture<Backlog> answer = new CompletableFuture<>();
            store.backlog().readRetained(1, from, 999_999, 7, 5_000, Runnable::run, answer::complete);
            Backlog backlog = answer.join();
            assertThat(backlog.damage()).isNull();
            backlog.messages().forEach(m -> {
                assertThat(m.message().content())
                        .isEqualTo(TestMessage.of("key", BODY_BYTES, m.seq()).content());
                seqs.add(m.seq());
            });
            from = backlog.nextSeq();
        }
        return seqs;
    }

    private static void publish(StoreFixture fixture, int from, int to) {
        for (int seq = from; seq <= to; seq++) {
            fixture.writer.message(
                    1,
                    seq,
                    JournalWriter.NO_TX,
                    fixture.nowMs.get(),
                    JournalWriter.NEVER,
                    TestMessage.of("key", BODY_BYTES, seq));
        }
        fixture.commit();
    }

    private static void settle(StoreFixture fixture, int from, int to) {
        fixture.writer.settledRange(1, from, to - from + 1, (long) BODY_BYTES * (to - from + 1), 0);
        fixture.commit();
    }

    @Test
    void whatIsSettledStaysReadableAndDoesNotLive() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            fixture.writer.retain(1, FOR_EVER, FOR_EVER);
            publish(fixture, 1, 100);
            settle(fixture, 1, 60);
            assertThat(Backlogs.all(fixture.store, 1))
                    .extracting(RecoveredMessage::seq)
                    .isEqualTo(fromTo(61, 100));
            assertThat(retained(fixture.store)).isEqualTo(fromTo(1, 100));
        }
        try (StoreFixture again = new StoreFixture(disk)) {
            assertThat(again.recovered.queues().get(0).live().size()).isEqualTo(40);
            assertThat(again.recovered.queues().get(0).liveBytes()).isEqualTo(40L * BODY_BYTES);
            assertThat(retained(again.store)).isEqualTo(fromTo(1, 100));
        }
    }

    @Test
    void withoutRetentionNothingIsKept() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            publish(fixture, 1, 20);
            settle(fixture, 1, 10);
            assertThat(retained(fixture.store)).isEqualTo(fromTo(11, 20));
            fixture.writer.retain(1, FOR_EVER, FOR_EVER);
            settle(fixture, 11, 15);
            assertThat(retained(fixture.store)).isEqualTo(fromTo(11, 20));
            fixture.writer.retain(1, 0, FOR_EVER);
            fixture.commit();
            assertThat(retained(fixture.store)).isEqualTo(fromTo(16, 20));
        }
    }

    @Test
    void moreThanTheBytesIsNotKeptAndTheOldestGoFirst() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            fixture.writer.retain(1, FOR_EVER, 25L * RECORD_BYTES);
            publish(fixture, 1, 200);
            for (int seq = 1; seq <= 150; seq++) {
                fixture.settled(1, seq);
                if (seq % 10 == 0) {
                    fixture.commit();
                    assertThat(retained(fixture.store)).isEqualTo(fromTo(Math.max(1, seq - 24), 200));
                }
            }
            fixture.writer.retain(1, FOR_EVER, 5L * RECORD_BYTES);
            fixture.commit();
            assertThat(retained(fixture.store)).isEqualTo(fromTo(146, 200));
        }
    }

    @Test
    void whatIsTooOldGoesWithItsSegmentAndTheDiskIsGivenBack() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            fixture.writer.retain(1, 60_000, FOR_EVER);
            for (int i = 0; i < 10; i++) {
                publish(fixture, 10 * i + 1, 10 * i + 10);
                settle(fixture, 10 * i + 1, 10 * i + 10);
                fixture.nowMs.addAndGet(10_000);
            }
            await().until(() -> !retained(fixture.store).contains(1L));
            List<Long> left = retained(fixture.store);
            // Written less than 60 s ago, and nothing that is much older.
            assertThat(left).containsAll(fromTo(51, 100)).doesNotContainAnyElementsOf(fromTo(1, 20));
            fixture.nowMs.addAndGet(200_000);
            // What lies in the last segment goes when another is begun.
            publish(fixture, 101, 130);
            fixture.nowMs.addAndGet(60_001);
            await().until(() -> {
                fixture.nowMs.addAndGet(1_000);
                return fixture.store.footprint().segments() <= 5;
            });
            assertThat(retained(fixture.store))
                    .containsAll(fromTo(101, 130))
                    .doesNotContainAnyElementsOf(fromTo(1, 90));
        }
    }

    @Test
    void whatIsTooOldIsNotShownThoughItsSegmentIsNotFull() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            fixture.writer.retain(1, 10_000, FOR_EVER);
            publish(fixture, 1, 3);
            settle(fixture, 1, 2);
            fixture.nowMs.addAndGet(5_000);
            publish(fixture, 4, 5);
            settle(fixture, 4, 4);
            assertThat(retained(fixture.store)).isEqualTo(fromTo(1, 5));
            fixture.nowMs.addAndGet(5_001);
            assertThat(retained(fixture.store)).as("3 and 5 live").containsExactly(3L, 4L, 5L);
        }
    }

    @Test
    void whatIsMovedIsNoYoungerForThat() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk, StoreFixture.SMALL.withCheckpointBytes(60_000))) {
            fixture.writer.retain(1, 10_000, FOR_EVER);
            publish(fixture, 1, 2);
            settle(fixture, 1, 1);
            // Others write, so that what little is left here is moved again and again.
            long seq = 1;
            for (int round = 0; round < 400; round++) {
                fixture.nowMs.addAndGet(100);
                fixture.message(2, seq, 2_500);
                fixture.settled(2, seq++);
                fixture.commit();
            }
            await().until(() -> {
                fixture.nowMs.addAndGet(1_000);
                return fixture.store.footprint().liveBytes() < 2L * RECORD_BYTES;
            });
            assertThat(retained(fixture.store)).containsExactly(2L);
        }
    }

    @Test
    void itIsFoundAgainByTheJournalAloneAndByACheckpoint() throws IOException {
        StoreFixture fixture = new StoreFixture(disk);
        fixture.writer.retain(1, FOR_EVER, 30L * RECORD_BYTES);
        publish(fixture, 1, 100);
        settle(fixture, 1, 60);
        CrashingDisk journalOnly = fixture.disk.afterProcessCrash();
        fixture.close();
        for (CrashingDisk left : List.of(journalOnly, disk)) {
            try (StoreFixture again = new StoreFixture(left)) {
                assertThat(retained(again.store)).isEqualTo(fromTo(31, 100));
                settle(again, 61, 70);
                assertThat(retained(again.store)).isEqualTo(fromTo(41, 100));
            }
        }
    }

    @Test
    void itsBoundsAreFoundAgainWhileNothingIsRetained() throws IOException {
        StoreFixture fixture = new StoreFixture(disk);
        fixture.writer.retain(1, 60_000, 5_000);
        fixture.writer.retain(2, FOR_EVER, FOR_EVER);
        fixture.writer.retain(3, FOR_EVER, 0);
        fixture.writer.retain(4, 0, FOR_EVER);
        fixture.commit();
        CrashingDisk journalOnly = fixture.disk.afterProcessCrash();
        fixture.store.checkpoint();
        fixture.close();
        for (CrashingDisk left : List.of(journalOnly, disk)) {
            try (StoreFixture again = new StoreFixture(left)) {
                assertThat(again.recovered.queues())
                        .extracting(
                                RecoveredQueue::isRetaining,
                                RecoveredQueue::retainedAgeMsMax,
                                RecoveredQueue::retainedBytesMax)
                        .containsExactly(
                                tuple(true, 60_000L, 5_000L),
                                tuple(true, FOR_EVER, FOR_EVER),
                                tuple(false, 0L, 0L),
                                tuple(false, 0L, 0L));
            }
        }
    }

    @Test
    void whatHasGoneByAgeIsStillThereForTheCheckpointBefore() throws IOException {
        StoreFixture fixture = new StoreFixture(disk);
        fixture.writer.retain(1, 1_000, FOR_EVER);
        publish(fixture, 1, 30);
        publish(fixture, 31, 60);
        settle(fixture, 1, 60);
        publish(fixture, 61, 90);
        fixture.store.checkpoint();
        // Less than what counts as idle, when further checkpoints are written.
        fixture.nowMs.addAndGet(1_500);
        await().until(() -> !retained(fixture.store).contains(1L));
        publish(fixture, 91, 120);
        fixture.store.checkpoint();
        CrashingDisk files = fixture.kill();
        List<String> checkpoints = files.list().stream()
                .filter(name -> name.startsWith("catalog-"))
                .toList();
        assertThat(checkpoints).hasSize(2);
        files.flipBit(checkpoints.get(1), 8L * 3_000);
        // What goes by age is not in the journal, so it is back.
        try (StoreFixture again = new StoreFixture(files)) {
            assertThat(retained(again.store)).isEqualTo(fromTo(1, 120));
        }
    }

    @Test
    void aQueueThatIsGoneRetainsNothing() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            fixture.writer.retain(1, FOR_EVER, FOR_EVER);
            publish(fixture, 1, 100);
            settle(fixture, 1, 100);
            fixture.writer.queueGone(1);
            fixture.commit();
            assertThat(retained(fixture.store)).isEmpty();
            await().until(() -> {
                fixture.nowMs.addAndGet(1_000);
                return fixture.store.footprint().segments() <= 3;
            });
        }
    }

    @Test
    void whatATransactionSettlesIsRetainedOnceItIsCommitted() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            fixture.writer.retain(1, FOR_EVER, FOR_EVER);
            publish(fixture, 1, 3);
            fixture.writer.settled(1, 2, 9, BODY_BYTES);
            fixture.writer.message(1, 4, 9, 4, JournalWriter.NEVER, TestMessage.of("key", BODY_BYTES, 4));
            fixture.commit();
            assertThat(retained(fixture.store)).isEqualTo(fromTo(1, 3));
            fixture.writer.commit(9);
            fixture.commit();
            assertThat(retained(fixture.store)).isEqualTo(fromTo(1, 4));
            assertThat(Backlogs.all(fixture.store, 1))
                    .extracting(RecoveredMessage::seq)
                    .containsExactly(1L, 3L, 4L);
        }
    }

    @Test
    void retainedMessagesOfAnOldSegmentAreMovedToo() throws IOException {
        StoreConfig config = StoreFixture.SMALL.withCheckpointBytes(60_000);
        try (StoreFixture fixture = new StoreFixture(disk, config)) {
            fixture.writer.retain(1, FOR_EVER, FOR_EVER);
            publish(fixture, 1, 2);
            fixture.message(2, 1, 12_000);
            settle(fixture, 1, 1);
            for (int seq = 2; seq <= 100; seq++) {
                fixture.message(2, seq, 12_000);
                fixture.writer.settled(2, seq - 1, 0, 12_000);
                fixture.commit();
            }
            await().until(() -> {
                fixture.nowMs.addAndGet(1_000);
                return fixture.store.footprint().segments() <= 5;
            });
            assertThat(retained(fixture.store)).isEqualTo(fromTo(1, 2));
            assertThat(Backlogs.all(fixture.store, 1)).hasSize(1);
        }
        try (StoreFixture again = new StoreFixture(disk, config)) {
            assertThat(retained(again.store)).isEqualTo(fromTo(1, 2));
        }
    }
}
