package io.leveret.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.testing.TestSettings;
import io.leveret.codec.value.FieldTable;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RedeliveriesTest {

    private static final QueueTerms LIMITED = limited(5);

    private final QueueFixture fixture = new QueueFixture(TestSettings.of(false, false, FieldTable.EMPTY, LIMITED));
    private final Queue queue = fixture.queue;

    private static QueueTerms limited(long deliveryLimit) {
        return new QueueTerms(QueueTerms.UNSET, QueueTerms.UNSET, QueueLimits.NONE, null, null, deliveryLimit, false);
    }

    private QueueEntry cameBackOnce() {
        fixture.enqueue("m", Message.NO_EXPIRATION);
        QueueEntry[] entry = {null};
        fixture.turn(() -> {
            entry[0] =
                    Objects.requireNonNull(queue.get(fixture.session(), false)).entry();
            queue.settle(entry[0], Settle.Verdict.REQUEUE);
        });
        assertThat(entry[0].deliveryCount()).isEqualTo(1);
        return entry[0];
    }

    /** The same message after a time on the disk only. */
    private int countFromDisk(QueueEntry entry) {
        QueueEntry again = new QueueEntry(queue, entry.message(), entry.position(), entry.deadlineMs());
        queue.redeliveries().readBack(again);
        return again.deliveryCount();
    }

    @Test
    @DisplayName("how often a message has come back is known after it was read back from the disk")
    void readBack() {
        assertThat(countFromDisk(cameBackOnce())).isEqualTo(1);
    }

    @Test
    @DisplayName("and so it is when a consumer without acknowledgements has taken it and never got it")
    void givenBack() {
        QueueEntry entry = cameBackOnce();
        fixture.turn(() -> {
            QueueEntry taken = queue.state().takeToHandOver();
            queue.settle(taken, Settle.Verdict.GIVE_BACK);
        });
        assertThat(countFromDisk(entry)).isEqualTo(1);
    }

    @Test
    @DisplayName("and so it is when it was held during a purge and comes back uncounted")
    void purged() {
        QueueEntry entry = cameBackOnce();
        fixture.turn(() -> {
            QueueEntry held =
                    Objects.requireNonNull(queue.get(fixture.session(), false)).entry();
            queue.purge();
            queue.settle(held, Settle.Verdict.REQUEUE_UNCOUNTED);
        });
        assertThat(countFromDisk(entry)).isEqualTo(1);
    }

    @Test
    @DisplayName("and so it is when it was read back while no limit held")
    void readBackWithoutLimit() {
        QueueEntry entry = cameBackOnce();
        fixture.turn(() -> queue.following().follow(QueuePolicy.NONE, limited(QueueTerms.UNLIMITED)));
        assertThat(countFromDisk(entry)).isEqualTo(1);
    }
}
