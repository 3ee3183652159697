package io.leveret.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.queue.QueueLimits.Overflow;
import io.leveret.broker.testing.ErrorLog;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.Binding;
import io.leveret.routing.Destination;
import io.leveret.routing.Exchange;
import io.leveret.routing.ExchangeType;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dead letters of the strategy at-least-once. */
class SureMovesTest {

    private static final ShortString EXCHANGE = ShortString.of("dlx");
    private static final QueueSettings PLAIN =
            QueueFixture.settings(QueueTerms.UNSET, QueueTerms.UNSET, QueueLimits.NONE, null);
    private static final QueueSettings FULL = QueueFixture.settings(
            QueueTerms.UNSET,
            QueueTerms.UNSET,
            new QueueLimits(1, QueueLimits.UNLIMITED, Overflow.REJECT_PUBLISH),
            null);

    private final QueueFixture fixture = new QueueFixture(new QueueSettings(
            false,
            false,
            null,
            FieldTable.EMPTY,
            new QueueTerms(
                    QueueTerms.UNSET,
                    QueueTerms.UNSET,
                    QueueLimits.NONE,
                    new DeadLetterTarget(EXCHANGE, null),
                    null,
                    QueueTerms.UNLIMITED,
                    true)));
    private final Loop elsewhere = fixture.loops.loop(1);

    @BeforeEach
    void forgetErrors() {
        ErrorLog.clear();
        fixture.routes.edit(known ->
                known.withExchange(new Exchange(EXCHANGE, ExchangeType.FANOUT, true, false, false, FieldTable.EMPTY)));
    }

    @AfterEach
    void nothingFailed() {
        ErrorLog.requireEmpty();
    }

    private Queue bound(String name, QueueSettings settings) {
        Queue queue = fixture.queue(name, settings, elsewhere);
        fixture.routes.edit(known -> known.withBinding(
                new Binding<>(EXCHANGE, new Destination.ToQueue<>(queue), ShortString.EMPTY, FieldTable.EMPTY)));
        return queue;
    }

    private QueueEntry rejected() {
        QueueEntry[] entry = new QueueEntry[1];
        fixture.turn(() -> {
            fixture.queue.enqueue(QueueFixture.message("m", Message.NO_EXPIRATION));
            entry[0] = Objects.requireNonNull(fixture.queue.get(fixture.session(), false))
                    .entry();
            fixture.queue.settle(entry[0], Settle.Verdict.REJECT);
        });
        fixture.loops.settle();
        return entry[0];
    }

    private void later() {
        fixture.loops.advance(SureMoves.AGAIN_AFTER_MS);
        fixture.loops.settle();
    }

    private int ready(Queue queue) {
        return Objects.requireNonNull(fixture.loops.ask(queue.home(), queue::counts))
                .ready();
    }

    @Test
    void oneThatArrivesIsGoneFromItsSource() {
        Queue dead = bound("dead", PLAIN);
        assertThat(rejected().state).isEqualTo(QueueEntry.State.GONE);
        assertThat(ready(dead)).isEqualTo(1);
    }

    @Test
    void oneThatLeadsNowhereStaysUntilItLeadsSomewhere() {
        QueueEntry entry = rejected();
        later();
        later();
        assertThat(entry.state).isEqualTo(QueueEntry.State.MOVING);

        Queue dead = bound("dead", PLAIN);
        later();
        assertThat(entry.state).isEqualTo(QueueEntry.State.GONE);
        assertThat(fixture.drained(dead))
                .singleElement()
                .satisfies(letter ->
                        assertThat(letter.deaths().newestFirst().get(0).count()).isEqualTo(1));
    }

    @Test
    void oneThatIsRefusedStaysUntilThereIsRoom() {
        Queue dead = bound("dead", FULL);
        rejected();
        QueueEntry second = rejected();
        assertThat(second.state).isEqualTo(QueueEntry.State.MOVING);
        fixture.drained(dead);
        later();
        assertThat(second.state).isEqualTo(QueueEntry.State.GONE);
        assertThat(ready(dead)).isEqualTo(1);
    }

    @Test
    void whoHasItAlreadyDoesNotGetItTwice() {
        Queue full = bound("full", FULL);
        Queue ample = bound("ample", PLAIN);
        rejected();
        QueueEntry second = rejected();
        assertThat(ready(ample)).isEqualTo(2);
        later();
        fixture.drained(full);
        later();
        assertThat(second.state).isEqualTo(QueueEntry.State.GONE);
        assertThat(ready(ample)).isEqualTo(2);
        assertThat(ready(full)).isEqualTo(1);
    }

    @Test
    void aQueueThatIsDeletedWaitsForNoneThatLeadsNowhere() {
        QueueEntry entry = rejected();
        boolean[] moved = {false};
        fixture.turn(() -> {
            fixture.queue.freeze(false, false);
            fixture.queue.whenMoved(() -> moved[0] = true);
        });
        assertThat(moved[0]).isTrue();
        assertThat(entry.state).isEqualTo(QueueEntry.State.GONE);
        later();
    }
}
