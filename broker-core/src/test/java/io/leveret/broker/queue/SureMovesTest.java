package io.leveret.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.queue.QueueLimits.Overflow;
import io.leveret.broker.testing.ErrorLog;
import io.leveret.broker.testing.TestSettings;
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

    private final QueueFixture fixture =
            new QueueFixture(TestSettings.of(false, false, FieldTable.EMPTY, terms(EXCHANGE, QueueLimits.UNLIMITED)));
    private final Loop elsewhere = fixture.loops.loop(1);

    private static QueueTerms terms(ShortString exchange, long maxLength) {
        return new QueueTerms(
                QueueTerms.UNSET,
                QueueTerms.UNSET,
                new QueueLimits(maxLength, QueueLimits.UNLIMITED, Overflow.REJECT_PUBLISH),
                new DeadLetterTarget(exchange, null),
                null,
                QueueTerms.UNLIMITED,
                true);
    }

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
    void theyCountAgainstTheLimitOfTheirQueue() {
        fixture.turn(() -> fixture.queue.following().follow(QueuePolicy.NONE, terms(EXCHANGE, 2)));
        rejected();
        rejected();
        fixture.turn(() -> assertThat(fixture.queue.enqueue(QueueFixture.message("m", Message.NO_EXPIRATION)))
                .isEqualTo(PublishOutcome.REJECTED));
        assertThat(Objects.requireNonNull(fixture.loops.ask(fixture.home, fixture.queue::counts))
                        .deadLetters())
                .isEqualTo(2);
        bound("dead", PLAIN);
        later();
        fixture.turn(() -> assertThat(fixture.queue.enqueue(QueueFixture.message("m", Message.NO_EXPIRATION)))
                .isEqualTo(PublishOutcome.ACCEPTED));
    }

    @Test
    void whenThePolicyChangesTheyGoWhereItSaysThen() {
        Queue other = fixture.queue("other", PLAIN, elsewhere);
        QueueEntry entry = rejected();
        DeadLetterTarget toOther = new DeadLetterTarget(ShortString.EMPTY, ShortString.of("other"));
        fixture.turn(() -> fixture.queue
                .following()
                .follow(
                        QueuePolicy.NONE,
                        new QueueTerms(
                                QueueTerms.UNSET,
                                QueueTerms.UNSET,
                                QueueLimits.NONE,
                                toOther,
                                null,
                                QueueTerms.UNLIMITED,
                                true)));
        fixture.loops.settle();
        assertThat(entry.state).isEqualTo(QueueEntry.State.GONE);
        assertThat(ready(other)).isEqualTo(1);
    }

    @Test
    void whenTheStrategyChangesTheyAreGone() {
        QueueEntry entry = rejected();
        fixture.turn(() -> fixture.queue.following().follow(QueuePolicy.NONE, QueueTerms.NONE));
        fixture.loops.settle();
        assertThat(entry.state).isEqualTo(QueueEntry.State.GONE);
    }

    @Test
    void aThousandThatWaitAllArriveOnceTheyCan() {
        for (int i = 0; i < 1_000; i++) {
            rejected();
        }
        Queue dead = bound("dead", PLAIN);
        later();
        assertThat(ready(dead)).isEqualTo(1_000);
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
