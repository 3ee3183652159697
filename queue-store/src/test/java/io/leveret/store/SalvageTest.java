package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.store.disk.CrashingDisk;
import io.leveret.store.disk.StoreException;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.journal.StoredBody;
import io.leveret.store.salvage.Salvage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What can be had of a store that refuses to open. */
class SalvageTest {

    private static final String FIRST = "journal-0000000000000001";
    private static final String SECOND = "journal-0000000000000002";

    private final CrashingDisk disk = new CrashingDisk();
    /** Where in the first segment each group begins, and the last ends. */
    private final List<Long> offsets = new ArrayList<>(List.of(4096L));

    private void commit(StoreFixture fixture) {
        fixture.commit();
        offsets.add(fixture.store.durableLsn() - 4096);
    }

    private void messages(StoreFixture fixture, long from, long to, int length) {
        for (long seq = from; seq <= to; seq++) {
            fixture.message(1, seq, length);
            commit(fixture);
        }
    }

    /** A store with the messages 1 to n of two kilobytes, five to a segment. */
    private CrashingDisk filled(long count) throws IOException {
        StoreFixture fixture = new StoreFixture(disk);
        messages(fixture, 1, count, 2000);
        return fixture.kill();
    }

    private void flip(CrashingDisk files, String name, long offset) {
        files.flipBit(name, offset * 8);
    }

    private static CrashingDisk salvaged(CrashingDisk files) throws IOException {
        assertThatThrownBy(() -> new StoreFixture(files.afterProcessCrash())).isInstanceOf(StoreException.class);
        return salvagedThough(files);
    }

    /** Where a start would notice only when somebody reads the message. */
    private static CrashingDisk salvagedThough(CrashingDisk files) throws IOException {
        byte[][] before = octets(files);
        Salvage salvage = Salvage.survey(files);
        assertThat(salvage.isNeeded()).isTrue();
        CrashingDisk fresh = new CrashingDisk();
        salvage.into(fresh, StoreFixture.SMALL, () -> 1_000);
        assertThat(octets(files)).as("the damaged store").isEqualTo(before);
        assertThat(Salvage.survey(fresh).losses())
                .as("losses of what was saved")
                .isEmpty();
        return fresh;
    }

    private static byte[][] octets(CrashingDisk files) throws IOException {
        return files.list().stream().map(files::read).toArray(byte[][]::new);
    }

    private static List<String> losses(CrashingDisk files) throws IOException {
        return Salvage.survey(files).losses();
    }

    private static List<Long> seqs(List<RecoveredMessage> messages) {
        return messages.stream().map(RecoveredMessage::seq).toList();
    }

    private static List<RecoveredMessage> messagesIn(CrashingDisk files) throws IOException {
        try (StoreFixture fixture = new StoreFixture(files)) {
            assertThat(fixture.recovered.queues()).hasSize(1);
            return fixture.messages(0);
        }
    }

    private static List<Long> seqsIn(CrashingDisk files) throws IOException {
        return seqs(messagesIn(files));
    }

    private static List<Long> all(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    private static List<Long> allBut(long last, Long... lost) {
        List<Long> left = new ArrayList<>(all(1, last));
        left.removeAll(List.of(lost));
        return left;
    }

    @Test
    void findsNothingToDoWhereNothingIsDamaged() throws IOException {
        CrashingDisk files = filled(20);
        assertThat(Salvage.survey(files).isNeeded()).isFalse();
        assertThat(Salvage.survey(new CrashingDisk()).isNeeded()).isFalse();
    }

    @Test
    void findsNothingToDoAtATornEnd() throws IOException {
        CrashingDisk files = filled(3);
        files.truncate(FIRST, (int) (offsets.get(3) - 10));
        assertThat(losses(files)).isEmpty();
    }

    @Test
    void passesOverADamagedGroupAndSaysWhatItHeld() throws IOException {
        CrashingDisk files = filled(5);
        flip(files, FIRST, offsets.get(1) + 100);
        assertThat(losses(files))
                .singleElement()
                .asString()
                .startsWith(FIRST + " from offset " + offsets.get(1) + " to " + offsets.get(2)
                        + ": damaged and passed over, with at least 1 groups");
        assertThat(seqsIn(salvaged(files))).isEqualTo(allBut(5, 2L));
    }

    private CrashingDisk filledWithHistory() throws IOException {
        StoreFixture fixture = new StoreFixture(disk);
        for (long queueId : new long[] {QueueId.of(7, 0), QueueId.of(7, 3)}) {
            fixture.writer.retain(queueId, 1L << 40, 1L << 40);
            for (long seq = 1; seq <= 3; seq++) {
                fixture.message(queueId, seq, 100);
            }
            fixture.writer.settledRange(queueId, 1, 2, 200, 0);
        }
        commit(fixture);
        messages(fixture, 1, 5, 2000);
        return fixture.kill();
    }

    @Test
    void saysOfWhichQueuesTheReplayHistoryIsNotKept() throws IOException {
        CrashingDisk files = filledWithHistory();
        flip(files, FIRST, offsets.get(2) + 100);
        assertThat(losses(files)).hasSize(2).last().isEqualTo("the replay history of queue 7, 4 messages, is not kept");
    }

    @Test
    void replayHistoryAloneIsNoReasonToSalvage() throws IOException {
        assertThat(Salvage.survey(filledWithHistory()).isNeeded()).isFalse();
    }

    @Test
    void namesTheMessagesOfWholeRecordsInADamagedGroup() throws IOException {
        StoreFixture fixture = new StoreFixture(disk);
        for (long seq = 1; seq <= 10; seq++) {
            fixture.message(7, seq, 100);
        }
        commit(fixture);
        fixture.message(7, 11, 100);
        commit(fixture);
        CrashingDisk files = fixture.kill();
        flip(files, FIRST, 4096 + 100);
        assertThat(losses(files)).singleElement().asString().endsWith("messages of queue 7: 2-10");
        assertThat(seqsIn(salvaged(files))).containsExactly(11L);
    }

    @Test
    void keepsDefinitionsOfADamagedGroup() throws IOException {
        StoreFixture fixture = new StoreFixture(disk);
        fixture.message(1, 1, 100);
        fixture.writer.put(new byte[] {1}, new byte[] {2});
        fixture.writer.put(new byte[] {3}, new byte[] {4});
        commit(fixture);
        fixture.writer.delete(new byte[] {3});
        messages(fixture, 2, 2, 100);
        CrashingDisk files = fixture.kill();
        flip(files, FIRST, 4096 + 100);
        assertThat(losses(files)).singleElement().asString().endsWith("2 changes of the catalogue, which are kept");
        try (StoreFixture saved = new StoreFixture(salvaged(files))) {
            assertThat(saved.recovered.catalogue().keySet())
                    .extracting(key -> key[0])
                    .containsExactly((byte) 1);
            assertThat(seqs(saved.messages(0))).containsExactly(2L);
        }
    }

    @Test
    void takesNoDefinitionFromWhereNobodyKnowsWhatARecordIs() throws IOException {
        StoreFixture fixture = new StoreFixture(disk);
        fixture.message(1, 1, 100);
        fixture.writer.put(new byte[] {1}, new byte[] {2});
        commit(fixture);
        messages(fixture, 2, 2, 100);
        CrashingDisk files = fixture.kill();
        // The length of the first record.
        flip(files, FIRST, 4096 + 1);
        try (StoreFixture saved = new StoreFixture(salvaged(files))) {
            assertThat(saved.recovered.catalogue()).isEmpty();
        }
    }

    @Test
    void marksAllAsRedeliveredWhenRecordsAreLost() throws IOException {
        CrashingDisk files = filled(5);
        flip(files, FIRST, offsets.get(1) + 100);
        assertThat(messagesIn(salvaged(files))).allMatch(RecoveredMessage::redelivered);
    }

    @Test
    void keepsHowOftenMessagesHaveComeBack() throws IOException {
        StoreFixture fixture = new StoreFixture(disk);
        messages(fixture, 1, 3, 10);
        fixture.writer.returned(1, 2, 4);
        fixture.writer.returned(1, 3, 4);
        commit(fixture);
        CrashingDisk files = fixture.kill();
        flip(files, FIRST, 4096 + 60);
        try (StoreFixture saved = new StoreFixture(salvaged(files))) {
            var returns = saved.recovered.queues().get(0).returns();
            assertThat(List.of(returns.get(1), returns.get(2), returns.get(3))).containsExactly(0, 4, 4);
        }
    }

    @Test
    void keepsWhatIsBehindASegmentThatIsDamagedToItsEnd() throws IOException {
        CrashingDisk files = filled(20);
        for (long offset : offsets.subList(0, 5)) {
            flip(files, SECOND, offset + 50);
        }
        assertThat(seqsIn(salvaged(files))).isEqualTo(allBut(20, 6L, 7L, 8L, 9L, 10L));
    }

    @Test
    void goesOnBehindASegmentThatIsMissing() throws IOException {
        CrashingDisk files = filled(20);
        files.delete(SECOND);
        assertThat(losses(files)).singleElement().asString().contains(SECOND, "missing");
        assertThat(seqsIn(salvaged(files))).isEqualTo(allBut(20, 6L, 7L, 8L, 9L, 10L));
    }

    @Test
    void readsASegmentWhoseHeaderIsDamagedByWhatIsBehindIt() throws IOException {
        for (String name : List.of(FIRST, SECOND, "journal-0000000000000003")) {
            CrashingDisk files = filledAnew();
            flip(files, name, 20);
            assertThat(losses(files))
                    .singleElement()
                    .asString()
                    .startsWith(name + " at offset 0: the header is damaged; what is behind it");
            CrashingDisk saved = salvaged(files);
            assertThat(messagesIn(saved)).noneMatch(RecoveredMessage::redelivered);
            assertThat(seqsIn(saved)).isEqualTo(all(1, 20));
        }
    }

    private CrashingDisk filledAnew() throws IOException {
        StoreFixture fixture = new StoreFixture(new CrashingDisk());
        messages(fixture, 1, 20, 2000);
        return fixture.kill();
    }

    @Test
    void saysThatASegmentWithoutAnyWholeGroupIsLost() throws IOException {
        CrashingDisk files = filled(20);
        files.put(SECOND, 0, new byte[16 << 10]);
        assertThat(losses(files))
                .first()
                .asString()
                .startsWith(SECOND + " at offset 0")
                .endsWith("is lost");
        assertThat(seqsIn(salvaged(files))).isEqualTo(allBut(20, 6L, 7L, 8L, 9L, 10L));
    }

    @Test
    void losesOnlyTheMessageThatIsDamagedBeforeTheCheckpoint() throws IOException {
        StoreFixture fixture = new StoreFixture(disk);
        messages(fixture, 1, 5, 2000);
        fixture.store.checkpoint();
        CrashingDisk files = fixture.kill();
        flip(files, FIRST, offsets.get(2) + 100);
        assertThat(losses(files)).hasSize(2).last().isEqualTo("1 messages are lost, in queue 1: 3");
        CrashingDisk saved = salvagedThough(files);
        assertThat(seqsIn(saved)).isEqualTo(allBut(5, 3L));
        // What is known of acknowledgements and deliveries is whole.
        assertThat(messagesIn(saved)).noneMatch(RecoveredMessage::redelivered);
    }

    @Test
    void worksWithoutAnyCheckpoint() throws IOException {
        StoreFixture fixture = new StoreFixture(disk);
        messages(fixture, 1, 20, 2000);
        LongStream.rangeClosed(1, 10).forEach(seq -> fixture.settled(1, seq));
        fixture.commit();
        for (long seq = 21; seq <= 24; seq++) {
            messages(fixture, seq, seq, 10);
            fixture.store.checkpoint();
        }
        CrashingDisk files = fixture.kill();
        assertThat(files.list()).doesNotContain(FIRST);
        for (String name : files.list()) {
            if (name.endsWith(".mapdb")) {
                flip(files, name, 5000);
            }
        }
        assertThat(losses(files)).anyMatch(line -> line.startsWith("no checkpoint can be read"));
        assertThat(seqsIn(salvaged(files))).isEqualTo(all(11, 24));
    }

    @Test
    void worksWithoutTheSegmentThatTheCheckpointStandsIn() throws IOException {
        StoreFixture fixture = new StoreFixture(disk);
        fixture.writer.put(new byte[] {1}, new byte[] {2});
        messages(fixture, 1, 3, 2000);
        fixture.store.checkpoint();
        CrashingDisk files = fixture.kill();
        files.delete(FIRST);
        assertThat(losses(files)).last().isEqualTo("3 messages are lost, in queue 1: 1-3");
        try (StoreFixture saved = new StoreFixture(salvaged(files))) {
            assertThat(saved.recovered.catalogue()).containsKey(new byte[] {1});
            assertThat(saved.recovered.queues().get(0).seqMax()).isEqualTo(3);
            assertThat(saved.messages(0)).isEmpty();
        }
    }

    @Test
    void leavesOutATransactionWhoseBodyIsLost() throws IOException {
        StoreFixture fixture = new StoreFixture(disk);
        fixture.message(1, 1, 10);
        commit(fixture);
        StoredBody body = fixture.writer.body(TestMessage.of("key", 500, 1));
        commit(fixture);
        fixture.writer.enqueue(1, 2, 9, 0, JournalWriter.NEVER, body);
        fixture.writer.message(1, 3, 9, 0, JournalWriter.NEVER, TestMessage.of("key", 10, 3));
        fixture.writer.settled(1, 1, 9, 10);
        fixture.writer.commit(9);
        commit(fixture);
        CrashingDisk files = fixture.kill();
        flip(files, FIRST, offsets.get(1) + 100);
        assertThat(losses(files)).last().asString().startsWith("transaction 9 is not applied");
        assertThat(seqsIn(salvaged(files))).containsExactly(1L);
    }

    @Test
    void saysThatATransactionMayBeHalved() throws IOException {
        StoreFixture fixture = new StoreFixture(disk);
        for (long seq = 1; seq <= 3; seq++) {
            fixture.writer.message(1, seq, 9, 0, JournalWriter.NEVER, TestMessage.of("key", 10, seq));
            commit(fixture);
        }
        fixture.writer.commit(9);
        commit(fixture);
        CrashingDisk files = fixture.kill();
        flip(files, FIRST, offsets.get(1) + 60);
        assertThat(losses(files)).last().asString().startsWith("the transactions [9] were under way");
        assertThat(seqsIn(salvaged(files))).containsExactly(1L, 3L);
    }

    @Test
    void leavesOutATransactionWhoseOutcomeIsLost() throws IOException {
        StoreFixture fixture = new StoreFixture(disk);
        fixture.writer.message(1, 1, 9, 0, JournalWriter.NEVER, TestMessage.of("key", 10, 1));
        commit(fixture);
        fixture.writer.commit(9);
        commit(fixture);
        messages(fixture, 2, 2, 10);
        CrashingDisk files = fixture.kill();
        flip(files, FIRST, offsets.get(1) + 20);
        assertThat(losses(files)).last().asString().startsWith("transaction 9 has no outcome");
        assertThat(seqsIn(salvaged(files))).containsExactly(2L);
    }

    @Test
    void takesRecordsThatReferToWhatIsLost() throws IOException {
        StoreFixture fixture = new StoreFixture(disk);
        fixture.message(1, 1, 10);
        fixture.message(2, 1, 10);
        commit(fixture);
        fixture.settled(1, 1);
        fixture.writer.delivered(3, 5);
        fixture.writer.queueGone(2);
        fixture.writer.delete(new byte[] {4});
        commit(fixture);
        CrashingDisk files = fixture.kill();
        flip(files, FIRST, 4096 + 60);
        try (StoreFixture saved = new StoreFixture(salvaged(files))) {
            assertThat(saved.recovered.queues()).allMatch(queue -> queue.live().isEmpty());
            assertThat(saved.recovered.queueIdMax()).isEqualTo(3);
        }
    }

    @Test
    void keepsTheNumbersThatMustNotBeUsedAgain() throws IOException {
        StoreFixture fixture = new StoreFixture(disk);
        messages(fixture, 1, 3, 100);
        fixture.writer.message(1, 8, 77, 0, JournalWriter.NEVER, TestMessage.of("key", 10, 8));
        fixture.writer.commit(77);
        fixture.settled(1, 8);
        fixture.message(40, 6, 10);
        fixture.writer.queueGone(40);
        commit(fixture);
        CrashingDisk files = fixture.kill();
        flip(files, FIRST, 4096 + 60);
        try (StoreFixture saved = new StoreFixture(salvaged(files))) {
            assertThat(saved.recovered.queueIdMax()).isEqualTo(40);
            assertThat(saved.recovered.txIdMax()).isEqualTo(77);
            assertThat(saved.recovered.queues()).hasSize(1);
            assertThat(saved.recovered.queues().get(0).seqMax()).isEqualTo(8);
            assertThat(seqs(saved.messages(0))).containsExactly(2L, 3L);
        }
    }

    @Test
    void keepsMessagesAsTheyWere() throws IOException {
        StoreFixture fixture = new StoreFixture(disk);
        messages(fixture, 1, 1, 10);
        StoredBody body = fixture.writer.body(TestMessage.of("shared", 3000, 5));
        for (long queueId = 1; queueId <= 3; queueId++) {
            fixture.writer.enqueue(queueId, 9, 0, 123, 456, body);
        }
        fixture.message(2, 10, 40_000);
        commit(fixture);
        CrashingDisk good = disk.afterProcessCrash();
        CrashingDisk files = fixture.kill();
        // A copy of the first group's only message is all that is lost.
        flip(files, FIRST, 4096 + 60);
        String before = describe(good);
        String lost = before.substring(before.indexOf('\n') + 1, before.indexOf('\n', before.indexOf('\n') + 1) + 1);
        assertThat(describe(salvaged(files)).replace(" redelivered", "")).isEqualTo(before.replace(lost, ""));
    }

    private static String describe(CrashingDisk files) throws IOException {
        try (StoreFixture fixture = new StoreFixture(files)) {
            return Model.describe(fixture.store, fixture.recovered)
                    .replaceAll(" live \\d+ bytes \\d+ returns \\{} delivered \\d+", "");
        }
    }

    @Test
    void refusesANewerFormat() throws IOException {
        CrashingDisk files = filled(20);
        Versions.ofSegment(files, SECOND, 9);
        assertThatThrownBy(() -> Salvage.survey(files))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("has format 9");
    }

    @Test
    void saysThatTheNewDiskIsFull() throws IOException {
        CrashingDisk files = filled(20);
        flip(files, FIRST, 4200);
        CrashingDisk fresh = new CrashingDisk();
        fresh.fillUpAt(10_000);
        assertThatThrownBy(() -> Salvage.survey(files).into(fresh, StoreFixture.SMALL, () -> 1_000))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No space left on device");
    }
}
