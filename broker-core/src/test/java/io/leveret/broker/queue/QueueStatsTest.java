package io.leveret.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.stats.Reading;
import io.leveret.broker.stats.Stat;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a queue counts of its messages. */
class QueueStatsTest {

    private final QueueFixture fixture = new QueueFixture(QueueTerms.UNSET, QueueTerms.UNSET);
    private final Queue queue = fixture.queue;

    private Reading read() {
        Reading[] read = new Reading[1];
        fixture.turn(() -> read[0] = queue.stats().read(null));
        return read[0];
    }

    private QueueEntry got() {
        QueueEntry[] entry = new QueueEntry[1];
        fixture.turn(() -> entry[0] =
                Objects.requireNonNull(queue.get(fixture.session(), false)).entry());
        return entry[0];
    }

    @Test
    void countsWhatIsGotByHowItIsGot() {
        fixture.enqueue("1", Message.NO_EXPIRATION);
        fixture.enqueue("2", Message.NO_EXPIRATION);
        got();
        fixture.turn(() -> queue.get(fixture.session(), true));
        fixture.turn(() -> queue.get(fixture.session(), true));
        assertThat(read().count(Stat.GET)).isEqualTo(1);
        assertThat(read().count(Stat.GET_NO_ACK)).isEqualTo(1);
        assertThat(read().count(Stat.GET_EMPTY)).isEqualTo(1);
    }

    @Test
    void countsAnAcknowledgementOnce() {
        fixture.enqueue("1", Message.NO_EXPIRATION);
        QueueEntry entry = got();
        fixture.turn(() -> queue.settle(entry, Settle.Verdict.ACK));
        fixture.turn(() -> queue.settle(entry, Settle.Verdict.ACK));
        assertThat(read().count(Stat.ACK)).isEqualTo(1);
    }

    @Test
    void whatComesAgainIsCountedAsRedelivered() {
        fixture.enqueue("1", Message.NO_EXPIRATION);
        QueueEntry entry = got();
        fixture.turn(() -> queue.settle(entry, Settle.Verdict.REQUEUE));
        got();
        assertThat(read().count(Stat.GET)).isEqualTo(2);
        assertThat(read().count(Stat.REDELIVER)).isEqualTo(1);
        assertThat(read().count(Stat.ACK)).isZero();
    }
}
