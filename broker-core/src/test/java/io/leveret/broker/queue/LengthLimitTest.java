package io.leveret.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.queue.QueueLimits.Overflow;
import io.leveret.broker.testing.ErrorLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages of {@link QueueFixture} have bodies of one octet. */
class LengthLimitTest {

    private static final long UNSET = QueueTerms.UNSET;

    private static QueueFixture limited(long maxLength, Overflow overflow) {
        return new QueueFixture(
                QueueFixture.settings(UNSET, UNSET, new QueueLimits(maxLength, QueueLimits.UNLIMITED, overflow), null));
    }

    @BeforeEach
    void forgetErrors() {
        ErrorLog.clear();
    }

    @AfterEach
    void nothingFailed() {
        ErrorLog.requireEmpty();
    }

    private static List<String> keys(List<Message> messages) {
        return messages.stream().map(message -> message.routingKey().toString()).toList();
    }

    private static PublishOutcome enqueue(QueueFixture fixture, String text) {
        List<PublishOutcome> outcome = new ArrayList<>();
        fixture.turn(() -> outcome.add(fixture.queue.enqueue(QueueFixture.message(text, Message.NO_EXPIRATION))));
        return outcome.get(0);
    }

    @Test
    void dropsTheOldestFirst() {
        QueueFixture fixture = limited(2, Overflow.DROP_HEAD);
        fixture.turn(() -> {
            for (String text : List.of("a", "b", "c", "d")) {
                assertThat(fixture.queue.enqueue(QueueFixture.message(text, Message.NO_EXPIRATION)))
                        .isEqualTo(PublishOutcome.ACCEPTED);
            }
        });
        assertThat(keys(fixture.drained(fixture.queue))).containsExactly("c", "d");
    }

    @Test
    void countsOctetsOfBodies() {
        QueueFixture fixture = new QueueFixture(QueueFixture.settings(
                UNSET, UNSET, new QueueLimits(QueueLimits.UNLIMITED, 3, Overflow.DROP_HEAD), null));
        fixture.turn(() -> IntStream.range(0, 5)
                .forEach(i -> fixture.queue.enqueue(QueueFixture.message("m" + i, Message.NO_EXPIRATION))));
        assertThat(keys(fixture.drained(fixture.queue))).containsExactly("m2", "m3", "m4");
    }

    @Test
    void aQueueOfLengthZeroStillHandsOver() {
        QueueFixture fixture = limited(0, Overflow.DROP_HEAD);
        QueueFixture.Collector collector = new QueueFixture.Collector(fixture.session(), false, 2);
        enqueue(fixture, "nobody waits");
        fixture.turn(() -> fixture.queue.subscribe(collector.consumer, false));
        fixture.turn(() -> List.of("one", "two", "no room")
                .forEach(text -> fixture.queue.enqueue(QueueFixture.message(text, Message.NO_EXPIRATION))));
        assertThat(collector.texts()).containsExactly("one", "two");
        assertThat(fixture.drained(fixture.queue)).isEmpty();
    }

    @Test
    void countsOnlyWhatNoConsumerHasRoomFor() {
        QueueFixture fixture = limited(1, Overflow.REJECT_PUBLISH);
        QueueFixture.Collector collector = new QueueFixture.Collector(fixture.session(), false, 3);
        fixture.turn(() -> fixture.queue.subscribe(collector.consumer, false));
        List<PublishOutcome> outcomes = new ArrayList<>();
        fixture.turn(() -> IntStream.range(0, 6)
                .forEach(i ->
                        outcomes.add(fixture.queue.enqueue(QueueFixture.message("m" + i, Message.NO_EXPIRATION)))));
        assertThat(outcomes)
                .containsExactly(
                        PublishOutcome.ACCEPTED,
                        PublishOutcome.ACCEPTED,
                        PublishOutcome.ACCEPTED,
                        PublishOutcome.ACCEPTED,
                        PublishOutcome.REJECTED,
                        PublishOutcome.REJECTED);
        assertThat(collector.texts()).containsExactly("m0", "m1", "m2");
    }

    @Test
    void refusesWhatDoesNotFit() {
        QueueFixture fixture = limited(1, Overflow.REJECT_PUBLISH);
        assertThat(enqueue(fixture, "a")).isEqualTo(PublishOutcome.ACCEPTED);
        assertThat(enqueue(fixture, "b")).isEqualTo(PublishOutcome.REJECTED);
        assertThat(keys(fixture.drained(fixture.queue))).containsExactly("a");
        assertThat(enqueue(fixture, "c")).isEqualTo(PublishOutcome.ACCEPTED);
    }

    @Test
    void whatComesBackMayHaveToGoAtOnce() {
        QueueFixture fixture = limited(2, Overflow.DROP_HEAD);
        List<QueueEntry> taken = new ArrayList<>();
        enqueue(fixture, "old");
        fixture.turn(() -> taken.add(Objects.requireNonNull(fixture.queue.get(fixture.session(), false))
                .entry()));
        enqueue(fixture, "a");
        enqueue(fixture, "b");
        fixture.turn(() -> fixture.queue.settle(taken.get(0), Settle.Verdict.REQUEUE));
        assertThat(keys(fixture.drained(fixture.queue))).containsExactly("a", "b");
    }

    @Test
    void whatComesBackMayExceedTheLimitOfAQueueThatRefuses() {
        QueueFixture fixture = limited(1, Overflow.REJECT_PUBLISH);
        List<QueueEntry> taken = new ArrayList<>();
        enqueue(fixture, "old");
        fixture.turn(() -> taken.add(Objects.requireNonNull(fixture.queue.get(fixture.session(), false))
                .entry()));
        enqueue(fixture, "new");
        fixture.turn(() -> fixture.queue.settle(taken.get(0), Settle.Verdict.REQUEUE));
        assertThat(keys(fixture.drained(fixture.queue))).containsExactly("old", "new");
    }

    @Test
    void aSessionThatHeldThousandsLeavesTheYoungest() {
        QueueFixture fixture = limited(3, Overflow.DROP_HEAD);
        Session session = fixture.session();
        int held = 3 * LengthLimit.ROUND_MAX;
        fixture.turn(() -> {
            for (int i = 0; i < held; i++) {
                fixture.queue.enqueue(QueueFixture.message("m" + i, Message.NO_EXPIRATION));
                fixture.queue.get(session, false);
            }
        });
        fixture.turn(() -> fixture.queue.subscriptions().sessionGone(session, () -> {}));
        fixture.loops.settle();
        assertThat(keys(fixture.drained(fixture.queue)))
                .containsExactly("m" + (held - 3), "m" + (held - 2), "m" + (held - 1));
    }

    @Test
    void aQueueThatIsGoingDropsNothingMore() {
        QueueFixture fixture = new QueueFixture(QueueFixture.settings(
                UNSET, UNSET, new QueueLimits(1, QueueLimits.UNLIMITED, Overflow.DROP_HEAD), QueueFixture.to("dead")));
        Queue dead = fixture.queue("dead", QueueFixture.settings(UNSET, UNSET, QueueLimits.NONE, null), fixture.home);
        List<QueueEntry> taken = new ArrayList<>();
        enqueue(fixture, "old");
        fixture.turn(() -> taken.add(Objects.requireNonNull(fixture.queue.get(fixture.session(), false))
                .entry()));
        enqueue(fixture, "new");
        fixture.turn(() -> {
            fixture.queue.freeze(false, false);
            fixture.queue.settle(taken.get(0), Settle.Verdict.REQUEUE);
        });
        fixture.turn(fixture.queue::drop);
        assertThat(fixture.drained(dead)).isEmpty();
    }
}
