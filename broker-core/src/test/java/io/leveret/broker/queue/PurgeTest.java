package io.leveret.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.testing.ErrorLog;
import io.leveret.broker.testing.SteppedJournal;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PurgeTest {

    private static final int COUNT = 20 * Dispatcher.ROUND_MAX;

    private final QueueFixture fixture = new QueueFixture(QueueTerms.UNSET, QueueTerms.UNSET);
    private final SteppedJournal journal = new SteppedJournal();
    private final Loop home = fixture.home;
    private Queue queue = fixture.queue;

    @BeforeEach
    void durableQueue() {
        ErrorLog.clear();
        journal.attachTo(fixture.loops.loops(), 0);
        queue = fixture.durableQueue();
    }

    @AfterEach
    void noErrors() {
        ErrorLog.requireEmpty();
    }

    private void publish(int count) {
        fixture.turn(() -> {
            for (int i = 0; i < count; i++) {
                queue.enqueue(new Message(
                        QueueFixture.NO_EXCHANGE, QueueFixture.NAME, new byte[12], 2, true, 0, Message.NO_EXPIRATION));
            }
        });
        fixture.loops.settle();
        journal.force();
        fixture.loops.settle();
    }

    private int ready() {
        return Objects.requireNonNull(fixture.loops.ask(home, queue::counts)).ready();
    }

    @Test
    @DisplayName("nobody sees purged messages any more, and they are let go of in steps")
    void steps() {
        publish(COUNT);
        boolean[] purged = {false};
        fixture.turn(() -> {
            assertThat(queue.purge()).isEqualTo(COUNT);
            queue.whenPurged(() -> purged[0] = true);
            assertThat(queue.get(() -> home, true)).isNull();
        });
        assertThat(ready()).isZero();
        assertThat(purged[0]).isFalse();
        assertThat(home.memory().bytes()).as("one round").isPositive();

        fixture.loops.settle();
        assertThat(home.memory().bytes()).isZero();
        assertThat(purged[0]).as("not before it is forced").isFalse();
        journal.force();
        fixture.loops.settle();
        assertThat(purged[0]).isTrue();
    }

    @Test
    @DisplayName("messages that come while a purge is under way stay")
    void later() {
        publish(COUNT);
        fixture.turn(() -> queue.purge());
        publish(3);
        assertThat(ready()).isEqualTo(3);
        assertThat(fixture.drained(queue)).hasSize(3);
    }

    private void keep(int maxBytes) {
        ReplayBounds bounds = new ReplayBounds(Long.MAX_VALUE, maxBytes);
        queue.following()
                .follow(
                        QueuePolicy.NONE,
                        new QueueTerms(QueueTerms.UNSET, QueueTerms.UNSET, QueueLimits.NONE, null, bounds));
    }

    @Test
    @DisplayName("a policy that comes while a purge is under way keeps nothing of what is purged")
    void newPolicy() {
        publish(COUNT);
        fixture.turn(() -> {
            queue.purge();
            keep(9);
        });
        fixture.loops.settle();
        assertThat(journal.records())
                .as("not even told yet, since nothing is forced")
                .noneMatch(record -> record.startsWith("retain"));
        journal.settle(fixture.loops);
        List<String> records = journal.records();
        assertThat(records.get(records.size() - 1)).endsWith("/9").startsWith("retain 2/");
        assertThat(records).filteredOn(record -> record.startsWith("retain")).hasSize(1);
    }

    @Test
    @DisplayName("a purge lets go of what its policy kept, and the policy counts again behind the last of two purges")
    void twoPurges() {
        fixture.turn(() -> keep(9));
        publish(COUNT);
        fixture.turn(queue::purge);
        fixture.turn(() -> {
            queue.purge();
            keep(8);
        });
        journal.settle(fixture.loops);
        assertThat(journal.records())
                .filteredOn(record -> record.startsWith("retain"))
                .extracting(record -> record.substring(record.lastIndexOf('/') + 1))
                .containsExactly("9", "0", "8");
    }

    @Test
    @DisplayName("a delete in the middle of a purge answers both")
    void deleted() {
        publish(COUNT);
        boolean[] purged = {false};
        fixture.turn(() -> {
            queue.purge();
            queue.whenPurged(() -> purged[0] = true);
        });
        fixture.turn(() -> assertThat(queue.freeze(false, false)).isZero());
        fixture.turn(queue::drop);
        journal.force();
        fixture.loops.settle();
        assertThat(purged[0]).isTrue();
        assertThat(home.memory().bytes()).isZero();
    }
}
