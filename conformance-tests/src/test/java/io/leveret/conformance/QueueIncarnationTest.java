package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.channel;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.leveret.conformance.raw.CloseReason;
import io.leveret.conformance.raw.Delivery;
import io.leveret.conformance.raw.RawConnection;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One name, two queues, one after the other: the second knows nothing of the first. */
class QueueIncarnationTest {

    private static final AMQP.Confirm.Select SELECT = new AMQP.Confirm.Select.Builder().build();

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    private RawConnection raw;
    private String queue;

    @BeforeEach
    void declareQueue() {
        raw = amqp.raw();
        queue = raw.declareQueue(1, amqp.name("queue"));
        raw.call(1, SELECT, AMQP.Confirm.SelectOk.class);
    }

    @Test
    @Spec(section = "1.7", row = "queue.delete: an ack of an old delivery does not touch the new queue")
    void ackOfTheOldDoesNotTouchTheNew() {
        publish("old");
        long old = raw.get(1, queue).deliveryTag();
        replaceQueue();
        publish("new");

        raw.ack(1, old, false);

        Delivery got = raw.get(1, queue);
        assertThat(got.text()).isEqualTo("new");
        assertThat(got.redelivered()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Spec(section = "1.7", row = "queue.delete: a nack of an old delivery brings nothing to the new queue")
    void nackOfTheOldBringsNothingToTheNew(boolean requeue) {
        publish("old");
        long old = raw.get(1, queue).deliveryTag();
        replaceQueue();
        publish("new");

        raw.nack(1, old, false, requeue);

        assertThat(raw.drain(1, queue)).containsExactly("new");
    }

    @Test
    @Spec(section = "1.7", row = "queue.delete: old deliveries can be acknowledged once, as ever")
    void oldDeliveryIsKnownUntilItIsAcknowledged() {
        publish("old");
        long old = raw.get(1, queue).deliveryTag();
        replaceQueue();

        raw.ack(1, old, false).ack(1, old, false);

        assertThat(raw.expectChannelClose(1))
                .isEqualTo(channel(406, "PRECONDITION_FAILED - unknown delivery tag " + old, "basic.ack"));
    }

    @Test
    @Spec(section = "1.7", row = "queue.delete: a multiple ack over deliveries of both queues")
    void multipleAckSettlesBoth() {
        publish("old");
        raw.get(1, queue);
        replaceQueue();
        publish("new");
        long both = raw.get(1, queue).deliveryTag();

        raw.ack(1, both, true);

        raw.call(
                1,
                new AMQP.Channel.Close.Builder().replyCode(200).replyText("bye").build(),
                AMQP.Channel.CloseOk.class);
        raw.openChannel(1);
        assertThat(raw.drain(1, queue)).isEmpty();
    }

    @Test
    @Spec(section = "1.7", row = "channel.close: unacked of the old queue do not come back in the new")
    void closedChannelBringsNothingBack() {
        publish("old");
        RawConnection holding = amqp.raw();
        holding.get(1, queue);
        replaceQueue();

        holding.call(
                1,
                new AMQP.Channel.Close.Builder().replyCode(200).replyText("bye").build(),
                AMQP.Channel.CloseOk.class);

        publish("new");
        assertThat(raw.drain(1, queue)).containsExactly("new");
    }

    @Test
    @Spec(section = "1.7", row = "basic.recover: unacked of the old queue do not come back in the new")
    void recoverBringsNothingBack() {
        publish("old");
        raw.get(1, queue);
        replaceQueue();

        raw.call(1, new AMQP.Basic.Recover.Builder().requeue(true).build(), AMQP.Basic.RecoverOk.class);

        publish("new");
        assertThat(raw.drain(1, queue)).containsExactly("new");
    }

    @Test
    @Spec(section = "2.6", row = "prefetch: consumer of the old queue is cancelled; one of the new has its own room")
    void consumerOfTheNewHasAllItsRoom() {
        RawConnection consumer = amqp.raw().qos(1, 1, false).consume(1, queue, "old");
        publish("old");
        consumer.expectContent(1);
        replaceQueue();
        consumer.expect(1, AMQP.Basic.Cancel.class);

        consumer.consume(1, queue, "new");

        publish("new");
        Delivery got = consumer.expectContent(1);
        assertThat(got.text()).isEqualTo("new");
        assertThat(got.deliver().getConsumerTag()).isEqualTo("new");
    }

    @Test
    @Spec(section = "1.7", row = "queue.delete: bindings go with the old queue")
    void newQueueHasNoBindings() throws Exception {
        Channel channel = amqp.channel();
        channel.queueBind(queue, "amq.direct", queue);
        replaceQueue();

        channel.basicPublish("amq.direct", queue, null, new byte[0]);

        assertThat(channel.basicGet(queue, true)).isNull();
    }

    @Test
    @Spec(section = "1.7", row = "queue.delete: the new queue may be quite another")
    void newQueueMayHaveOtherProperties() throws Exception {
        Channel channel = amqp.channel();
        channel.queueDelete(queue);

        channel.queueDeclare(queue, true, false, true, Map.of("x-max-length", 1));

        assertThat(CloseReason.of(channel, () -> channel.queueDeclare(queue, false, false, false, Map.of()))
                        .replyCode())
                .isEqualTo(406);
    }

    @Test
    @Spec(section = "1.3", row = "connection.close: exclusive queues are deleted before close-ok is written")
    void exclusiveQueueIsGoneAtCloseOk() throws Exception {
        Channel stranger = amqp.channel();
        for (int round = 0; round < 50; round++) {
            Connection owner = amqp.newConnection();
            String exclusive = AmqpClient.channel(owner)
                    .queueDeclare(amqp.name("exclusive"), false, true, false, Map.of())
                    .getQueue();

            owner.close();

            // Anybody may have the name now; nothing but a queue that is gone allows that.
            stranger.queueDeclare(exclusive, false, false, false, Map.of());
        }
    }

    @Test
    @Spec(section = "1.3", row = "connection.close: exclusive queues are deleted before close-ok: 404 for others")
    void exclusiveQueueIsNotFoundAtCloseOk() throws Exception {
        Connection owner = amqp.newConnection();
        String exclusive = AmqpClient.channel(owner)
                .queueDeclare(amqp.name("exclusive"), false, true, false, Map.of())
                .getQueue();

        owner.close();

        Channel stranger = amqp.channel();
        assertThat(CloseReason.of(stranger, () -> stranger.queueDeclarePassive(exclusive)))
                .isEqualTo(channel(404, "NOT_FOUND - no queue '" + exclusive + "' in vhost '/'", "queue.declare"));
    }

    @Test
    @Spec(section = "1.3", row = "connection.close: exclusive queues with messages and consumers of other channels")
    void exclusiveQueueInUseIsGoneAtCloseOk() throws Exception {
        Connection owner = amqp.newConnection();
        Channel ofOwner = AmqpClient.channel(owner);
        String exclusive = ofOwner.queueDeclare(amqp.name("exclusive"), false, true, false, Map.of())
                .getQueue();
        ofOwner.queueBind(exclusive, "amq.fanout", "");
        AmqpClient.publishConfirmed(ofOwner, "", exclusive, "1", "2", "3");
        AmqpClient.channel(owner).basicConsume(exclusive, false, (tag, message) -> {}, tag -> {});

        owner.close();

        assertThat(amqp.channel()
                        .queueDeclare(exclusive, false, false, false, Map.of())
                        .getMessageCount())
                .isZero();
    }

    private void publish(String body) {
        raw.publish(1, "", queue, body).expect(1, AMQP.Basic.Ack.class);
    }

    private void replaceQueue() {
        raw.call(1, new AMQP.Queue.Delete.Builder().queue(queue).build(), AMQP.Queue.DeleteOk.class);
        raw.declareQueue(1, queue);
    }
}
