package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.queue.Queue;
import io.leveret.broker.testing.ErrorLog;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.ChannelMethod;
import io.leveret.codec.method.Method;
import io.leveret.codec.method.QueueMethod;
import io.leveret.codec.method.TxMethod;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Channels whose deliveries are not acknowledged in time. */
class DeliveryWatchTest {

    private static final long TIMEOUT_MS = 6_400;
    /** How late a channel may be closed. */
    private static final long STEP_MS = 100;

    private static final ShortString Q = ShortString.of("q");
    private static final ShortString MADE = ShortString.of("made");
    private static final long SEED = 20_261_130;

    private final SteppedBroker broker = SteppedBroker.withDeliveryTimeout(2, TIMEOUT_MS);
    private final SteppedClient client = broker.open(0);
    private final SteppedClient publisher = broker.open(1);
    private int deadlinesOfOthers;

    @BeforeEach
    void declareQueue() {
        ErrorLog.clear();
        publisher.openChannel(1);
        publisher.send(1, new QueueMethod.Declare(Q, false, false, false, false, false, FieldTable.EMPTY));
        publisher.feedAll();
        publisher.read();
        openChannel();
        deadlinesOfOthers = broker.loops.deadlinesOutstanding();
    }

    @AfterEach
    void nothingFailed() {
        ErrorLog.requireEmpty();
    }

    private void openChannel() {
        client.openChannel(1);
        client.feedAll();
        client.read();
    }

    private List<Method> answersTo(Method... methods) {
        for (Method method : methods) {
            client.send(1, method);
        }
        client.feedAll();
        return answers();
    }

    private List<Method> answers() {
        return client.read().stream().map(SteppedClient.Received::method).toList();
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            publisher.publish(1, "", "q", "x");
        }
        publisher.feedAll();
    }

    private void consume(boolean noAck) {
        answersTo(new BasicMethod.Consume(Q, ShortString.of("tag"), false, noAck, false, false, FieldTable.EMPTY));
    }

    private void get() {
        assertThat(answersTo(new BasicMethod.Get(Q, false))).hasSize(1);
    }

    private List<Method> answersAfter(long ms) {
        broker.loops.advance(ms);
        broker.loops.settle();
        return answers();
    }

    private int deadlines() {
        return broker.loops.deadlinesOutstanding() - deadlinesOfOthers;
    }

    private static ChannelMethod.Close timedOut() {
        return new ChannelMethod.Close(
                406,
                ShortString.of(
                        "PRECONDITION_FAILED - delivery acknowledgement on channel 1 timed out. Timeout value used:"
                                + " 6400 ms. This timeout value can be configured, see consumers doc guide to learn more"),
                0,
                0);
    }

    private long ready() {
        Queue queue = Objects.requireNonNull(broker.queue("q"));
        return Objects.requireNonNull(broker.loops.ask(queue.home(), queue::counts))
                .ready();
    }

    @Test
    void closesAChannelThatDoesNotAcknowledgeInTime() {
        consume(false);
        publish(1);
        answers();
        assertThat(answersAfter(TIMEOUT_MS - 1)).isEmpty();
        assertThat(answersAfter(STEP_MS + 1)).containsExactly(timedOut());
        assertThat(ready()).isEqualTo(1);
        assertThat(deadlines()).isZero();
    }

    @Test
    void countsWhatWasGotToo() {
        publish(1);
        get();
        assertThat(answersAfter(TIMEOUT_MS + STEP_MS)).containsExactly(timedOut());
    }

    @Test
    void theChannelCanBeOpenedAgainAndGetsTheMessage() {
        publish(1);
        get();
        answersAfter(TIMEOUT_MS + STEP_MS);
        answersTo(new ChannelMethod.CloseOk());
        openChannel();
        assertThat(answersTo(new BasicMethod.Get(Q, false)))
                .containsExactly(new BasicMethod.GetOk(1, true, ShortString.EMPTY, Q, 0));
    }

    @Test
    void countsNothingThatNeedsNoAcknowledgement() {
        consume(true);
        publish(100);
        answers();
        assertThat(deadlines()).isZero();
        assertThat(answersAfter(10 * TIMEOUT_MS)).isEmpty();
    }

    @Test
    void leavesAChannelAloneThatKeepsUp() {
        consume(false);
        for (int i = 1; i <= 200; i++) {
            publish(1);
            assertThat(answers()).hasSize(1);
            assertThat(deadlines()).isEqualTo(1);
            assertThat(answersAfter(TIMEOUT_MS / 3)).isEmpty();
            answersTo(new BasicMethod.Ack(i, false));
        }
        answersAfter(2 * TIMEOUT_MS);
        assertThat(deadlines()).as("when nothing is unacked").isZero();
    }

    @Test
    void theOldestThatIsLeftCounts() {
        publish(3);
        get();
        answersAfter(TIMEOUT_MS / 2);
        get();
        get();
        answersTo(new BasicMethod.Ack(1, false), new BasicMethod.Ack(3, false));
        assertThat(answersAfter(TIMEOUT_MS - 1)).isEmpty();
        assertThat(answersAfter(STEP_MS + 1)).containsExactly(timedOut());
    }

    @Test
    void whatIsDeliveredAgainHasItsTimeAgain() {
        consume(false);
        publish(1);
        answersAfter(TIMEOUT_MS - 1);
        answersTo(new BasicMethod.Recover(true));
        assertThat(answersAfter(TIMEOUT_MS - 1)).isEmpty();
        assertThat(answersAfter(STEP_MS + 1)).containsExactly(timedOut());
    }

    @Test
    void anUncommittedAcknowledgementIsOneUntilItIsRolledBack() {
        publish(1);
        answersTo(new TxMethod.Select());
        get();
        answersTo(new BasicMethod.Ack(1, false));
        assertThat(answersAfter(2 * TIMEOUT_MS)).isEmpty();
        client.send(1, new TxMethod.Rollback());
        client.feedAll();
        assertThat(answersAfter(0)).containsExactly(new TxMethod.RollbackOk(), timedOut());
    }

    @Test
    void whatIsRolledBackHasTheTimeThatItHad() {
        publish(2);
        answersTo(new TxMethod.Select());
        get();
        answersAfter(TIMEOUT_MS / 2);
        get();
        answersTo(new BasicMethod.Ack(1, false));
        answersTo(new TxMethod.Rollback());
        assertThat(answersAfter(TIMEOUT_MS / 2 - 1)).isEmpty();
        assertThat(deadlines()).isEqualTo(1);
        assertThat(answersAfter(STEP_MS + 1)).containsExactly(timedOut());
    }

    @Test
    void anAnswerThatIsDueComesFirst() {
        publish(1);
        get();
        client.send(1, new QueueMethod.Declare(MADE, false, false, false, false, false, FieldTable.EMPTY));
        client.feed(client.unsent());
        broker.loops.advance(TIMEOUT_MS + STEP_MS);
        assertThat(broker.loops.step(client.loop)).isTrue();
        broker.loops.settle();
        assertThat(answers()).containsExactly(new QueueMethod.DeclareOk(MADE, 0, 0));
        assertThat(answersAfter(STEP_MS)).containsExactly(timedOut());
    }

    @Test
    void aChannelThatIsClosedLeavesNoDeadlineBehind() {
        publish(1);
        get();
        assertThat(deadlines()).isEqualTo(1);
        answersTo(new ChannelMethod.Close(200, ShortString.EMPTY, 0, 0));
        assertThat(deadlines()).isZero();
    }

    @Test
    void aConnectionThatIsCutLeavesNoDeadlineBehind() {
        publish(1);
        get();
        client.kill();
        broker.loops.settle();
        assertThat(deadlines()).isZero();
        assertThat(ready()).isEqualTo(1);
    }

    @Test
    void closesWithinAStepOfTheTimeWhateverIsSettledInWhichOrder() {
        for (long seed = SEED; seed < SEED + 50; seed++) {
            playAtRandom(new SplittableRandom(seed), "seed " + seed);
        }
    }

    /** Deliveries are acknowledged at random until one is forgotten for too long. */
    private void playAtRandom(SplittableRandom random, String seed) {
        openAgain();
        TreeMap<Long, Long> deliveredAt = new TreeMap<>();
        long nowMs = 0;
        long tag = 0;
        boolean closed = false;
        while (!closed) {
            if (random.nextInt(3) == 0) {
                publish(1);
                get();
                deliveredAt.put(++tag, nowMs);
            }
            if (!deliveredAt.isEmpty() && random.nextInt(4) == 0) {
                Long settled = deliveredAt.floorKey(1 + random.nextLong(tag));
                if (settled != null) {
                    boolean multiple = random.nextInt(20) == 0;
                    answersTo(new BasicMethod.Ack(settled, multiple));
                    (multiple ? deliveredAt.headMap(settled, true) : deliveredAt.subMap(settled, true, settled, true))
                            .clear();
                }
            }
            int ms = random.nextInt(120);
            nowMs += ms;
            closed = answersAfter(ms).contains(timedOut());
            long oldestMs =
                    deliveredAt.isEmpty() ? 0 : nowMs - deliveredAt.firstEntry().getValue();
            if (closed) {
                assertThat(oldestMs).as(seed).isGreaterThanOrEqualTo(TIMEOUT_MS);
            } else {
                assertThat(oldestMs).as(seed).isLessThan(TIMEOUT_MS + STEP_MS);
                assertThat(deadlines()).as(seed).isLessThanOrEqualTo(1);
            }
        }
    }

    private void openAgain() {
        answersTo(new ChannelMethod.Close(200, ShortString.EMPTY, 0, 0), new ChannelMethod.CloseOk());
        answersTo(new ChannelMethod.Open());
        publisher.send(1, new QueueMethod.Purge(Q, false));
        publisher.feedAll();
        publisher.read();
    }
}
