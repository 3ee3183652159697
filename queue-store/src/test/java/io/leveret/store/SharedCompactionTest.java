package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leveret.store.disk.CrashingDisk;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.journal.Moves;
import io.leveret.store.journal.StoredBody;
import io.leveret.store.salvage.Salvage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Bodies that many slow queues have in common count once, and are moved once. Queue 1 is a fast one. */
class SharedCompactionTest {

    private static final StoreConfig CONFIG = StoreFixture.SMALL.withCheckpointBytes(60_000);
    private static final int BODY_BYTES = 600;
    private static final int QUEUES = 20;

    private final CrashingDisk disk = new CrashingDisk();

    /** A round of a message to all slow queues, nearly a segment if each had a body of its own, and some fast ones. */
    private static void round(StoreFixture fixture, int round) {
        write(fixture, round);
        fixture.commit();
    }

    /** The same, not yet submitted. */
    private static void write(StoreFixture fixture, int round) {
        StoredBody body = fixture.writer.body(TestMessage.of("key", BODY_BYTES, round));
        for (int queue = 2; queue < 2 + QUEUES; queue++) {
            fixture.writer.enqueue(queue, round, 0, round, JournalWriter.NEVER, body);
        }
        for (int i = 0; i < 5; i++) {
            fixture.message(1, 5L * round + i, 2_500);
        }
        if (round > 1) {
            fixture.writer.settledRange(1, 5L * round - 5, 5, 5 * 2_500, 0);
        }
    }

    private static void rounds(StoreFixture fixture, int last) {
        for (int round = 1; round <= last; round++) {
            round(fixture, round);
        }
    }

    /** Goes on until so many segments are left, with as little as possible beside what is there. */
    private static int roundsUntil(StoreFixture fixture, int from, int perSegment) {
        int[] last = {from};
        await().pollInSameThread().atMost(Duration.ofMinutes(2)).until(() -> {
            round(fixture, ++last[0]);
            return fixture.store.footprint().segments() <= 15 + last[0] / perSegment;
        });
        return last[0];
    }

    private static void assertAll(MessageStore store, long... seqs) throws IOException {
        for (int queue = 2; queue < 2 + QUEUES; queue++) {
            List<RecoveredMessage> messages = Backlogs.all(store, queue);
            assertThat(messages)
                    .as("queue %d", queue)
                    .extracting(RecoveredMessage::seq)
                    .isEqualTo(LongStream.of(seqs).boxed().toList());
            assertThat(messages)
                    .allSatisfy(m -> assertThat(m.message().content())
                            .isEqualTo(
                                    TestMessage.of("key", BODY_BYTES, m.seq()).content()));
        }
    }

    private static long[] upTo(int last) {
        return LongStream.rangeClosed(1, last).toArray();
    }

    /** How often a body stands in the journal. */
    private long copies(long seq) {
        byte[] content = TestMessage.of("key", BODY_BYTES, seq).content();
        long count = 0;
        for (String name : disk.names()) {
            if (name.startsWith("journal-")) {
                count += Occurrences.of(content, disk.read(name));
            }
        }
        return count;
    }

    @Test
    void manySlowQueuesWithTheSameMessagesPinNoMoreThanTheseTake() throws IOException {
        int last;
        try (StoreFixture fixture = new StoreFixture(disk, CONFIG)) {
            rounds(fixture, 40);
            // A message takes some 2,200 octets in all queues together, and would take 14,000 with a body for each.
            last = roundsUntil(fixture, 40, 2);
            assertAll(fixture.store, upTo(last));
        }
        assertThat(Moves.on(disk)).isPositive();
        try (StoreFixture again = new StoreFixture(disk, CONFIG)) {
            assertAll(again.store, upTo(last));
        }
    }

    @Test
    void aBodyIsWrittenOnceForAllQueuesWhenItIsMoved() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk, CONFIG)) {
            rounds(fixture, 40);
            int last = roundsUntil(fixture, 40, 2);
            long most = 0;
            for (int seq = 1; seq <= last; seq++) {
                most = Math.max(most, copies(seq));
            }
            // Where it was, where it is, and in a file that waits to be used again.
            assertThat(most).isLessThanOrEqualTo(3);
        }
    }

    @Test
    void whatIsStillAliveInOneQueueIsFoundWhereItWasMoved() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk, CONFIG)) {
            rounds(fixture, 40);
            int last = roundsUntil(fixture, 40, 2);
            for (int queue = 3; queue < 2 + QUEUES; queue++) {
                fixture.writer.settledRange(queue, 1, last, (long) last * BODY_BYTES, 0);
            }
            fixture.commit();
            for (int round = last + 1; round <= last + 30; round++) {
                round(fixture, round);
            }
            assertThat(Backlogs.all(fixture.store, 2))
                    .extracting(RecoveredMessage::seq)
                    .isEqualTo(LongStream.rangeClosed(1, last + 30).boxed().toList());
            assertThat(Backlogs.all(fixture.store, 3)).hasSize(30);
        }
    }

    @Test
    void aSalvagedStoreHasWhatWasMovedForAllQueues() throws IOException {
        int last;
        try (StoreFixture fixture = new StoreFixture(disk, CONFIG)) {
            rounds(fixture, 40);
            last = roundsUntil(fixture, 40, 2);
        }
        CrashingDisk fresh = new CrashingDisk();
        Salvage.survey(disk).into(fresh, CONFIG, () -> 1_000);
        try (StoreFixture again = new StoreFixture(fresh, CONFIG)) {
            assertAll(again.store, upTo(last));
        }
    }

    @Test
    void afterACrashAtAnyTimeEveryQueueHasWhatWasConfirmed() throws IOException {
        CrashingDisk whole = new CrashingDisk();
        try (StoreFixture fixture = new StoreFixture(whole, CONFIG)) {
            rounds(fixture, 50);
        }
        int operations = whole.operationCount();
        for (int at = operations / 3; at < operations; at += 41) {
            CrashingDisk dying = new CrashingDisk();
            dying.powerOffAt(at);
            List<Long> confirmed = new ArrayList<>();
            run(dying, confirmed);
            try (StoreFixture again = new StoreFixture(dying.afterMachineCrash(at), CONFIG)) {
                List<RecoveredMessage> found = Backlogs.all(again.store, 2);
                assertThat(found)
                        .as("crash at operation %d", at)
                        .extracting(RecoveredMessage::seq)
                        .containsAll(confirmed);
                assertAll(again.store, upTo(found.size()));
            }
        }
    }

    private static void run(CrashingDisk dying, List<Long> confirmed) {
        try {
            StoreFixture fixture = new StoreFixture(dying, CONFIG);
            for (int round = 1; round <= 50 && !dying.isDead(); round++) {
                long seq = round;
                fixture.writer.whenDurable(() -> confirmed.add(seq));
                write(fixture, round);
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
