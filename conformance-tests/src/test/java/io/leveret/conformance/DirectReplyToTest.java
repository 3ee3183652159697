package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.channel;
import static io.leveret.conformance.raw.CloseReason.connection;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.RpcClient;
import com.rabbitmq.client.RpcClientParams;
import io.leveret.conformance.raw.Delivery;
import io.leveret.conformance.raw.RawConnection;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The pseudo queue amq.rabbitmq.reply-to: answers that go straight to the channel that asked. */
class DirectReplyToTest {

    private static final String REPLY_TO = "amq.rabbitmq.reply-to";
    private static final AMQP.BasicProperties ASKING =
            new AMQP.BasicProperties.Builder().replyTo(REPLY_TO).build();

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
    @Spec(section = "2.7", row = "consume-ok normal")
    void answersWithTheTagGiven() {
        assertThat(requester
                        .call(1, consume("mine"), AMQP.Basic.ConsumeOk.class)
                        .getConsumerTag())
                .isEqualTo("mine");
    }

    @Test
    @Spec(section = "2.7", row = "consume-ok normal: tag \"\"")
    void makesUpAConsumerTag() {
        assertThat(requester.call(1, consume(""), AMQP.Basic.ConsumeOk.class).getConsumerTag())
                .matches("amq\\.ctag-[A-Za-z0-9_-]{22}");
    }

    @Test
    @Spec(section = "2.7", row = "consume: nowait")
    void answersNothingToNowait() {
        requester.method(
                1,
                new AMQP.Basic.Consume.Builder()
                        .queue(REPLY_TO)
                        .consumerTag("mine")
                        .noAck()
                        .nowait()
                        .build());

        reply(ask("question"), "answer");

        assertThat(requester.expectContent(1).text()).isEqualTo("answer");
    }

    @Test
    @Spec(section = "2.7", row = "broker rewrites property to amq.rabbitmq.reply-to.<opaque>")
    void rewritesTheAddressOfTheRequest() {
        startConsumer();

        assertThat(ask("question")).startsWith(REPLY_TO + ".").hasSizeBetween(REPLY_TO.length() + 10, 255);
    }

    @Test
    @Spec(section = "2.7", row = "responder publishes to default exchange with that key")
    void bringsTheAnswerToTheRequester() {
        startConsumer();
        String address = ask("question");
        AMQP.BasicProperties properties =
                new AMQP.BasicProperties.Builder().correlationId("7").build();

        responder.publish(1, to(address), properties, "answer".getBytes(StandardCharsets.UTF_8));

        Delivery answer = requester.expectContent(1);
        assertThat(answer.text()).isEqualTo("answer");
        assertThat(answer.properties().getCorrelationId()).isEqualTo("7");
        assertThat(answer.deliver().getConsumerTag()).isEqualTo("replies");
        assertThat(answer.deliver().getExchange()).isEmpty();
        assertThat(answer.deliver().getRoutingKey()).isEqualTo(address);
        assertThat(answer.redelivered()).isFalse();
    }

    @Test
    @Spec(section = "2.7", row = "several answers to one request")
    void bringsAllAnswersInTheirOrder() {
        startConsumer();
        String address = ask("question");

        responder.publish(1, "", address, "1").publish(1, "", address, "2").publish(1, "", address, "3");

        assertThat(requester.expectContent(1).text()).isEqualTo("1");
        assertThat(requester.expectContent(1).text()).isEqualTo("2");
        assertThat(requester.expectContent(1).text()).isEqualTo("3");
    }

    @Test
    @Spec(section = "2.7", row = "unacked none: replies bear the tag of the next delivery and use none up")
    void repliesUseUpNoDeliveryTags() {
        startConsumer();
        String address = ask("question");
        String other = requester.declareQueue(1, amqp.name("queue"));

        responder.publish(1, "", address, "1").publish(1, "", address, "2");
        assertThat(requester.expectContent(1).deliveryTag()).isEqualTo(1);
        assertThat(requester.expectContent(1).deliveryTag()).isEqualTo(1);

        requester.publish(1, "", other, "ordinary");
        assertThat(requester.get(1, other).deliveryTag()).isEqualTo(1);
    }

    @Test
    @Spec(section = "2.7", row = "one requester, one address on a channel")
    void hasOneAddressForAllRequests() {
        startConsumer();

        assertThat(ask("one")).isEqualTo(ask("two"));
    }

    @Test
    @Spec(section = "2.7", row = "the address is another on another channel, and for another consumer")
    void hasAnAddressForEveryConsumer() {
        startConsumer();
        String first = ask("one");
        requester.call(1, new AMQP.Basic.Cancel.Builder().consumerTag("replies").build(), AMQP.Basic.CancelOk.class);
        startConsumer();

        assertThat(ask("two")).isNotEqualTo(first);
    }

    @Test
    @Spec(section = "2.7", row = "an answer from the requester's own channel")
    void answersItself() {
        startConsumer();
        String address = ask("question");

        requester.publish(1, "", address, "answer");

        assertThat(requester.expectContent(1).text()).isEqualTo("answer");
    }

    @Test
    @Spec(section = "2.7", row = "the Java client's RpcClient")
    void servesTheRpcClient() throws Exception {
        Channel serving = amqp.channel();
        serving.basicConsume(
                queue,
                true,
                (tag, request) -> serving.basicPublish(
                        "",
                        request.getProperties().getReplyTo(),
                        new AMQP.BasicProperties.Builder()
                                .correlationId(request.getProperties().getCorrelationId())
                                .build(),
                        request.getBody()),
                tag -> {});

        try (RpcClient client = new RpcClient(
                new RpcClientParams().channel(amqp.channel()).exchange("").routingKey(queue))) {
            for (int i = 0; i < 100; i++) {
                assertThat(client.stringCall("question " + i)).isEqualTo("question " + i);
            }
        }
    }

    // What is refused

    @Test
    @Spec(section = "2.7", row = "no_ack=true (else 406)")
    void refusesConsumerThatWouldAcknowledge() {
        AMQP.Basic.Consume acknowledging =
                new AMQP.Basic.Consume.Builder().queue(REPLY_TO).build();

        assertThat(requester.method(1, acknowledging).expectChannelClose(1))
                .isEqualTo(channel(406, "PRECONDITION_FAILED - reply consumer cannot acknowledge", "basic.consume"));
    }

    @Test
    @Spec(section = "2.7", row = "one per channel")
    void refusesASecondConsumer() {
        startConsumer();

        assertThat(requester.method(1, consume("another")).expectChannelClose(1))
                .isEqualTo(channel(406, "PRECONDITION_FAILED - reply consumer already set", "basic.consume"));
    }

    @Test
    @Spec(section = "2.7", row = "one per channel: every channel may have its own")
    void everyChannelMayHaveAConsumer() {
        startConsumer();
        requester.openChannel(2);

        requester.call(2, consume("replies"), AMQP.Basic.ConsumeOk.class);
    }

    @Test
    @Spec(section = "1.6", row = "530 attempt to reuse consumer tag: not that of the consumer of replies")
    void aQueuesConsumerMayShareItsTag() {
        startConsumer();
        String other = requester.declareQueue(1, amqp.name("queue"));

        requester.consume(1, other, "replies");
    }

    @Test
    @Spec(section = "1.6", row = "530 attempt to reuse consumer tag: of an ordinary consumer")
    void refusesTheTagOfAnOrdinaryConsumer() {
        String other = requester.declareQueue(1, amqp.name("queue"));
        requester.consume(1, other, "replies");

        assertThat(requester.method(1, consume("replies")).expectConnectionClose())
                .isEqualTo(connection(530, "NOT_ALLOWED - attempt to reuse consumer tag 'replies'", "basic.consume"));
    }

    @Test
    @Spec(section = "1.6", row = "406 fast reply consumer does not exist")
    void refusesRequestWithoutConsumer() {
        requester.publish(1, to(queue), ASKING, new byte[0]);

        assertThat(requester.expectChannelClose(1))
                .isEqualTo(channel(406, "PRECONDITION_FAILED - fast reply consumer does not exist", "basic.publish"));
    }

    @Test
    @Spec(section = "2.7", row = "publish on the same channel: a consumer on another does not help")
    void refusesRequestFromAnotherChannelThanTheConsumers() {
        startConsumer();
        requester.openChannel(2).publish(2, to(queue), ASKING, new byte[0]);

        assertThat(requester.expectChannelClose(2).replyText())
                .isEqualTo("PRECONDITION_FAILED - fast reply consumer does not exist");
    }

    @Test
    @Spec(section = "2.7", row = "cancel: requests are refused again")
    void refusesRequestAfterCancel() {
        startConsumer();
        requester.call(1, new AMQP.Basic.Cancel.Builder().consumerTag("replies").build(), AMQP.Basic.CancelOk.class);

        requester.publish(1, to(queue), ASKING, new byte[0]);

        assertThat(requester.expectChannelClose(1).replyText())
                .isEqualTo("PRECONDITION_FAILED - fast reply consumer does not exist");
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

    private static AMQP.Basic.Consume consume(String tag) {
        return new AMQP.Basic.Consume.Builder()
                .queue(REPLY_TO)
                .consumerTag(tag)
                .noAck()
                .build();
    }

    private static AMQP.Basic.Publish to(String routingKey) {
        return new AMQP.Basic.Publish.Builder().routingKey(routingKey).build();
    }
}
