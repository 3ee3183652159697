package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.leveret.store.disk.CrashingDisk;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.journal.StoredBody;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BacklogReaderTest {

    private static final int OCTETS_MAX = 100_000;

    private CrashingDisk disk = new CrashingDisk();

    private static List<Long> seqs(Backlog backlog) {
        return backlog.messages().stream().map(RecoveredMessage::seq).toList();
    }

    private static List<Long> fromTo(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private static List<String> sidecars(CrashingDisk files) throws IOException {
        return files.list().stream().filter(name -> name.startsWith("index-")).toList();
    }

    /** Messages 1 to 40 of 2,000 octets of queues 1 and 2 each, over some ten segments. */
    private void fillTwoQueues(StoreFixture fixture) {
        for (int seq = 1; seq <= 40; seq++) {
            fixture.message(1, seq, 2_000);
            fixture.message(2, seq, 2_000);
            fixture.commit();
        }
    }

    private static void assertWhole(MessageStore store, long queueId) throws IOException {
        List<RecoveredMessage> messages = Backlogs.all(store, queueId);
        assertThat(messages).extracting(RecoveredMessage::seq).isEqualTo(fromTo(1, 40));
        assertThat(messages)
                .allSatisfy(m -> assertThat(m.message().content())
                        .isEqualTo(TestMessage.of("key", 2_000, m.seq()).content()));
    }

    @Test
    void seesWhatWasForcedJustNow() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            for (int seq = 1; seq <= 200; seq++) {
                fixture.message(1, seq, 300);
                fixture.commit();
                Backlog backlog = Backlogs.read(fixture.store, 1, seq, Long.MAX_VALUE, 5, OCTETS_MAX);
                assertThat(seqs(backlog)).containsExactly((long) seq);
            }
        }
    }

    @Test
    void seesNoMessageThatWasSettledBefore() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            fillTwoQueues(fixture);
            for (int seq = 1; seq <= 40; seq += 2) {
                fixture.settled(1, seq);
            }
            fixture.commit();
            assertThat(Backlogs.all(fixture.store, 1)).hasSize(20).allMatch(m -> m.seq() % 2 == 0);
            assertWhole(fixture.store, 2);
        }
    }

    @Test
    void seesATransactionWhenItIsCommitted() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            fixture.writer.message(1, 1, 7, 0, JournalWriter.NEVER, TestMessage.of("key", 10, 1));
            fixture.message(1, 2, 10);
            fixture.commit();
            assertThat(seqs(Backlogs.read(fixture.store, 1, 1, 9, 9, OCTETS_MAX)))
                    .containsExactly(2L);
            fixture.writer.commit(7);
            fixture.commit();
            assertThat(seqs(Backlogs.read(fixture.store, 1, 1, 9, 9, OCTETS_MAX)))
                    .containsExactly(1L, 2L);
        }
    }

    @Test
    void keepsToTheBoundsAndSaysWhereToGoOn() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            fillTwoQueues(fixture);
            Backlog five = Backlogs.read(fixture.store, 1, 3, 38, 5, OCTETS_MAX);
            assertThat(seqs(five)).isEqualTo(fromTo(3, 7));
            assertThat(five.nextSeq()).isEqualTo(8);
            Backlog one = Backlogs.read(fixture.store, 1, 8, 38, 5, 1);
            assertThat(seqs(one)).containsExactly(8L);
            assertThat(one.nextSeq()).isEqualTo(9);
            Backlog some = Backlogs.read(fixture.store, 1, 9, 38, 1000, 10_000);
            assertThat(some.messages()).hasSizeBetween(4, 6);
            Backlog rest = Backlogs.read(fixture.store, 1, 36, 38, 1000, OCTETS_MAX);
            assertThat(seqs(rest)).isEqualTo(fromTo(36, 38));
            assertThat(rest.nextSeq()).isEqualTo(39);
        }
    }

    @Test
    void aQueueThatHoldsNothingOrIsNotKnownIsEmpty() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            fixture.message(1, 1, 10);
            fixture.settled(1, 1);
            fixture.commit();
            for (long queueId = 1; queueId <= 2; queueId++) {
                Backlog backlog = Backlogs.read(fixture.store, queueId, 1, 5, 5, OCTETS_MAX);
                assertThat(backlog.messages()).isEmpty();
                assertThat(backlog.nextSeq()).isEqualTo(6);
                assertThat(backlog.damage()).isNull();
            }
        }
    }

    @Test
    void aMessageLargerThanAWindowIsReadWhole() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            fixture.message(1, 1, 10);
            fixture.message(1, 2, 3_000_000);
            fixture.message(1, 3, 10);
            fixture.commit();
            List<RecoveredMessage> messages = Backlogs.all(fixture.store, 1);
            assertThat(messages).hasSize(3);
            assertThat(messages.get(1).message().content())
                    .isEqualTo(TestMessage.of("key", 3_000_000, 2).content());
        }
    }

    @Test
    void answersOnTheOwner() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            fixture.message(1, 1, 10);
            fixture.commit();
            List<Backlog> answers = new ArrayList<>();
            fixture.store.backlog().read(1, 1, 1, 1, 1, fixture.owner, answers::add);
            await().until(() -> fixture.owner.waiting() == 1);
            assertThat(answers).isEmpty();
            fixture.owner.runTasks();
            assertThat(answers).hasSize(1);
        }
    }

    @Test
    void marksAsRedeliveredWhatWasDeliveredBeforeTheStartAndNothingElse() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            fixture.message(1, 1, 10);
            fixture.message(1, 2, 10);
            fixture.writer.delivered(1, 1);
            fixture.commit();
        }
        try (StoreFixture fixture = new StoreFixture(disk)) {
            fixture.message(1, 3, 10);
            fixture.writer.delivered(1, 3);
            fixture.commit();
            assertThat(Backlogs.all(fixture.store, 1))
                    .extracting(RecoveredMessage::redelivered)
                    .containsExactly(true, false, false);
        }
    }

    @Test
    void bodiesInTheSegmentBeforeAreRead() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            List<StoredBody> bodies = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                bodies.add(fixture.writer.body(TestMessage.of("key" + i, 400, i)));
            }
            fixture.commit();
            fixture.message(2, 1, 10_000);
            fixture.commit();
            // Not in the order of the bodies.
            for (int i = 0; i < 30; i++) {
                fixture.writer.enqueue(1, i + 1, 0, i, JournalWriter.NEVER, bodies.get((i * 7) % 30));
            }
            fixture.commit();
            List<RecoveredMessage> messages = Backlogs.all(fixture.store, 1);
            assertThat(messages).hasSize(30);
            for (int i = 0; i < 30; i++) {
                assertThat(messages.get(i).message().content())
                        .isEqualTo(TestMessage.of("", 400, (i * 7) % 30).content());
            }
        }
    }

    @Test
    void sealedSegmentsHaveASidecarAndACleanCloseGivesTheLastOneOneToo() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            fillTwoQueues(fixture);
        }
        long segments =
                disk.list().stream().filter(name -> name.startsWith("journal-")).count();
        assertThat(sidecars(disk)).hasSize((int) segments).hasSizeGreaterThan(5);
        try (StoreFixture fixture = new StoreFixture(disk)) {
            long before = disk.octetsRead();
            assertWhole(fixture.store, 1);
            assertWhole(fixture.store, 2);
            // Twice what lies there would be read, if the segments had to be gone through.
            assertThat(disk.octetsRead() - before).isLessThan(250_000);
        }
    }

    @Test
    void aSidecarThatIsMissingIsMadeAgain() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            fillTwoQueues(fixture);
        }
        List<String> names = sidecars(disk);
        for (String name : names) {
            disk.delete(name);
        }
        try (StoreFixture fixture = new StoreFixture(disk)) {
            assertWhole(fixture.store, 1);
            await().until(() -> sidecars(disk).equals(names));
            long before = disk.octetsRead();
            assertWhole(fixture.store, 2);
            assertThat(disk.octetsRead() - before).isLessThan(120_000);
        }
    }

    @Test
    void aSidecarWithAnyBitFlippedGivesTheSameAnswers() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            fillTwoQueues(fixture);
        }
        String name = sidecars(disk).get(2);
        int bits = disk.read(name).length * 8;
        for (int bit = 0; bit < bits; bit += 7) {
            CrashingDisk damaged = disk.afterProcessCrash();
            damaged.flipBit(name, bit);
            try (StoreFixture fixture = new StoreFixture(damaged)) {
                assertWhole(fixture.store, 1);
                assertWhole(fixture.store, 2);
            } catch (IOException | AssertionError e) {
                throw new AssertionError("bit " + bit, e);
            }
        }
    }

    @Test
    void aSidecarThatIsCutGivesTheSameAnswers() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            fillTwoQueues(fixture);
        }
        String name = sidecars(disk).get(2);
        int length = disk.read(name).length;
        for (int cut = 0; cut < length; cut += 3) {
            CrashingDisk damaged = disk.afterProcessCrash();
            damaged.truncate(name, cut);
            try (StoreFixture fixture = new StoreFixture(damaged)) {
                assertWhole(fixture.store, 1);
                assertWhole(fixture.store, 2);
            } catch (IOException | AssertionError e) {
                throw new AssertionError("cut at " + cut, e);
            }
        }
    }

    @Test
    void theSidecarOfAnotherSegmentIsNotBelieved() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            fillTwoQueues(fixture);
        }
        List<String> names = sidecars(disk);
        byte[] other = disk.read(names.get(1));
        disk.delete(names.get(2));
        disk.put(names.get(2), 0, other);
        try (StoreFixture fixture = new StoreFixture(disk)) {
            assertWhole(fixture.store, 1);
        }
    }

    @Test
    void sidecarsWithoutASegmentAreDeleted() throws IOException {
        disk.put("index-0000000000000077", 0, new byte[100]);
        new StoreFixture(disk).close();
        assertThat(disk.list()).isEmpty();
    }

    @Test
    void aDamagedMessageIsNamedAndTheOthersAreRead() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            fillTwoQueues(fixture);
        }
        // The fifth of ten in that segment, of queue 1 as the third, 2,080 octets each.
        String name = disk.list().stream()
                .filter(file -> file.startsWith("journal-"))
                .toList()
                .get(2);
        disk.flipBit(name, 8L * 9_000);
        try (StoreFixture fixture = new StoreFixture(disk)) {
            List<Long> found = new ArrayList<>();
            List<String> damages = new ArrayList<>();
            for (long queueId = 1; queueId <= 2; queueId++) {
                for (long seq = 1; seq <= 40; ) {
                    Backlog backlog = Backlogs.read(fixture.store, queueId, seq, 40, 7, OCTETS_MAX);
                    found.addAll(seqs(backlog));
                    seq = backlog.nextSeq();
                    if (backlog.damage() != null) {
                        damages.add(backlog.damage().getMessage());
                        seq++;
                    }
                }
            }
            assertThat(found).hasSize(79);
            assertThat(damages).hasSize(1).first().asString().contains(name + " at offset ");
        }
    }

    @Test
    void drainingOneOfManyQueuesReadsLittleMoreThanItsOwn() throws IOException {
        StoreConfig config = StoreFixture.SMALL.withSegmentBytes(1 << 20);
        int queues = 100;
        int perQueue = 500;
        try (StoreFixture fixture = new StoreFixture(disk, config)) {
            for (int seq = 1; seq <= perQueue; seq++) {
                for (int queueId = 1; queueId <= queues; queueId++) {
                    fixture.message(queueId, seq, 200);
                }
                fixture.commit();
            }
        }
        try (StoreFixture fixture = new StoreFixture(disk, config)) {
            assertThat(fixture.store.footprint().segments()).isGreaterThan(10);
            long before = disk.octetsRead();
            assertThat(Backlogs.all(fixture.store, 7)).hasSize(perQueue);
            long own = perQueue * (200L + 56 + 16 + 5);
            assertThat(disk.octetsRead() - before).isLessThan(2 * own);
        }
    }

    @Test
    void aSegmentStaysWhileItIsReadThoughNothingElseNeedsIt() throws IOException {
        String first = "journal-0000000000000001";
        try (StoreFixture fixture = new StoreFixture(disk)) {
            fillTwoQueues(fixture);
        }
        try (StoreFixture fixture = new StoreFixture(disk)) {
            disk.holdReads(first);
            List<Backlog> answers = new ArrayList<>();
            fixture.store.backlog().read(1, 1, 3, 3, OCTETS_MAX, fixture.owner, answers::add);
            await().until(() -> disk.heldReads() == 1);
            for (long queueId = 1; queueId <= 2; queueId++) {
                fixture.writer.settledRange(queueId, 1, 40, 80_000, 0);
            }
            for (int seq = 41; seq <= 43; seq++) {
                fixture.message(1, seq, 10);
                fixture.commit();
                fixture.store.checkpoint();
            }
            // The others are gone, this one is being read.
            assertThat(disk.list()).contains(first).doesNotContain("journal-0000000000000003");
            disk.letReadsGo();
            fixture.owner.runUntil(() -> !answers.isEmpty());
            assertThat(answers.get(0).damage()).isNull();
            assertThat(seqs(answers.get(0))).isEqualTo(fromTo(1, 3));
            await().until(() -> !disk.list().contains(first));
        }
    }

    @Test
    void segmentsAreNotLetGoOfUnderAReader() throws IOException {
        StoreConfig config = StoreFixture.SMALL.withCheckpointBytes(20_000);
        SplittableRandom chance = new SplittableRandom(1);
        try (StoreFixture fixture = new StoreFixture(disk, config)) {
            AtomicLong reads = new AtomicLong();
            AtomicLong answers = new AtomicLong();
            List<Object> wrong = new ArrayList<>();
            long settledUpTo = 0;
            for (long seq = 1; seq <= 3_000; seq++) {
                fixture.message(1, seq, 300 + chance.nextInt(500));
                if (seq % 10 == 0) {
                    fixture.commit();
                    long from = Math.max(1, settledUpTo + 1);
                    reads.incrementAndGet();
                    fixture.store.backlog().read(1, from, seq, 20, OCTETS_MAX, fixture.owner, backlog -> {
                        answers.incrementAndGet();
                        boolean fits = backlog.messages().stream()
                                .allMatch(m -> m.enqueuedAtMs() == m.seq() && m.seq() >= from);
                        if (!fits || backlog.damage() != null) {
                            wrong.add(backlog);
                        }
                    });
                    // What is being read is settled meanwhile, and checkpoints let go of its segments.
                    long upTo = Math.max(settledUpTo, seq - 20 - chance.nextInt(20));
                    if (upTo > settledUpTo) {
                        fixture.writer.settledRange(1, settledUpTo + 1, upTo - settledUpTo, 0, 0);
                        settledUpTo = upTo;
                    }
                    fixture.owner.runTasks();
                }
            }
            fixture.owner.runUntil(() -> answers.get() == reads.get());
            assertThat(wrong).isEmpty();
            assertThat(fixture.store.failure().toCompletableFuture()).isNotDone();
            // The older of two checkpoints keeps what it needs: however far it was behind, a second one replaces it.
            fixture.store.checkpoint();
            fixture.settled(1, settledUpTo + 1);
            fixture.commit();
            fixture.store.checkpoint();
            await().until(() -> fixture.store.footprint().segments() < 20);
        }
    }

    @Test
    void refusesToReadNothing() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            assertThatThrownBy(() -> Backlogs.read(fixture.store, 1, 1, 1, 0, 1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
