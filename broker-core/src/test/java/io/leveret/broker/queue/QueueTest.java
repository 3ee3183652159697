package io.leveret.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.testing.ErrorLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QueueTest {

    private static final int MORE_THAN_A_ROUND = 2 * Dispatcher.ROUND_MAX + 100;

    private final QueueFixture plain = new QueueFixture(QueueTerms.UNSET, QueueTerms.UNSET);
    private final QueueFixture expiring = new QueueFixture(QueueTerms.UNSET, 100);

    @BeforeEach
    void forgetErrors() {
        ErrorLog.clear();
    }

    @AfterEach
    void nothingFailed() {
        ErrorLog.requireEmpty();
    }

    @Test
    void getNeverFindsAnExpiredMessageHoweverManyThereAre() {
        Queue queue = plain.queue;
        plain.turn(() -> {
            for (int i = 0; i < MORE_THAN_A_ROUND; i++) {
                queue.enqueue(QueueFixture.message("expired", 10));
            }
            queue.enqueue(QueueFixture.message("fresh", Message.NO_EXPIRATION));
        });
        plain.loops.advance(20);
        plain.turn(() -> {
            Got got = queue.get(plain.session(), true);
            assertThat(Objects.requireNonNull(got).entry().message().routingKey())
                    .hasToString("fresh");
            assertThat(got.remaining()).isZero();
        });
    }

    @Test
    void aQueueWhoseMessagesHaveAllExpiredIsEmptyHoweverManyThereAre() {
        Queue queue = plain.queue;
        plain.turn(() ->
                IntStream.range(0, MORE_THAN_A_ROUND).forEach(i -> queue.enqueue(QueueFixture.message("expired", 10))));
        plain.loops.advance(20);
        plain.turn(() -> {
            assertThat(Objects.requireNonNull(queue.counts()).ready()).isZero();
            assertThat(queue.freeze(true, true)).isZero();
        });
    }

    @Test
    void messagesExpireBehindOneThatWasTakenByGet() {
        Queue queue = plain.queue;
        plain.enqueue("first", Message.NO_EXPIRATION);
        plain.enqueue("second", 10);
        plain.turn(() -> queue.get(plain.session(), true));
        plain.loops.advance(11);
        plain.loops.settle();
        plain.turn(() -> assertThat(queue.purge()).isZero());
    }

    @Test
    void aHeadThatComesAndGoesDoesNotPileUpDeadlines() {
        Queue queue = plain.queue;
        plain.enqueue("long", 3_600_000);
        for (int i = 0; i < 1_000; i++) {
            List<QueueEntry> taken = new ArrayList<>();
            plain.turn(() -> taken.add(
                    Objects.requireNonNull(queue.get(plain.session(), false)).entry()));
            plain.enqueue("short", 5);
            plain.loops.advance(5);
            plain.loops.settle();
            plain.turn(() -> queue.settle(taken.get(0), Settle.Verdict.REQUEUE));
        }
        assertThat(plain.loops.deadlinesOutstanding()).isEqualTo(1);
    }

    @Test
    void headsWithEverEarlierDeadlinesDoNotPileThemUp() {
        Queue queue = plain.queue;
        for (int i = 0; i < 1_000; i++) {
            plain.enqueue("message", 3_600_000 - i);
            plain.turn(() -> queue.get(plain.session(), true));
            plain.enqueue("message", 3_599_999 - i);
            plain.turn(() -> queue.get(plain.session(), true));
        }
        assertThat(plain.loops.deadlinesOutstanding()).isLessThanOrEqualTo(1);
    }

    @Test
    void aQueueThatIsGoneLeavesNoDeadlines() {
        QueueFixture fixture = new QueueFixture(3_600_000, 86_400_000);
        fixture.enqueue("message", Message.NO_EXPIRATION);
        assertThat(fixture.loops.deadlinesOutstanding()).isEqualTo(2);

        fixture.turn(() -> fixture.queue.freeze(false, false));
        fixture.turn(fixture.queue::drop);

        assertThat(fixture.loops.deadlinesOutstanding()).isZero();
    }

    @Test
    void aSessionThatHeldThousandsReturnsThemInStepsAndToTheirPlaces() {
        Queue queue = plain.queue;
        Session session = plain.session();
        QueueFixture.Collector collector = new QueueFixture.Collector(session, false, 0);
        holdThousands(plain, collector);
        plain.enqueue("last", Message.NO_EXPIRATION);
        AtomicBoolean done = new AtomicBoolean();
        plain.turn(() -> queue.subscriptions().sessionGone(session, () -> done.set(true)));
        assertThat(done).as("all at once").isFalse();
        QueueFixture.Collector next = new QueueFixture.Collector(plain.session(), true, 0);
        plain.turn(() -> queue.subscribe(next.consumer, false));
        assertThat(next.entries).as("served before all is back").isEmpty();
        drain(plain, next);
        assertThat(done).isTrue();
        assertThat(next.texts().subList(0, MORE_THAN_A_ROUND))
                .isEqualTo(IntStream.range(0, MORE_THAN_A_ROUND)
                        .mapToObj(Integer::toString)
                        .toList());
        assertThat(next.entries.subList(0, MORE_THAN_A_ROUND)).allMatch(QueueEntry::isRedelivered);
        assertThat(next.texts()).hasSize(MORE_THAN_A_ROUND + 1).endsWith("last");
    }

    @Test
    void theTimeWithoutUseBeginsWhenTheLastSessionLeaves() {
        Queue queue = expiring.queue;
        Session session = expiring.session();
        QueueFixture.Collector collector = new QueueFixture.Collector(session, false, 0);
        holdThousands(expiring, collector);
        expiring.loops.advance(99);
        expiring.turn(() -> queue.subscriptions().sessionGone(session, () -> {}));
        expiring.loops.advance(1);
        expiring.loops.settle();
        assertThat(expiring.unused).isEmpty();
        expiring.loops.advance(98);
        expiring.loops.settle();
        assertThat(expiring.unused).isEmpty();
        expiring.loops.advance(2);
        expiring.loops.settle();
        assertThat(expiring.unused).containsExactly(queue);
    }

    /** Has the consumer hold more than is returned in one step; their texts count from 0. */
    private static void holdThousands(QueueFixture fixture, QueueFixture.Collector collector) {
        fixture.turn(() -> {
            fixture.queue.subscribe(collector.consumer, false);
            for (int i = 0; i < MORE_THAN_A_ROUND; i++) {
                fixture.queue.enqueue(QueueFixture.message(Integer.toString(i), Message.NO_EXPIRATION));
            }
        });
        drain(fixture, collector);
        assertThat(collector.entries).hasSize(MORE_THAN_A_ROUND);
    }

    /** Refills the consumer's window as long as something comes. */
    private static void drain(QueueFixture fixture, QueueFixture.Collector collector) {
        fixture.loops.settle();
        int seen = 0;
        while (collector.entries.size() > seen) {
            List<QueueEntry> taken = collector.entries.subList(seen, collector.entries.size());
            int messages = taken.size();
            long bytes = taken.stream()
                    .mapToLong(entry -> entry.message().content().length)
                    .sum();
            seen += messages;
            fixture.turn(() -> fixture.queue.subscriptions().refill(collector.consumer, messages, bytes));
            fixture.loops.settle();
        }
    }

    @Test
    void aConsumerThatTakesNothingGetsAWindowful() {
        QueueFixture.Collector collector = new QueueFixture.Collector(plain.session(), true, 0);
        plain.turn(() -> {
            plain.queue.subscribe(collector.consumer, false);
            for (int i = 0; i < 100_000; i++) {
                plain.queue.enqueue(QueueFixture.message("m", Message.NO_EXPIRATION));
            }
        });
        plain.loops.settle();
        assertThat(collector.entries).hasSize(Consumer.WINDOW_MESSAGES_MAX);
    }

    @Test
    void onlyDeliversAMessageWithoutTimeToLiveToAConsumerThatWaits() {
        QueueFixture.Collector collector = new QueueFixture.Collector(plain.session(), true, 0);
        plain.enqueue("nobody waits", 0);
        plain.turn(() -> plain.queue.subscribe(collector.consumer, false));
        plain.enqueue("one waits", 0);
        assertThat(collector.texts()).containsExactly("one waits");
    }

    @Test
    void creditGoesBackFromAConsumerThatHigherPrioritiesPass() {
        QueueFixture.Collector high = new QueueFixture.Collector(plain.session(), true, 0, 1);
        QueueFixture.Collector low = new QueueFixture.Collector(plain.session(), false, 0, 0);
        plain.turn(() -> plain.queue.subscribe(low.consumer, true));
        plain.enqueue("asked for", Message.NO_EXPIRATION);
        assertThat(low.creditWanted).isEqualTo(1);
        high.refills = true;
        plain.turn(() -> {
            plain.queue.subscribe(high.consumer, false);
            plain.queue.subscriptions().grant(low.consumer);
            for (int i = 0; i < 20 * Dispatcher.ROUND_MAX; i++) {
                plain.queue.enqueue(QueueFixture.message("m", Message.NO_EXPIRATION));
            }
        });
        assertThat(low.entries).isEmpty();
        assertThat(high.entries).as("more is there").hasSizeLessThan(20 * Dispatcher.ROUND_MAX);
        assertThat(low.creditReturned).isEqualTo(1);
    }

    @Test
    void dropTellsEveryConsumerOnce() {
        QueueFixture.Collector first = new QueueFixture.Collector(plain.session(), true, 0);
        QueueFixture.Collector second = new QueueFixture.Collector(plain.session(), true, 0);
        plain.turn(() -> {
            plain.queue.subscribe(first.consumer, false);
            plain.queue.subscribe(second.consumer, false);
            plain.queue.freeze(false, false);
            plain.queue.drop();
        });
        assertThat(first.cancelled).isEqualTo(1);
        assertThat(second.cancelled).isEqualTo(1);
        plain.turn(() -> plain.queue.unsubscribe(first.consumer));
        assertThat(plain.unused).isEmpty();
    }
}
