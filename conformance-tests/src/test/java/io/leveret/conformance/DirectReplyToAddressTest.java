package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.channel;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import io.leveret.conformance.raw.CloseReason;
import io.leveret.conformance.raw.Delivery;
import io.leveret.conformance.raw.RawConnection;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Addresses of direct reply-to: whether somebody is there, what becomes of late answers, other uses of the name. */
class DirectReplyToAddressTest {

    private static final String REPLY_TO = "amq.rabbitmq.reply-to";
    private static final AMQP.BasicProperties ASKING =
            new AMQP.BasicProperties.Builder().replyTo(REPLY_TO).build();
    private static final AMQP.Confirm.Select SELECT = new AMQP.Confirm.Select.Builder().build();

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    private RawConnection requester;
    private RawConnection responder;
    private String queue;

    @BeforeEach
    void openBothSides() {
        requester = amqp.raw();
        responder = amqp.raw();
        queue = responder.declareQueue(1, amqp.name("requests"));
    }

    @Test
    @Spec(section = "2.7", row = "queue.declare (passive or not) of the rewritten name: ok(0 msgs, 1 consumer)")
    void declareOfTheAddressTellsThatTheRequesterIsThere() {
        startConsumer();
        String address = ask("question");

        AMQP.Queue.DeclareOk passive = responder.call(1, declare(address, true), AMQP.Queue.DeclareOk.class);
        AMQP.Queue.DeclareOk active = responder.call(1, declare(address, false), AMQP.Queue.DeclareOk.class);

        assertThat(passive.getQueue()).isEqualTo(address);
        assertThat(passive.getMessageCount()).isZero();
        assertThat(passive.getConsumerCount()).isEqualTo(1);
        assertThat(active).isEqualTo(passive);
    }

    @Test
    @Spec(section = "2.7", row = "queue.declare of the rewritten name: 404 otherwise")
    void declareOfTheAddressTellsThatTheRequesterIsGone() {
        startConsumer();
        String address = ask("question");
        closeChannel(requester);

        assertThat(responder.method(1, declare(address, true)).expectChannelClose(1))
                .isEqualTo(channel(404, "NOT_FOUND - no queue '" + address + "' in vhost '/'", "queue.declare"));
    }

    @Test
    @Spec(section = "2.7", row = "queue.declare of the rewritten name: 404 after cancel")
    void declareOfTheAddressTellsThatTheConsumerIsGone() {
        startConsumer();
        String address = ask("question");
        requester.call(1, new AMQP.Basic.Cancel.Builder().consumerTag("replies").build(), AMQP.Basic.CancelOk.class);

        assertThat(responder
                        .method(1, declare(address, false))
                        .expectChannelClose(1)
                        .replyCode())
                .isEqualTo(404);
    }

    @Test
    @Spec(section = "2.7", row = "queue.declare of an address that nobody ever had")
    void declareOfAnInventedAddressIsNotFound() {
        String invented = REPLY_TO + ".invented";

        assertThat(responder.method(1, declare(invented, true)).expectChannelClose(1))
                .isEqualTo(channel(404, "NOT_FOUND - no queue '" + invented + "' in vhost '/'", "queue.declare"));
    }

    @Test
    @Spec(section = "2.7", row = "queue.declare of amq.rabbitmq.reply-to itself")
    void declareOfThePseudoQueueIsFine() {
        AMQP.Queue.DeclareOk ok = requester.call(1, declare(REPLY_TO, false), AMQP.Queue.DeclareOk.class);

        assertThat(ok.getQueue()).isEqualTo(REPLY_TO);
        assertThat(ok.getMessageCount()).isZero();
        assertThat(ok.getConsumerCount()).isEqualTo(1);
    }

    // Answers that find nobody

    @Test
    @Spec(section = "2.7", row = "channel gone: dropped")
    void answerToAClosedChannelIsDropped() {
        startConsumer();
        String address = ask("question");
        closeChannel(requester);
        responder.call(1, SELECT, AMQP.Confirm.SelectOk.class);

        responder.publish(1, "", address, "answer");

        responder.expect(1, AMQP.Basic.Ack.class);
    }

    @Test
    @Spec(section = "2.7", row = "channel gone: mandatory: since 4.2 counted as routed")
    @SinceRabbit(value = "4.2", before = "it is returned")
    void mandatoryAnswerToAClosedChannelIsNotReturned() {
        startConsumer();
        String address = ask("question");
        closeChannel(requester);
        responder.call(1, SELECT, AMQP.Confirm.SelectOk.class);

        responder.publish(1, mandatory(address), new AMQP.BasicProperties(), new byte[0]);

        responder.expect(1, AMQP.Basic.Ack.class);
    }

    @Test
    @Spec(section = "2.7", row = "mandatory answer to a requester that is there: no return")
    @SinceRabbit(value = "4.2", before = "it is returned, although it arrives")
    void mandatoryAnswerArrives() {
        startConsumer();
        String address = ask("question");
        responder.call(1, SELECT, AMQP.Confirm.SelectOk.class);

        responder.publish(1, mandatory(address), new AMQP.BasicProperties(), new byte[3]);

        responder.expect(1, AMQP.Basic.Ack.class);
        assertThat(requester.expectContent(1).body()).hasSize(3);
    }

    @Test
    @Spec(section = "2.7", row = "answer after cancel: dropped")
    void answerAfterCancelIsDropped() {
        startConsumer();
        String address = ask("question");
        requester.call(1, new AMQP.Basic.Cancel.Builder().consumerTag("replies").build(), AMQP.Basic.CancelOk.class);

        responder.publish(1, "", address, "too late").expectNothingMore(1, queue);

        requester.expectNothingMore(1, queue);
    }

    @Test
    @Spec(section = "2.7", row = "answer to an address that nobody ever had: dropped")
    void answerToAnInventedAddressIsDropped() {
        responder.call(1, SELECT, AMQP.Confirm.SelectOk.class);

        responder.publish(1, "", REPLY_TO + ".invented", "answer");

        responder.expect(1, AMQP.Basic.Ack.class);
    }

    // Other uses of the name

    @Test
    @Spec(section = "2.7", row = "the property is only rewritten if it is exactly that name")
    void leavesOtherAddressesAlone() {
        AMQP.BasicProperties other =
                new AMQP.BasicProperties.Builder().replyTo(REPLY_TO + ".x").build();
        responder.consume(1, queue, "requests");

        requester.publish(1, to(queue), other, new byte[0]);

        assertThat(responder.expectContent(1).properties().getReplyTo()).isEqualTo(REPLY_TO + ".x");
    }

    @Test
    @Spec(section = "2.7", row = "no queue of that name: basic.get")
    void thereIsNothingToGet() {
        assertThat(requester
                        .method(1, new AMQP.Basic.Get.Builder().queue(REPLY_TO).build())
                        .expectChannelClose(1))
                .isEqualTo(channel(404, "NOT_FOUND - no queue '" + REPLY_TO + "' in vhost '/'", "basic.get"));
    }

    @Test
    @Spec(section = "2.7", row = "bind/unbind: 403")
    @SinceRabbit(value = "4.2", before = "404, there is no queue of that name")
    void refusesToBeBound() {
        AMQP.Queue.Bind bind = new AMQP.Queue.Bind.Builder()
                .queue(REPLY_TO)
                .exchange("amq.direct")
                .routingKey("key")
                .build();

        assertThat(requester.method(1, bind).expectChannelClose(1))
                .isEqualTo(channel(
                        403,
                        "ACCESS_REFUSED - cannot bind or unbind to a volatile (direct reply-to) queue",
                        "queue.bind"));
    }

    @Test
    @Spec(section = "2.7", row = "a reply consumer is no queue's consumer: it counts nowhere and is cancelled alone")
    void cancelOfAnotherConsumerLeavesTheReplies() {
        startConsumer();
        String own = requester.declareQueue(1, amqp.name("queue"));
        requester.consume(1, own, "ordinary");

        requester.call(
                1, new AMQP.Basic.Cancel.Builder().consumerTag("ordinary").build(), AMQP.Basic.CancelOk.class);
        reply(ask("question"), "answer");

        assertThat(requester.expectContent(1).text()).isEqualTo("answer");
    }

    @Test
    @Spec(section = "2.7", row = "unacked none: prefetch does not hold replies back")
    void prefetchHoldsNoRepliesBack() {
        requester.qos(1, 1, true);
        startConsumer();
        String address = ask("question");

        responder.publish(1, "", address, "1").publish(1, "", address, "2").publish(1, "", address, "3");

        requester.expectContent(1);
        requester.expectContent(1);
        assertThat(requester.expectContent(1).text()).isEqualTo("3");
    }

    @Test
    @Spec(section = "2.7", row = "unacked none: an ack of a reply is unknown")
    void replyCannotBeAcknowledged() {
        startConsumer();
        reply(ask("question"), "answer");
        long tag = requester.expectContent(1).deliveryTag();

        CloseReason reason = requester.ack(1, tag, false).expectChannelClose(1);

        assertThat(reason).isEqualTo(channel(406, "PRECONDITION_FAILED - unknown delivery tag " + tag, "basic.ack"));
    }

    private void startConsumer() {
        requester.call(1, consume("replies"), AMQP.Basic.ConsumeOk.class);
    }

    /** Publishes a request and returns the address that the responder sees. */
    private String ask(String question) {
        requester.publish(1, to(queue), ASKING, question.getBytes(StandardCharsets.UTF_8));
        responder.consume(1, queue, "requests");
        Delivery request = responder.expectContent(1);
        responder
                .ack(1, request.deliveryTag(), false)
                .call(1, new AMQP.Basic.Cancel.Builder().consumerTag("requests").build(), AMQP.Basic.CancelOk.class);
        assertThat(request.text()).isEqualTo(question);
        return request.properties().getReplyTo();
    }

    private void reply(String address, String answer) {
        responder.publish(1, "", address, answer);
    }

    private static void closeChannel(RawConnection raw) {
        raw.call(
                1,
                new AMQP.Channel.Close.Builder().replyCode(200).replyText("bye").build(),
                AMQP.Channel.CloseOk.class);
    }

    private static AMQP.Basic.Consume consume(String tag) {
        return new AMQP.Basic.Consume.Builder()
                .queue(REPLY_TO)
                .consumerTag(tag)
                .noAck()
                .build();
    }

    private static AMQP.Queue.Declare declare(String name, boolean passive) {
        return new AMQP.Queue.Declare.Builder().queue(name).passive(passive).build();
    }

    private static AMQP.Basic.Publish to(String routingKey) {
        return new AMQP.Basic.Publish.Builder().routingKey(routingKey).build();
    }

    private static AMQP.Basic.Publish mandatory(String routingKey) {
        return new AMQP.Basic.Publish.Builder()
                .routingKey(routingKey)
                .mandatory()
                .build();
    }
}
