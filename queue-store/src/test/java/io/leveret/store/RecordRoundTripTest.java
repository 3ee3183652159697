package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.codec.value.ShortString;
import io.leveret.store.disk.CrashingDisk;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.journal.StoredBody;
import io.leveret.store.journal.StoredMessage;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What each kind of record does, read back once from the journal and once from a checkpoint. */
// The thread that opens the fixture is the one that may write.
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SAME_THREAD)
class RecordRoundTripTest {

    private StoreFixture fixture;
    private JournalWriter writer;

    @BeforeEach
    void open() throws IOException {
        fixture = new StoreFixture(new CrashingDisk());
        writer = fixture.writer;
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    /** Commits, and gives what is found by the journal alone after having seen that a checkpoint says the same. */
    private Recovered reopened() throws IOException {
        fixture.commit();
        CrashingDisk journalOnly = fixture.disk.afterProcessCrash();
        fixture.close();
        fixture = new StoreFixture(fixture.disk);
        String byCheckpoint = Model.describe(fixture.store, fixture.recovered);
        fixture.close();
        fixture = new StoreFixture(journalOnly);
        assertThat(Model.describe(fixture.store, fixture.recovered)).isEqualTo(byCheckpoint);
        return fixture.recovered;
    }

    private List<RecoveredMessage> reopenedMessages() throws IOException {
        reopened();
        return fixture.messages(0);
    }

    @Test
    void messageComesBackWithAllThatBelongsToIt() throws IOException {
        TestMessage message = new TestMessage(
                ShortString.of("exchange"), ShortString.of("routing.key"), new byte[] {1, 2, 3, 4, 5}, 2, true, 255);
        writer.message(Long.MAX_VALUE, 7, 0, 1_700_000_000_000L, 1_700_000_060_000L, message);
        RecoveredMessage found = reopenedMessages().get(0);
        assertThat(found.seq()).isEqualTo(7);
        assertThat(found.enqueuedAtMs()).isEqualTo(1_700_000_000_000L);
        assertThat(found.expiresAtMs()).isEqualTo(1_700_000_060_000L);
        assertThat(found.redelivered()).isFalse();
        StoredMessage m = found.message();
        assertThat(m.exchange()).isEqualTo(message.exchange());
        assertThat(m.routingKey()).isEqualTo(message.routingKey());
        assertThat(m.content()).isEqualTo(message.content());
        assertThat(m.propertiesLength()).isEqualTo(2);
        assertThat(m.isPersistent()).isTrue();
        assertThat(m.priority()).isEqualTo(255);
    }

    @Test
    void messageMayBeEmptyAndHaveTheLongestNames() throws IOException {
        ShortString longest = ShortString.of("n".repeat(255));
        writer.message(1, 1, 0, 0, JournalWriter.NEVER, new TestMessage(longest, longest, new byte[0], 0, false, 0));
        StoredMessage m = reopenedMessages().get(0).message();
        assertThat(m.exchange()).isEqualTo(longest);
        assertThat(m.routingKey()).isEqualTo(longest);
        assertThat(m.content()).isEmpty();
        assertThat(m.isPersistent()).isFalse();
    }

    @Test
    void aBodyIsWrittenOnceAndSharedByItsQueues() throws IOException {
        StoredBody body = writer.body(TestMessage.of("key", 10_000, 3));
        for (int queue = 1; queue <= 50; queue++) {
            writer.enqueue(queue, 1, 0, queue, JournalWriter.NEVER, body);
        }
        Recovered recovered = reopened();
        assertThat(recovered.queues()).hasSize(50);
        for (int queue = 0; queue < 50; queue++) {
            RecoveredMessage found = fixture.messages(queue).get(0);
            assertThat(found.message().content())
                    .isEqualTo(TestMessage.of("key", 10_000, 3).content());
            assertThat(found.enqueuedAtMs()).isEqualTo(queue + 1);
        }
        assertThat(fixture.store.durableLsn()).isLessThan(25_000);
    }

    @Test
    void anEntryOfAnotherOwnerRefersToABodyOfAnEarlierBatch() throws IOException {
        StoredBody body = writer.body(TestMessage.of("key", 100, 3));
        writer.submit();
        Owner other = new Owner();
        JournalWriter home = fixture.store.writer(other, other::isCurrent);
        home.enqueue(1, 1, 0, 0, JournalWriter.NEVER, body);
        home.submit();
        assertThat(reopenedMessages()).hasSize(1);
    }

    @Test
    void aBodyThatIsTooFarBackIsWrittenAgain() throws IOException {
        StoredBody body = writer.body(TestMessage.of("key", 100, 3));
        for (int i = 1; i <= 10; i++) {
            fixture.message(2, i, 10_000);
            fixture.commit();
        }
        writer.enqueue(1, 1, 0, 0, JournalWriter.NEVER, body);
        assertThat(reopenedMessages().get(0).message().content())
                .isEqualTo(TestMessage.of("key", 100, 3).content());
    }

    @Test
    void settledMessagesDoNotComeBack() throws IOException {
        for (int i = 1; i <= 10; i++) {
            fixture.message(1, i, 10);
        }
        for (long seq : new long[] {1, 2, 3, 9, 5, 6}) {
            fixture.settled(1, seq);
        }
        Recovered recovered = reopened();
        assertThat(fixture.messages(0)).extracting(RecoveredMessage::seq).containsExactly(4L, 7L, 8L, 10L);
        assertThat(recovered.queues().get(0).seqMax()).isEqualTo(10);
    }

    @Test
    void settlingInAnyOrderAndNumberIsRemembered() throws IOException {
        for (int i = 1; i <= 30_000; i++) {
            fixture.message(1, i, 0);
        }
        for (int i = 30_000; i > 0; i -= 2) {
            fixture.settled(1, i);
        }
        assertThat(reopenedMessages()).hasSize(15_000).allMatch(m -> m.seq() % 2 == 1);
    }

    @Test
    void deliveredMessagesComeBackAsRedelivered() throws IOException {
        for (int i = 1; i <= 4; i++) {
            fixture.message(1, i, 10);
        }
        writer.delivered(1, 2);
        assertThat(reopenedMessages())
                .extracting(RecoveredMessage::redelivered)
                .containsExactly(true, true, false, false);
    }

    @Test
    void messagesThatHaveComeBackKeepTheLastNumberUntilTheyAreSettled() throws IOException {
        for (int i = 1; i <= 4; i++) {
            fixture.message(1, i, 10);
            writer.returned(1, i, i);
        }
        writer.returned(1, 2, 5);
        fixture.settled(1, 3);
        writer.returned(1, 3, 9);
        var returns = reopened().queues().get(0).returns();
        assertThat(List.of(returns.get(1), returns.get(2), returns.get(3), returns.get(4)))
                .containsExactly(1, 5, 0, 4);
    }

    @Test
    void moreRangesThanAValueHoldsComeBack() throws IOException {
        for (int i = 1; i <= 5_000; i++) {
            fixture.message(1, i, 10);
            writer.returned(1, i, 1 + i % 2);
        }
        var returns = reopened().queues().get(0).returns();
        for (int i = 1; i <= 5_000; i++) {
            assertThat(returns.get(i)).isEqualTo(1 + i % 2);
        }
    }

    @Test
    void aQueueThatIsGoneIsForgottenButNotItsNumber() throws IOException {
        fixture.message(5, 1, 10);
        writer.queueGone(5);
        Recovered recovered = reopened();
        assertThat(recovered.queues()).isEmpty();
        assertThat(recovered.queueIdMax()).isEqualTo(5);
    }

    @Test
    void theCatalogueKeepsTheLastValueAndTheOrderOfKeys() throws IOException {
        writer.put(new byte[] {(byte) 200}, new byte[] {1});
        writer.put(new byte[] {3}, new byte[] {2});
        writer.put(new byte[] {3}, new byte[] {4});
        writer.put(new byte[] {4}, new byte[0]);
        writer.put(new byte[] {5}, new byte[] {5});
        writer.delete(new byte[] {5});
        writer.delete(new byte[] {6});
        Recovered recovered = reopened();
        assertThat(recovered.catalogue().keySet())
                .containsExactly(new byte[] {3}, new byte[] {4}, new byte[] {(byte) 200});
        assertThat(recovered.catalogue().get(new byte[] {3})).containsExactly(4);
        assertThat(recovered.catalogue().get(new byte[] {4})).isEmpty();
    }

    @Test
    void aLargeValueOfTheCatalogueComesBackAndATooLargeOneIsRefused() throws IOException {
        byte[] large = TestMessage.of("", 500_000, 1).content();
        writer.put(new byte[] {1}, large);
        assertThatThrownBy(() -> writer.put(new byte[] {1}, new byte[600_000]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(reopened().catalogue().get(new byte[] {1})).isEqualTo(large);
    }

    @Test
    void aMessageLongerThanASegmentGetsALongerSegment() throws IOException {
        fixture.message(1, 1, 10);
        fixture.message(1, 2, 5_000_000);
        fixture.commit();
        fixture.message(1, 3, 10);
        List<RecoveredMessage> messages = reopenedMessages();
        assertThat(messages).hasSize(3);
        assertThat(messages.get(1).message().content())
                .isEqualTo(TestMessage.of("key", 5_000_000, 2).content());
    }

    @Test
    void aTransactionCountsWhenItIsCommitted() throws IOException {
        fixture.message(1, 1, 10);
        fixture.commit();
        writer.message(1, 2, 9, 0, JournalWriter.NEVER, TestMessage.of("key", 10, 1));
        writer.settled(1, 1, 9, 10);
        fixture.commit();
        fixture.message(1, 3, 10);
        writer.commit(9);
        Recovered recovered = reopened();
        assertThat(fixture.messages(0)).extracting(RecoveredMessage::seq).containsExactly(2L, 3L);
        assertThat(recovered.txIdMax()).isEqualTo(9);
    }

    @Test
    void aTransactionWithoutCommitDoesNotCountEvenAfterSeveralStarts() throws IOException {
        fixture.message(1, 1, 10);
        writer.message(1, 2, 9, 0, JournalWriter.NEVER, TestMessage.of("key", 10, 1));
        writer.settled(1, 1, 9, 10);
        assertThat(reopenedMessages()).extracting(RecoveredMessage::seq).containsExactly(1L);
        fixture.message(1, 3, 10);
        writer = fixture.writer;
        Recovered recovered = reopened();
        assertThat(fixture.messages(0)).extracting(RecoveredMessage::seq).containsExactly(1L, 3L);
        assertThat(recovered.txIdMax()).isEqualTo(9);
    }

    @Test
    void anAbortedTransactionDoesNotCount() throws IOException {
        writer.message(1, 1, 9, 0, JournalWriter.NEVER, TestMessage.of("key", 10, 1));
        writer.abort(9);
        writer.commit(9);
        assertThat(reopenedMessages()).isEmpty();
    }

    @Test
    void aTransactionIsCarriedAcrossACheckpoint() throws IOException {
        writer.message(1, 1, 9, 0, JournalWriter.NEVER, TestMessage.of("key", 10, 1));
        fixture.commit();
        fixture.store.checkpoint();
        writer.commit(9);
        fixture.commit();
        try (StoreFixture again = fixture.afterKill()) {
            assertThat(again.messages(0)).hasSize(1);
        }
    }

    @Test
    void aTransactionDoesNotBringBackAQueueThatIsGone() throws IOException {
        writer.message(1, 1, 9, 0, JournalWriter.NEVER, TestMessage.of("key", 10, 1));
        writer.queueGone(1);
        writer.commit(9);
        assertThat(reopened().queues()).isEmpty();
    }
}
