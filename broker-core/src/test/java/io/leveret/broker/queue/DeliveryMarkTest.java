package io.leveret.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.testing.ErrorLog;
import io.leveret.broker.testing.SteppedJournal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DeliveryMarkTest {

    private static final int COUNT = 3 * Consumer.WINDOW_MESSAGES_MAX;

    private final QueueFixture fixture = new QueueFixture(QueueTerms.UNSET, QueueTerms.UNSET);
    private final SteppedJournal journal = new SteppedJournal();

    @BeforeEach
    void attach() {
        ErrorLog.clear();
        journal.attachTo(fixture.loops.loops(), 0);
    }

    @AfterEach
    void noErrors() {
        ErrorLog.requireEmpty();
    }

    @Test
    @DisplayName("what could come again unmarked is not delivered before the mark is forced")
    void waitsForTheMark() {
        Queue queue = fixture.durableQueue();
        QueueFixture.Collector collector = new QueueFixture.Collector(fixture.session(), false, 0);
        collector.refills = true;
        fixture.turn(() -> queue.subscribe(collector.consumer, false));
        journal.settle(fixture.loops);
        fixture.turn(() -> {
            for (int i = 0; i < COUNT; i++) {
                queue.enqueue(new Message(
                        QueueFixture.NO_EXCHANGE, QueueFixture.NAME, new byte[12], 2, true, 0, Message.NO_EXPIRATION));
            }
        });
        fixture.loops.settle();
        assertThat(collector.entries).hasSizeBetween(1, COUNT - 1);

        journal.settle(fixture.loops);
        assertThat(collector.entries).hasSize(COUNT);
    }
}
