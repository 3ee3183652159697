package io.leveret.conformance.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.conformance.kill.Ledger.Ack;
import io.leveret.conformance.kill.Ledger.Fault;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The judge sees every fault that is planted, and none in what a broker may do. */
class LedgerTest {

    private static final long WINDOW_MS = 1_000;
    private static final String QUEUE = "queue";
    private static final MessageId ONE = new MessageId("publisher", 1, MessageId.ALONE);
    private static final MessageId TWO = new MessageId("publisher", 2, MessageId.ALONE);

    private final Ledger ledger = new Ledger(WINDOW_MS);

    @Test
    void readsTheNameInABody() {
        assertThat(MessageId.of(ONE.body(500))).isEqualTo(ONE);
        assertThat(MessageId.of(ONE.body(0))).isEqualTo(ONE);
        assertThat(ONE.body(500)).hasSize(500);
    }

    @Test
    void acceptsAMessageThatCameAndWasAcked() {
        publish(ONE);
        ledger.confirmed(ONE);
        ledger.delivered(QUEUE, ONE, false);
        ledger.acked(QUEUE, ONE, Ack.PLAIN, 0);

        assertThat(faults()).isEmpty();
        assertThat(ledger.judge().counts()).isEqualTo(new Ledger.Counts(1, 1, 0, 1, 0, 1, 0));
    }

    @Test
    void acceptsThatWhatNobodyConfirmedIsLost() {
        publish(ONE);
        ledger.killed(0);

        assertThat(faults()).isEmpty();
    }

    @Test
    void seesAConfirmedMessageThatNeverCame() {
        publish(ONE);
        ledger.confirmed(ONE);

        assertThat(faults()).containsExactly(Fault.CONFIRMED_LOST);
    }

    @Test
    void seesAConfirmedMessageThatWasDeliveredUnackedAndNeverReturned() {
        publish(ONE);
        ledger.confirmed(ONE);
        ledger.delivered(QUEUE, ONE, false);
        ledger.killed(0);

        assertThat(faults()).containsExactly(Fault.CONFIRMED_LOST);
    }

    @Test
    void seesAFanOutThatReachedTwoOfThree() {
        ledger.publishing(ONE, List.of("a", "b", "c"));
        ledger.confirmed(ONE);
        for (String queue : List.of("a", "c")) {
            ledger.delivered(queue, ONE, false);
            ledger.acked(queue, ONE, Ack.PLAIN, 0);
        }

        assertThat(faults()).containsExactly(Fault.CONFIRMED_LOST);
    }

    @Test
    void seesHalfATransaction() {
        transaction(7);
        ledger.killed(0);
        drain("a", new MessageId("tx", 70, 7));

        assertThat(faults()).containsExactly(Fault.UNIT_HALVED);
    }

    @Test
    void acceptsATransactionWithoutAnswerWholeOrAbsent() {
        transaction(7);
        transaction(8);
        ledger.killed(0);
        drain("a", new MessageId("tx", 70, 7));
        drain("b", new MessageId("tx", 71, 7));

        assertThat(faults()).isEmpty();
    }

    @Test
    void seesACommittedTransactionThatIsGone() {
        transaction(7);
        ledger.committed("tx", 7);

        assertThat(faults()).containsExactly(Fault.CONFIRMED_LOST, Fault.CONFIRMED_LOST);
    }

    @Test
    void seesWhatWasRolledBack() {
        transaction(7);
        ledger.rolledBack("tx", 7);
        drain("a", new MessageId("tx", 70, 7));
        drain("b", new MessageId("tx", 71, 7));

        assertThat(faults()).containsExactly(Fault.ROLLED_BACK_SEEN, Fault.ROLLED_BACK_SEEN);
    }

    @Test
    void seesAMessageThatNobodyPublishedToThatQueue() {
        publish(ONE);
        drain("other", ONE);

        assertThat(faults()).containsExactly(Fault.NEVER_PUBLISHED);
    }

    @Test
    void seesASwap() {
        publish(ONE);
        publish(TWO);
        drain(QUEUE, TWO);
        drain(QUEUE, ONE);

        assertThat(faults()).containsExactly(Fault.OUT_OF_ORDER);
    }

    @Test
    void seesARedeliveryThatIsNotMarked() {
        publish(ONE);
        ledger.delivered(QUEUE, ONE, false);
        ledger.killed(0);
        ledger.delivered(QUEUE, ONE, false);

        assertThat(faults()).containsExactly(Fault.REDELIVERED_FLAG_MISSING);
    }

    @Test
    void seesAMarkOnWhatNobodyCanHaveHad() {
        publish(ONE);
        ledger.delivered(QUEUE, ONE, true);

        assertThat(faults()).containsExactly(Fault.REDELIVERED_FLAG_WRONG);
    }

    @Test
    void acceptsAMarkOnWhatWasUnderWayWhenTheBrokerDied() {
        publish(ONE);
        ledger.killed(0);
        ledger.delivered(QUEUE, ONE, true);

        assertThat(faults()).isEmpty();
    }

    @Test
    void acceptsThatAnAckIsLostShortlyBeforeTheKill() {
        deliverAndAck(Ack.PLAIN, 5_000);
        ledger.killed(5_000 + WINDOW_MS);
        ledger.delivered(QUEUE, ONE, true);

        assertThat(faults()).isEmpty();
        assertThat(ledger.judge().counts().returnedAcks()).isEqualTo(1);
    }

    @Test
    void seesAnAckThatIsLostLongBeforeTheKill() {
        deliverAndAck(Ack.PLAIN, 5_000);
        ledger.killed(5_001 + WINDOW_MS);
        ledger.delivered(QUEUE, ONE, true);

        assertThat(faults()).containsExactly(Fault.ACKED_CAME_AGAIN);
    }

    @Test
    void allowsAnAckThatAKillTookToShowAfterALifeThatWasTooShort() {
        deliverAndAck(Ack.PLAIN, 5_000);
        ledger.killed(5_000);
        ledger.killed(6_000);
        ledger.delivered(QUEUE, ONE, true);

        assertThat(faults()).isEmpty();
    }

    @Test
    void seesAnAckThatIsLostWithoutAKill() {
        deliverAndAck(Ack.PLAIN, 5_000);
        ledger.delivered(QUEUE, ONE, true);

        assertThat(faults()).containsExactly(Fault.ACKED_CAME_AGAIN);
    }

    @Test
    void seesACommittedAckThatIsLost() {
        deliverAndAck(Ack.COMMITTED, 5_000);
        ledger.killed(5_000);
        ledger.delivered(QUEUE, ONE, true);

        assertThat(faults()).containsExactly(Fault.ACKED_CAME_AGAIN);
    }

    @Test
    void seesAMessageThatWasMovedTwice() {
        publish(ONE);
        ledger.delivered(QUEUE, ONE, false);
        move(1);
        ledger.killed(0);
        ledger.delivered(QUEUE, ONE, true);
        move(2);
        drain("target", new MessageId("relay", 1, 1));
        drain("target", new MessageId("relay", 2, 2));

        assertThat(faults()).containsExactly(Fault.MOVED_TWICE);
    }

    @Test
    void acceptsAMoveWithoutAnswerThatTookPlace() {
        publish(ONE);
        ledger.confirmed(ONE);
        ledger.delivered(QUEUE, ONE, false);
        move(1);
        ledger.killed(0);
        drain("target", new MessageId("relay", 1, 1));

        assertThat(faults()).isEmpty();
    }

    @Test
    void seesAMoveThatLostTheMessage() {
        publish(ONE);
        ledger.confirmed(ONE);
        ledger.delivered(QUEUE, ONE, false);
        move(1);
        ledger.killed(0);

        assertThat(faults()).containsExactly(Fault.CONFIRMED_LOST);
    }

    private void publish(MessageId id) {
        ledger.publishing(id, List.of(QUEUE));
    }

    private void transaction(long unit) {
        ledger.publishing(new MessageId("tx", unit * 10, unit), List.of("a"));
        ledger.publishing(new MessageId("tx", unit * 10 + 1, unit), List.of("b"));
    }

    private void move(long unit) {
        ledger.moving(QUEUE, ONE, "relay", unit);
        ledger.publishing(new MessageId("relay", unit, unit), List.of("target"));
    }

    private void deliverAndAck(Ack how, long nowMs) {
        publish(ONE);
        ledger.delivered(QUEUE, ONE, false);
        ledger.acked(QUEUE, ONE, how, nowMs);
    }

    private void drain(String queue, MessageId id) {
        ledger.delivered(queue, id, false);
        ledger.acked(queue, id, Ack.PLAIN, 0);
    }

    private List<Fault> faults() {
        return ledger.judge().violations().stream().map(Ledger.Violation::fault).toList();
    }
}
