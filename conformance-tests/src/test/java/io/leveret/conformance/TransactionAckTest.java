package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.channel;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Method;
import io.leveret.conformance.raw.Delivery;
import io.leveret.conformance.raw.RawConnection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Acknowledgements in a transaction: ack, nack and reject wait for tx.commit, get and deliver do not. */
class TransactionAckTest {

    private static final AMQP.Tx.Commit COMMIT = new AMQP.Tx.Commit.Builder().build();
    private static final AMQP.Tx.Rollback ROLLBACK = new AMQP.Tx.Rollback.Builder().build();
    private static final AMQP.Channel.Close CLOSE =
            new AMQP.Channel.Close.Builder().replyCode(200).replyText("bye").build();

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    private RawConnection raw;
    private RawConnection other;
    private String queue;

    @BeforeEach
    void selectTransactions() throws Exception {
        raw = amqp.raw();
        other = amqp.raw();
        queue = raw.declareQueue(1, amqp.name("queue"));
        AmqpClient.publishConfirmed(amqp.channel(), "", queue, "one", "two", "three");
        raw.call(1, new AMQP.Tx.Select.Builder().build(), AMQP.Tx.SelectOk.class);
    }

    @Test
    @Spec(section = "1.7", row = "tx: acks take effect at commit")
    void acknowledgedMessageIsGoneAfterTheCommit() {
        raw.ack(1, raw.get(1, queue).deliveryTag(), false);

        commit();

        closeChannel();
        assertThat(other.drain(1, queue)).containsExactly("two", "three");
    }

    @Test
    @Spec(section = "1.7", row = "tx: acks take effect at commit: without one they never do")
    void acknowledgedMessageComesBackWithoutACommit() {
        raw.ack(1, raw.get(1, queue).deliveryTag(), false);

        closeChannel();

        Delivery back = other.get(1, queue);
        assertThat(back.text()).isEqualTo("one");
        assertThat(back.redelivered()).isTrue();
    }

    @Test
    @Spec(section = "1.7", row = "tx: multiple acks take effect at commit")
    void acknowledgesSeveralAtTheCommit() {
        raw.get(1, queue);
        raw.get(1, queue);
        raw.ack(1, raw.get(1, queue).deliveryTag(), true);

        commit();

        closeChannel();
        assertThat(other.drain(1, queue)).isEmpty();
    }

    @Test
    @Spec(section = "1.7", row = "tx: rollback puts acked ones back to unacked, not redelivered")
    void rollbackMakesThemUnacknowledgedAgain() {
        long tag = raw.get(1, queue).deliveryTag();
        raw.ack(1, tag, false);

        rollback();

        raw.ack(1, tag, false);
        commit();
        closeChannel();
        assertThat(other.drain(1, queue)).containsExactly("two", "three");
    }

    @Test
    @Spec(section = "1.7", row = "tx: rollback puts acked ones back to unacked: the consumer gets nothing again")
    void rollbackRedeliversNothing() {
        raw.consume(1, queue, "tag");
        raw.expectContent(1);
        raw.expectContent(1);
        long last = raw.expectContent(1).deliveryTag();
        raw.ack(1, last, true);

        rollback();

        raw.expectNothingMore(1, queue);
    }

    @Test
    @Spec(section = "1.7", row = "tx: rollback: multiple reaches those that came back, in their order")
    void multipleReachesWhatARollbackPutBack() {
        raw.get(1, queue);
        long second = raw.get(1, queue).deliveryTag();
        raw.get(1, queue);
        raw.ack(1, second, false);
        rollback();

        raw.ack(1, second, true);
        commit();

        closeChannel();
        assertThat(other.drain(1, queue)).containsExactly("three");
    }

    @Test
    @Spec(section = "1.7", row = "tx: basic.nack with requeue takes effect at commit")
    void requeuesAtTheCommit() {
        raw.nack(1, raw.get(1, queue).deliveryTag(), false, true).expectNothingMore(1, queue);
        assertThat(other.get(1, queue).text()).isEqualTo("two");

        commit();

        Delivery back = other.get(1, queue);
        assertThat(back.text()).isEqualTo("one");
        assertThat(back.redelivered()).isTrue();
    }

    @Test
    @Spec(section = "1.7", row = "tx: basic.nack with requeue: a rollback undoes it")
    void rollbackUndoesARequeue() {
        raw.nack(1, raw.get(1, queue).deliveryTag(), false, true);

        rollback();

        assertThat(other.drain(1, queue)).containsExactly("two", "three");
    }

    @Test
    @Spec(section = "1.7", row = "tx: basic.reject without requeue takes effect at commit, dead letters too")
    void deadLettersAtTheCommit() throws Exception {
        String dead = raw.declareQueue(1, amqp.name("dead"));
        String rejecting = amqp.queue(amqp.channel(), Map.of(DeadLetters.EXCHANGE, "", DeadLetters.ROUTING_KEY, dead));
        AmqpClient.publishConfirmed(amqp.channel(), "", rejecting, "rejected");
        raw.nack(1, raw.get(1, rejecting).deliveryTag(), false, false).expectNothingMore(1, dead);
        assertThat(other.drain(1, dead)).isEmpty();

        commit();

        assertThat(DeadLetters.text(DeadLetters.next(amqp.channel(), dead))).isEqualTo("rejected");
    }

    @Test
    @Spec(section = "1.7", row = "tx: ack and nack of different messages in one transaction")
    void settlesEachInItsOwnWay() {
        long one = raw.get(1, queue).deliveryTag();
        long two = raw.get(1, queue).deliveryTag();
        long three = raw.get(1, queue).deliveryTag();
        raw.ack(1, two, false).nack(1, three, false, true).nack(1, one, false, true);

        commit();

        assertThat(other.drain(1, queue)).containsExactly("one", "three");
    }

    @Test
    @Spec(section = "1.7", row = "tx: basic.get is not part of it: what it takes stays taken")
    void rollbackDoesNotUndoAGet() {
        raw.get(1, queue);

        rollback();

        assertThat(other.drain(1, queue)).containsExactly("two", "three");
    }

    @Test
    @Spec(section = "1.7", row = "tx: basic.get with no_ack is not part of it")
    void rollbackDoesNotUndoAGetWithoutAck() {
        raw.drain(1, queue);

        rollback();

        closeChannel();
        assertThat(other.drain(1, queue)).isEmpty();
    }

    @Test
    @Spec(section = "2.6", row = "prefetch: acks of a transaction make room at its commit")
    void acksMakeRoomAtTheCommit() {
        raw.qos(1, 1, false).consume(1, queue, "tag");
        raw.ack(1, raw.expectContent(1).deliveryTag(), false).expectNothingMore(1, queue);

        raw.method(1, COMMIT);

        // The delivery may come before or after commit-ok.
        assertThat(List.of(nextMethod(), nextMethod()))
                .hasOnlyElementsOfTypes(AMQP.Tx.CommitOk.class, AMQP.Basic.Deliver.class)
                .extracting(Object::getClass)
                .doesNotHaveDuplicates();
    }

    @Test
    @Spec(section = "2.6", row = "prefetch: a rollback makes no room")
    void rollbackMakesNoRoom() {
        raw.qos(1, 1, false).consume(1, queue, "tag");
        raw.ack(1, raw.expectContent(1).deliveryTag(), false);

        rollback();

        raw.expectNothingMore(1, queue);
    }

    @Test
    @Spec(section = "1.7", row = "tx: basic.recover leaves what the open transaction has acked")
    void recoverLeavesWhatIsAcked() {
        long one = raw.get(1, queue).deliveryTag();
        raw.get(1, queue);
        raw.ack(1, one, false);

        raw.call(1, new AMQP.Basic.Recover.Builder().requeue(true).build(), AMQP.Basic.RecoverOk.class);
        commit();

        assertThat(other.drain(1, queue)).containsExactly("two", "three");
    }

    @Test
    @Spec(section = "1.6", row = "406 unknown delivery tag, at the ack and not at the commit")
    void refusesUnknownTagAtOnce() {
        raw.ack(1, 99, false);

        assertThat(raw.expectChannelClose(1))
                .isEqualTo(channel(406, "PRECONDITION_FAILED - unknown delivery tag 99", "basic.ack"));
    }

    @Test
    @Spec(section = "1.6", row = "406 double ack in one transaction")
    void refusesASecondAckInTheSameTransaction() {
        long tag = raw.get(1, queue).deliveryTag();

        raw.ack(1, tag, false).ack(1, tag, false);

        assertThat(raw.expectChannelClose(1).replyText())
                .isEqualTo("PRECONDITION_FAILED - unknown delivery tag " + tag);
        assertThat(other.drain(1, queue)).containsExactly("one", "two", "three");
    }

    @Test
    @Spec(section = "1.7", row = "tx: publish and ack in one transaction: work handed on")
    void movesAMessageFromOneQueueToAnother() {
        String next = raw.declareQueue(1, amqp.name("next"));
        Delivery work = raw.get(1, queue);
        raw.publish(1, "", next, work.text() + " done").ack(1, work.deliveryTag(), false);

        commit();

        closeChannel();
        assertThat(other.drain(1, next)).containsExactly("one done");
        assertThat(other.drain(1, queue)).containsExactly("two", "three");
    }

    @Test
    @Spec(section = "1.7", row = "tx: queue deleted before the commit of an ack")
    void queueMayBeGoneBeforeItsAckIsCommitted() {
        raw.ack(1, raw.get(1, queue).deliveryTag(), false).expectNothingMore(1, queue);
        other.call(1, new AMQP.Queue.Delete.Builder().queue(queue).build(), AMQP.Queue.DeleteOk.class);

        commit();
    }

    private void commit() {
        raw.call(1, COMMIT, AMQP.Tx.CommitOk.class);
    }

    private void rollback() {
        raw.call(1, ROLLBACK, AMQP.Tx.RollbackOk.class);
    }

    private Method nextMethod() {
        Method method = raw.readFrame().method();
        if (method instanceof AMQP.Basic.Deliver) {
            raw.readFrame();
            raw.readFrame();
        }
        return method;
    }

    private void closeChannel() {
        raw.call(1, CLOSE, AMQP.Channel.CloseOk.class);
    }
}
