package io.leveret.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.queue.QueueLimits.Overflow;
import io.leveret.broker.testing.ErrorLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Moves: their order, their bounds, and that nothing is lost on the way. */
class DeadLettersTest {

    private static final long UNSET = QueueTerms.UNSET;
    private static final QueueSettings PLAIN = QueueFixture.settings(UNSET, UNSET, QueueLimits.NONE, null);

    private final QueueFixture fixture = dyingTo("dead");
    private final Loop home = fixture.home;
    private final Loop elsewhere = fixture.loops.loop(1);

    private static QueueFixture dyingTo(String target) {
        return new QueueFixture(QueueFixture.settings(UNSET, UNSET, QueueLimits.NONE, QueueFixture.to(target)));
    }

    @BeforeEach
    void forgetErrors() {
        ErrorLog.clear();
    }

    @AfterEach
    void nothingFailed() {
        ErrorLog.requireEmpty();
    }

    private static List<String> died(List<Message> letters) {
        return letters.stream()
                .map(letter -> {
                    Death last = letter.deaths().newestFirst().get(0);
                    return last.reason().text() + " " + last.routingKeys().get(0) + " x" + last.count();
                })
                .toList();
    }

    /** Publishes messages that a client then rejects, all in one turn. */
    private List<QueueEntry> rejected(int count) {
        List<QueueEntry> entries = new ArrayList<>();
        fixture.turn(() -> {
            Session session = fixture.session();
            for (int i = 0; i < count; i++) {
                fixture.queue.enqueue(QueueFixture.message("m" + i, Message.NO_EXPIRATION));
                entries.add(Objects.requireNonNull(fixture.queue.get(session, false))
                        .entry());
            }
            entries.forEach(entry -> fixture.queue.settle(entry, Settle.Verdict.REJECT));
        });
        return entries;
    }

    @Test
    void theSourceLetsGoOnlyWhenTheTargetHasAnswered() {
        Queue dead = fixture.queue("dead", PLAIN, elsewhere);
        QueueEntry entry = rejected(1).get(0);
        assertThat(entry.state).isEqualTo(QueueEntry.State.MOVING);
        fixture.loops.step(elsewhere);
        assertThat(entry.state).isEqualTo(QueueEntry.State.MOVING);
        assertThat(Objects.requireNonNull(fixture.loops.ask(elsewhere, dead::counts))
                        .ready())
                .isEqualTo(1);
        fixture.loops.settle();
        assertThat(entry.state).isEqualTo(QueueEntry.State.GONE);
    }

    @Test
    void whatIsOnItsWayIsNeitherCountedNorPurged() {
        Queue dead = fixture.queue("dead", PLAIN, elsewhere);
        rejected(3);
        fixture.turn(() -> {
            assertThat(fixture.queue.counts()).isEqualTo(new QueueCounts(0, 0, 0, 0));
            assertThat(fixture.queue.purge()).isZero();
        });
        fixture.loops.settle();
        assertThat(died(fixture.drained(dead))).containsExactly("rejected m0 x1", "rejected m1 x1", "rejected m2 x1");
    }

    @Test
    void withoutARouteAMessageIsGone() {
        assertThat(rejected(2)).extracting(entry -> entry.state).containsOnly(QueueEntry.State.GONE);
    }

    @Test
    void aTargetThatRefusesOrIsGoneIsAnAnswer() {
        Queue dead = fixture.queue(
                "dead",
                QueueFixture.settings(
                        UNSET, UNSET, new QueueLimits(1, QueueLimits.UNLIMITED, Overflow.REJECT_PUBLISH), null),
                elsewhere);
        List<QueueEntry> entries = rejected(2);
        fixture.loops.settle();
        assertThat(entries).extracting(entry -> entry.state).containsOnly(QueueEntry.State.GONE);
        fixture.loops.turn(elsewhere, () -> dead.freeze(false, false));
        entries = rejected(1);
        fixture.loops.settle();
        assertThat(entries).extracting(entry -> entry.state).containsOnly(QueueEntry.State.GONE);
    }

    @Test
    void deadLettersOfADeletedQueueThatDiedBeforeStillArrive() {
        Queue dead = fixture.queue("dead", PLAIN, elsewhere);
        int count = 3 * Loop.STEPS_PER_TURN_MAX;
        rejected(count);
        fixture.turn(() -> fixture.queue.enqueue(QueueFixture.message("ready", Message.NO_EXPIRATION)));
        fixture.turn(() -> fixture.queue.freeze(false, false));
        fixture.turn(fixture.queue::drop);
        fixture.loops.settle();
        assertThat(fixture.drained(dead)).hasSize(count);
    }

    @Test
    void expiredMessagesMoveInOrderAndInSteps() {
        Queue dead = fixture.queue("dead", PLAIN, elsewhere);
        int count = 100_000;
        fixture.turn(() ->
                IntStream.range(0, count).forEach(i -> fixture.queue.enqueue(QueueFixture.message("m" + i, 10))));
        fixture.loops.advance(20);
        int before = 0;
        while (fixture.loops.step(home)) {
            fixture.loops.step(elsewhere);
            int arrived = Objects.requireNonNull(fixture.loops.ask(elsewhere, dead::counts))
                    .ready();
            assertThat(arrived - before).as("in one turn").isLessThanOrEqualTo(Loop.STEPS_PER_TURN_MAX);
            before = arrived;
        }
        fixture.loops.settle();
        List<Message> letters = fixture.drained(dead);
        assertThat(letters).hasSize(count);
        assertThat(died(letters))
                .isEqualTo(IntStream.range(0, count)
                        .mapToObj(i -> "expired m" + i + " x1")
                        .toList());
    }

    @Test
    void theStepsOfATurnAreSharedByAllQueuesOfTheLoop() {
        List<Queue> sources = new ArrayList<>();
        Queue dead = fixture.queue("dead", PLAIN, home);
        for (int i = 0; i < 40; i++) {
            sources.add(fixture.queue("source" + i, fixture.queue.settings(), home));
        }
        fixture.turn(() -> sources.forEach(
                source -> IntStream.range(0, 100).forEach(i -> source.enqueue(QueueFixture.message("m", 10)))));
        fixture.loops.advance(20);
        fixture.loops.step(home);
        assertThat(Objects.requireNonNull(fixture.loops.ask(home, dead::counts)).ready())
                .isBetween(1, Loop.STEPS_PER_TURN_MAX);
        fixture.loops.settle();
        assertThat(fixture.drained(dead)).hasSize(4_000);
    }

    @Test
    void aLongChainDoesNotDeepenTheStack() {
        int length = 1_500;
        for (int i = 0; i < length; i++) {
            fixture.queue(
                    "c" + i, QueueFixture.settings(0, UNSET, QueueLimits.NONE, QueueFixture.to("c" + (i + 1))), home);
        }
        Queue last = fixture.queue("c" + length, PLAIN, home);
        fixture.turn(() ->
                fixture.queue("dead", QueueFixture.settings(0, UNSET, QueueLimits.NONE, QueueFixture.to("c0")), home));
        rejected(1);
        fixture.loops.settle();
        List<Message> letters = fixture.drained(last);
        assertThat(letters).hasSize(1);
        assertThat(letters.get(0).deaths().size()).isEqualTo(length + 2);
    }

    @Test
    void aQueueMayBeItsOwnTargetIfAClientRejects() {
        QueueFixture own = dyingTo("q");
        own.enqueue("m", Message.NO_EXPIRATION);
        for (int i = 0; i < 3; i++) {
            own.turn(() -> {
                Got got = Objects.requireNonNull(own.queue.get(own.session(), false));
                own.queue.settle(got.entry(), Settle.Verdict.REJECT);
            });
        }
        assertThat(died(own.drained(own.queue))).containsExactly("rejected m x3");
    }

    @Test
    void aRetryLadderGoesRoundAsOftenAsTheClientRejects() {
        Queue wait = fixture.queue(
                "dead", QueueFixture.settings(10, UNSET, QueueLimits.NONE, QueueFixture.to("q")), elsewhere);
        fixture.enqueue("m", Message.NO_EXPIRATION);
        for (int i = 0; i < 3; i++) {
            fixture.turn(() -> {
                Got got = Objects.requireNonNull(fixture.queue.get(fixture.session(), false));
                fixture.queue.settle(got.entry(), Settle.Verdict.REJECT);
            });
            fixture.loops.settle();
            fixture.loops.advance(11);
            fixture.loops.settle();
        }
        assertThat(fixture.drained(wait)).isEmpty();
        List<Message> back = fixture.drained(fixture.queue);
        assertThat(back).hasSize(1);
        assertThat(back.get(0).deaths().newestFirst().stream()
                        .map(death -> death.queue() + " " + death.reason() + " " + death.count()))
                .containsExactly("dead EXPIRED 3", "q REJECTED 3");
    }

    @Test
    void aCircleWithoutAClientEndsWhereItBegan() {
        QueueFixture circle =
                new QueueFixture(QueueFixture.settings(10, UNSET, QueueLimits.NONE, QueueFixture.to("b")));
        Queue next = circle.queue(
                "b", QueueFixture.settings(10, UNSET, QueueLimits.NONE, QueueFixture.to("q")), circle.loops.loop(1));
        circle.enqueue("m", Message.NO_EXPIRATION);
        for (int i = 0; i < 10; i++) {
            circle.loops.advance(11);
            circle.loops.settle();
        }
        assertThat(circle.drained(circle.queue)).isEmpty();
        assertThat(circle.drained(next)).isEmpty();
        assertThat(circle.loops.deadlinesOutstanding()).isZero();
    }

    @Test
    void refusedMessagesBecomeDeadLettersToo() {
        QueueFixture full = new QueueFixture(QueueFixture.settings(
                UNSET,
                UNSET,
                new QueueLimits(1, QueueLimits.UNLIMITED, Overflow.REJECT_PUBLISH_DLX),
                QueueFixture.to("dead")));
        Queue dead = full.queue("dead", PLAIN, full.loops.loop(1));
        full.enqueue("a", Message.NO_EXPIRATION);
        full.turn(() -> assertThat(full.queue.enqueue(QueueFixture.message("b", Message.NO_EXPIRATION)))
                .isEqualTo(PublishOutcome.REJECTED));
        full.loops.settle();
        assertThat(died(full.drained(dead))).containsExactly("maxlen b x1");
    }

    @Test
    void publishersCannotOutrunTheMovesThatTheyCause() {
        QueueFixture full = new QueueFixture(QueueFixture.settings(
                UNSET,
                UNSET,
                new QueueLimits(10, QueueLimits.UNLIMITED, Overflow.DROP_HEAD),
                QueueFixture.to("nowhere")));
        Publisher client = client(full.home);
        for (int turn = 0; turn < 20; turn++) {
            full.turn(() -> IntStream.range(0, 5_000)
                    .forEach(i ->
                            Enqueue.send(client, full.queue, QueueFixture.message("m", Message.NO_EXPIRATION), 0)));
            assertThat(full.queue.state().ready()).isEqualTo(10);
            assertThat(full.queue.state().moving()).isLessThan(100);
        }
    }

    @Test
    void norCanThoseWhoseMessagesExpire() {
        QueueFixture expiring =
                new QueueFixture(QueueFixture.settings(0, UNSET, QueueLimits.NONE, QueueFixture.to("nowhere")));
        Publisher client = client(expiring.home);
        for (int turn = 0; turn < 20; turn++) {
            expiring.turn(() -> IntStream.range(0, 1_000)
                    .forEach(i ->
                            Enqueue.send(client, expiring.queue, QueueFixture.message("m", Message.NO_EXPIRATION), 0)));
            assertThat(expiring.queue.state().ready()).isZero();
            assertThat(expiring.queue.state().moving()).isLessThan(100);
        }
    }

    private static Publisher client(Loop loop) {
        return new Publisher() {
            @Override
            public Loop loop() {
                return loop;
            }

            @Override
            public void answered(long tag, PublishOutcome outcome) {}
        };
    }
}
