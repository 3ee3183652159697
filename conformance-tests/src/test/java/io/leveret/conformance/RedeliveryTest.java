package io.leveret.conformance;

import static io.leveret.conformance.AmqpClient.publishConfirmed;
import static io.leveret.conformance.raw.CloseReason.connection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.leveret.conformance.raw.Delivery;
import io.leveret.conformance.raw.RawConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How unacknowledged messages come back: by channel and connection ends, by requeue and by recover. */
class RedeliveryTest {

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @Test
    @Spec(section = "1.7", row = "channel.close: unacked requeued at original position")
    void closedChannelGivesItsMessagesBackInOrder() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);
        publishConfirmed(channel, "", queue, "one", "two", "three");
        Channel closing = amqp.channel();
        closing.basicGet(queue, false);
        closing.basicGet(queue, false);

        closing.close();

        Inbox inbox = Inbox.on(channel, queue, true);
        Inbox.Message first = inbox.next();
        assertThat(first.text()).isEqualTo("one");
        assertThat(first.redelivered()).isTrue();
        assertThat(inbox.next().text()).isEqualTo("two");
        Inbox.Message third = inbox.next();
        assertThat(third.text()).isEqualTo("three");
        assertThat(third.redelivered()).isFalse();
    }

    @Test
    @Spec(section = "1.5", row = "after a channel error unacked messages are requeued")
    void failedChannelGivesItsMessagesBack() throws Exception {
        String queue = amqp.queue(amqp.channel());
        publishConfirmed(amqp.channel(), "", queue, "body");
        RawConnection raw = amqp.raw();
        raw.get(1, queue);

        raw.ack(1, 99, false).expectChannelClose(1);

        raw.openChannel(1);
        assertThat(raw.get(1, queue).redelivered()).isTrue();
    }

    @Test
    @Spec(section = "1.3", row = "connection.close: all channels die")
    void closedConnectionGivesItsMessagesBack() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);
        publishConfirmed(channel, "", queue, "body");
        Connection closing = amqp.newConnection();
        closing.createChannel().basicGet(queue, false);

        closing.close();

        await().until(() -> channel.queueDeclarePassive(queue).getMessageCount() == 1);
        assertThat(channel.basicGet(queue, true).getEnvelope().isRedeliver()).isTrue();
    }

    @Test
    @Spec(section = "2.4", row = "redelivered flag: a cut connection")
    void cutConnectionGivesItsMessagesBack() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);
        publishConfirmed(channel, "", queue, "body");
        RawConnection raw = amqp.raw().consume(1, queue, "tag");
        raw.expectContent(1);

        raw.cut();

        Inbox.Message redelivered = Inbox.on(channel, queue, true).next();
        assertThat(redelivered.text()).isEqualTo("body");
        assertThat(redelivered.redelivered()).isTrue();
    }

    @Test
    @Spec(section = "1.7", row = "basic.reject: requeue to the only consumer")
    void requeuedMessageComesAgainToTheOnlyConsumer() {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));
        raw.consume(1, queue, "tag").publish(1, "", queue, "body");
        long tag = raw.expectContent(1).deliveryTag();

        raw.nack(1, tag, false, true);

        Delivery again = raw.expectContent(1);
        assertThat(again.redelivered()).isTrue();
        assertThat(again.deliveryTag()).isEqualTo(tag + 1);
    }

    @Test
    @Spec(section = "1.7", row = "basic.recover: all unacked on channel back to queues, recover-ok")
    void recoverGivesAllUnackedBackInOrder() {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));
        raw.publish(1, "", queue, "one").publish(1, "", queue, "two");
        raw.get(1, queue);
        raw.get(1, queue);

        raw.call(1, new AMQP.Basic.Recover.Builder().requeue(true).build(), AMQP.Basic.RecoverOk.class);

        Delivery first = raw.get(1, queue);
        assertThat(first.text()).isEqualTo("one");
        assertThat(first.redelivered()).isTrue();
        assertThat(raw.get(1, queue).text()).isEqualTo("two");
    }

    @Test
    @Spec(section = "1.7", row = "basic.recover: requeue=true may go to any consumer")
    void recoveredMessageIsDeliveredAgain() {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));
        raw.consume(1, queue, "tag").publish(1, "", queue, "body");
        raw.expectContent(1);

        raw.call(1, new AMQP.Basic.Recover.Builder().requeue(true).build(), AMQP.Basic.RecoverOk.class);

        assertThat(raw.expectContent(1).redelivered()).isTrue();
    }

    @Test
    @Spec(section = "1.7", row = "basic.recover: old tags are unknown")
    void forgetsTheTagsItRecovered() {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));
        raw.publish(1, "", queue, "body");
        long tag = raw.get(1, queue).deliveryTag();
        raw.call(1, new AMQP.Basic.Recover.Builder().requeue(true).build(), AMQP.Basic.RecoverOk.class);

        raw.ack(1, tag, false);

        assertThat(raw.expectChannelClose(1).replyText()).isEqualTo("PRECONDITION_FAILED - unknown delivery tag 1");
    }

    @Test
    @Spec(section = "1.6", row = "540 requeue=false (recover)")
    void refusesRecoverWithoutRequeue() {
        RawConnection raw = amqp.raw();

        raw.method(1, new AMQP.Basic.Recover.Builder().requeue(false).build());

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(540, "NOT_IMPLEMENTED - requeue=false", "basic.recover"));
    }

    @Test
    @Spec(section = "1.7", row = "basic.recover-async")
    void recoverAsyncAnswersNothing() {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));
        raw.publish(1, "", queue, "body");
        raw.get(1, queue);

        raw.method(1, new AMQP.Basic.RecoverAsync.Builder().requeue(true).build());

        assertThat(raw.get(1, queue).redelivered()).isTrue();
    }
}
