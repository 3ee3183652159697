package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.channel;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Method;
import io.leveret.conformance.raw.CloseReason;
import io.leveret.conformance.raw.Delivery;
import io.leveret.conformance.raw.RawConnection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Class tx: publishes that wait for tx.commit. TransactionAckTest has the acknowledgements. */
class TransactionTest {

    private static final AMQP.Tx.Select SELECT = new AMQP.Tx.Select.Builder().build();
    private static final AMQP.Tx.Commit COMMIT = new AMQP.Tx.Commit.Builder().build();
    private static final AMQP.Tx.Rollback ROLLBACK = new AMQP.Tx.Rollback.Builder().build();

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    private RawConnection raw;
    private RawConnection other;
    private String queue;

    @BeforeEach
    void selectTransactions() {
        raw = amqp.raw();
        other = amqp.raw();
        queue = raw.declareQueue(1, amqp.name("queue"));
        raw.call(1, SELECT, AMQP.Tx.SelectOk.class);
    }

    @Test
    @Spec(section = "1.7", row = "tx: publishes are delivered at commit")
    void publishesWaitForTheCommit() {
        raw.publish(1, "", queue, "one").publish(1, "", queue, "two").expectNothingMore(1, queue);
        assertThat(other.drain(1, queue)).isEmpty();

        commit();

        assertThat(other.drain(1, queue)).containsExactly("one", "two");
    }

    @Test
    @Spec(section = "1.7", row = "tx: rollback discards publishes")
    void rollbackDiscardsPublishes() {
        raw.publish(1, "", queue, "discarded");

        rollback();
        raw.publish(1, "", queue, "kept");
        commit();

        assertThat(other.drain(1, queue)).containsExactly("kept");
    }

    @Test
    @Spec(section = "1.7", row = "tx: a commit ends one transaction and begins the next")
    void nextTransactionBeginsAtOnce() {
        raw.publish(1, "", queue, "first");
        commit();
        raw.publish(1, "", queue, "second");
        assertThat(other.drain(1, queue)).containsExactly("first");

        commit();

        assertThat(other.drain(1, queue)).containsExactly("second");
    }

    @Test
    @Spec(section = "1.7", row = "tx: commit and rollback of nothing")
    void nothingCanBeCommittedAndRolledBack() {
        commit();
        rollback();
        commit();
    }

    @Test
    @Spec(section = "1.7", row = "tx: idempotent select")
    void selectingAgainKeepsWhatWasPublished() {
        raw.publish(1, "", queue, "kept");

        raw.call(1, SELECT, AMQP.Tx.SelectOk.class);
        commit();

        assertThat(other.drain(1, queue)).containsExactly("kept");
    }

    @Test
    @Spec(section = "1.7", row = "tx: channel.close: tx discarded")
    void closedChannelDiscardsItsPublishes() {
        raw.publish(1, "", queue, "discarded");

        raw.call(
                1,
                new AMQP.Channel.Close.Builder().replyCode(200).replyText("bye").build(),
                AMQP.Channel.CloseOk.class);

        assertThat(other.drain(1, queue)).isEmpty();
    }

    @Test
    @Spec(section = "1.7", row = "tx: a channel opened anew is not transactional")
    void channelOpenedAnewHasNoTransaction() {
        raw.call(
                1,
                new AMQP.Channel.Close.Builder().replyCode(200).replyText("bye").build(),
                AMQP.Channel.CloseOk.class);
        raw.openChannel(1);

        raw.publish(1, "", queue, "at once");

        assertThat(raw.drain(1, queue)).containsExactly("at once");
    }

    @Test
    @Spec(section = "1.7", row = "tx: of one channel, not of the connection")
    void otherChannelsOfTheConnectionAreNotTransactional() {
        raw.openChannel(2).publish(2, "", queue, "at once");

        assertThat(raw.drain(2, queue)).containsExactly("at once");
    }

    // Routing

    @Test
    @Spec(section = "1.7", row = "tx: routed at publish time: a later binding comes too late")
    void laterBindingDoesNotMatter() {
        String exchange = amqp.exchange(amqp.channel(), "fanout");
        raw.publish(1, exchange, "", "to nobody").expectNothingMore(1, queue);

        other.call(1, bind(queue, exchange), AMQP.Queue.BindOk.class);
        commit();

        assertThat(other.drain(1, queue)).isEmpty();
    }

    @Test
    @Spec(section = "1.7", row = "tx: routed at publish time: an unbind comes too late")
    void laterUnbindDoesNotMatter() {
        String exchange = amqp.exchange(amqp.channel(), "fanout");
        other.call(1, bind(queue, exchange), AMQP.Queue.BindOk.class);
        raw.publish(1, exchange, "", "routed").expectNothingMore(1, queue);

        AMQP.Queue.Unbind unbind =
                new AMQP.Queue.Unbind.Builder().queue(queue).exchange(exchange).build();
        other.call(1, unbind, AMQP.Queue.UnbindOk.class);
        commit();

        assertThat(other.drain(1, queue)).containsExactly("routed");
    }

    @Test
    @Spec(section = "1.7", row = "tx: routed at publish time: exchange deleted before the commit")
    void exchangeMayBeGoneBeforeTheCommit() throws Exception {
        String exchange = amqp.exchange(amqp.channel(), "fanout");
        other.call(1, bind(queue, exchange), AMQP.Queue.BindOk.class);
        raw.publish(1, exchange, "", "routed").expectNothingMore(1, queue);

        amqp.channel().exchangeDelete(exchange);
        commit();

        assertThat(other.drain(1, queue)).containsExactly("routed");
    }

    @Test
    @Spec(section = "1.7", row = "tx: queue deleted before the commit: its message is lost, the commit is not")
    void queueMayBeGoneBeforeTheCommit() {
        String gone = raw.declareQueue(1, amqp.name("queue"));
        raw.publish(1, "", gone, "lost").publish(1, "", queue, "kept").expectNothingMore(1, queue);

        delete(gone);
        commit();

        assertThat(other.drain(1, queue)).containsExactly("kept");
    }

    @Test
    @Spec(section = "1.7", row = "tx: routed to names: a queue declared again before the commit gets the message")
    void queueDeclaredAgainBeforeTheCommitGetsTheMessage() {
        String exchange = amqp.exchange(amqp.channel(), "fanout");
        String again = raw.declareQueue(1, amqp.name("queue"));
        other.call(1, bind(again, exchange), AMQP.Queue.BindOk.class);
        raw.publish(1, "", again, "by name").publish(1, exchange, "", "by binding");
        raw.expectNothingMore(1, queue);

        delete(again);
        other.declareQueue(1, again);
        commit();

        assertThat(other.drain(1, again)).containsExactly("by name", "by binding");
    }

    @Test
    @Spec(
            section = "1.7",
            row = "tx: routed to names: a queue declared before the commit gets what has its name as key")
    void queueDeclaredBeforeTheCommitGetsTheMessage() {
        String later = amqp.name("queue");
        publishMandatory("", later, "early");

        other.declareQueue(1, later);
        commit();

        assertThat(other.drain(1, later)).containsExactly("early");
    }

    @Test
    @Spec(section = "1.7", row = "tx: mandatory unroutable: returned at commit, before commit-ok")
    void returnsAtTheCommit() {
        publishMandatory("", amqp.name("nowhere"), "one");
        publishMandatory("", amqp.name("nowhere"), "two");

        raw.method(1, COMMIT);

        expectReturned("one");
        expectReturned("two");
        raw.expect(1, AMQP.Tx.CommitOk.class);
    }

    @Test
    @Spec(section = "1.7", row = "tx: mandatory, and the queue is gone at the commit: returned, before commit-ok")
    void returnsWhatHasNoQueueLeftAtTheCommit() {
        String gone = raw.declareQueue(1, amqp.name("queue"));
        publishMandatory("", gone, "one");
        publishMandatory("", queue, "kept");
        publishMandatory("", gone, "two");

        delete(gone);
        raw.method(1, COMMIT);

        expectReturned("one");
        expectReturned("two");
        raw.expect(1, AMQP.Tx.CommitOk.class);
        assertThat(other.drain(1, queue)).containsExactly("kept");
    }

    @Test
    @Spec(section = "1.7", row = "tx: mandatory, and one of two queues is left at the commit: not returned")
    void returnsNothingWhileAQueueIsLeft() {
        String exchange = amqp.exchange(amqp.channel(), "fanout");
        String gone = raw.declareQueue(1, amqp.name("queue"));
        other.call(1, bind(gone, exchange), AMQP.Queue.BindOk.class);
        other.call(1, bind(queue, exchange), AMQP.Queue.BindOk.class);
        publishMandatory(exchange, "", "kept");

        delete(gone);
        commit();

        assertThat(other.drain(1, queue)).containsExactly("kept");
    }

    @Test
    @Spec(section = "1.7", row = "tx: mandatory unroutable: not returned after a rollback")
    void returnsNothingAfterARollback() {
        publishMandatory("", amqp.name("nowhere"), "discarded");

        rollback();

        commit();
    }

    // Several queues, many messages

    @Test
    @Spec(section = "1.7", row = "tx: atomic only per queue: all queues have all at commit-ok")
    void everyQueueHasItsMessagesAtCommitOk() {
        List<String> queues = IntStream.range(0, 8)
                .mapToObj(i -> raw.declareQueue(1, amqp.name("queue")))
                .toList();
        for (int i = 0; i < 10; i++) {
            for (String each : queues) {
                raw.publish(1, "", each, "" + i);
            }
        }

        commit();

        for (String each : queues) {
            assertThat(other.drain(1, each)).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        }
    }

    @Test
    @Spec(section = "1.7", row = "tx: 20,000 publishes in one transaction keep their order")
    void takesTwentyThousandPublishes() {
        int count = 20_000;
        raw.inOneWrite(all -> {
            for (int i = 0; i < count; i++) {
                all.publish(1, "", queue, "" + i);
            }
        });

        commit();

        AMQP.Queue.Declare passive =
                new AMQP.Queue.Declare.Builder().queue(queue).passive().build();
        assertThat(other.call(1, passive, AMQP.Queue.DeclareOk.class).getMessageCount())
                .isEqualTo(count);
        other.consume(1, queue, "tag");
        assertThat(IntStream.range(0, count)
                        .mapToObj(i -> other.expectContent(1).text()))
                .containsExactlyElementsOf(
                        IntStream.range(0, count).mapToObj(i -> "" + i).toList());
    }

    @Test
    @Spec(
            section = "1.7",
            row = "tx: publishes of a commit reach a consumer in order, in the transaction of its channel too")
    void deliversToAConsumerOfTheSameChannel() {
        raw.consume(1, queue, "tag");
        raw.publish(1, "", queue, "one").publish(1, "", queue, "two");

        raw.method(1, COMMIT);

        // Deliveries may come before or after commit-ok.
        List<Method> methods = IntStream.range(0, 3).mapToObj(i -> nextMethod()).toList();
        assertThat(methods).filteredOn(AMQP.Tx.CommitOk.class::isInstance).hasSize(1);
        assertThat(methods).filteredOn(AMQP.Basic.Deliver.class::isInstance).hasSize(2);
    }

    // Errors

    @Test
    @Spec(section = "1.6", row = "406 commit without select: channel is not transactional")
    void refusesCommitWithoutSelect() {
        assertThat(other.method(1, COMMIT).expectChannelClose(1))
                .isEqualTo(channel(406, "PRECONDITION_FAILED - channel is not transactional", "tx.commit"));
    }

    @Test
    @Spec(section = "1.6", row = "406 rollback without select: channel is not transactional")
    void refusesRollbackWithoutSelect() {
        assertThat(other.method(1, ROLLBACK).expectChannelClose(1))
                .isEqualTo(channel(406, "PRECONDITION_FAILED - channel is not transactional", "tx.rollback"));
    }

    @Test
    @Spec(section = "1.6", row = "406 cannot switch from tx to confirm mode")
    void refusesConfirmsInATransaction() {
        assertThat(raw.method(1, new AMQP.Confirm.Select.Builder().build()).expectChannelClose(1))
                .isEqualTo(
                        channel(406, "PRECONDITION_FAILED - cannot switch from tx to confirm mode", "confirm.select"));
    }

    @Test
    @Spec(section = "1.6", row = "406 cannot switch from confirm to tx mode")
    void refusesTransactionsWithConfirms() {
        other.call(1, new AMQP.Confirm.Select.Builder().build(), AMQP.Confirm.SelectOk.class);

        assertThat(other.method(1, SELECT).expectChannelClose(1))
                .isEqualTo(channel(406, "PRECONDITION_FAILED - cannot switch from confirm to tx mode", "tx.select"));
    }

    @Test
    @Spec(section = "1.7", row = "tx: publishes are validated at publish time; a channel error discards all")
    void errorOfAPublishComesAtOnceAndDiscardsTheTransaction() {
        String missing = amqp.name("missing");
        raw.publish(1, "", queue, "discarded").publish(1, missing, "", "to a missing exchange");

        CloseReason reason = raw.expectChannelClose(1);

        assertThat(reason)
                .isEqualTo(channel(404, "NOT_FOUND - no exchange '" + missing + "' in vhost '/'", "basic.publish"));
        assertThat(other.drain(1, queue)).isEmpty();
    }

    @Test
    @Spec(section = "1.7", row = "tx: publishes are validated at publish time: expiration")
    void refusesBadExpirationAtOnce() {
        AMQP.BasicProperties bad =
                new AMQP.BasicProperties.Builder().expiration("soon").build();

        raw.publish(1, new AMQP.Basic.Publish.Builder().routingKey(queue).build(), bad, new byte[0]);

        assertThat(raw.expectChannelClose(1).replyText())
                .isEqualTo("PRECONDITION_FAILED - invalid expiration 'soon': no_integer");
    }

    @Test
    @Spec(section = "1.6", row = "406 partial tx completion: a queue refuses what it is to get")
    @OnPurpose(rabbit = "keeps what the queues have taken before one refused")
    void undoesTheCommitWhereAQueueIsFull() throws Exception {
        String full = amqp.queue(amqp.channel(), Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
        raw.publish(1, "", full, "accepted").publish(1, "", full, "refused").publish(1, "", queue, "delivered");

        raw.method(1, COMMIT);

        assertThat(raw.expectChannelClose(1))
                .isEqualTo(channel(406, "PRECONDITION_FAILED - partial tx completion", "tx.commit"));
        assertThat(other.drain(1, full)).isEmpty();
        assertThat(other.drain(1, queue)).isEmpty();
    }

    @Test
    @Spec(section = "1.7", row = "tx: other methods take effect at once")
    void declaresAndBindsAtOnce() {
        String second = raw.declareQueue(1, amqp.name("queue"));
        raw.call(1, new AMQP.Queue.Purge.Builder().queue(second).build(), AMQP.Queue.PurgeOk.class);

        rollback();

        AMQP.Queue.Declare passive =
                new AMQP.Queue.Declare.Builder().queue(second).passive().build();
        other.call(1, passive, AMQP.Queue.DeclareOk.class);
    }

    /** Returns once it is routed. */
    private void publishMandatory(String exchange, String routingKey, String body) {
        AMQP.Basic.Publish mandatory = new AMQP.Basic.Publish.Builder()
                .exchange(exchange)
                .routingKey(routingKey)
                .mandatory()
                .build();
        raw.publish(1, mandatory, new AMQP.BasicProperties(), body.getBytes(StandardCharsets.UTF_8))
                .expectNothingMore(1, queue);
    }

    private void expectReturned(String body) {
        Delivery returned = raw.expectContent(1);
        assertThat(returned.returned().getReplyCode()).isEqualTo(312);
        assertThat(returned.returned().getReplyText()).isEqualTo("NO_ROUTE");
        assertThat(returned.text()).isEqualTo(body);
    }

    private void delete(String name) {
        other.call(1, new AMQP.Queue.Delete.Builder().queue(name).build(), AMQP.Queue.DeleteOk.class);
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

    private static AMQP.Queue.Bind bind(String queue, String exchange) {
        return new AMQP.Queue.Bind.Builder().queue(queue).exchange(exchange).build();
    }
}
