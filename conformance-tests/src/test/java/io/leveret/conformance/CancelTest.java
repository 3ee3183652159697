package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.connection;
import static io.leveret.conformance.raw.Handshake.handshake;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import io.leveret.conformance.raw.RawConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** basic.cancel from either side. */
class CancelTest {

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @Test
    @Spec(section = "1.7", row = "basic.cancel: cancel-ok after last deliver")
    void deliversNothingAfterCancelOk() {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));
        raw.consume(1, queue, "tag");

        assertThat(cancel(raw, "tag")).isEqualTo("tag");
        raw.publish(1, "", queue, "kept");

        assertThat(raw.get(1, queue).text()).isEqualTo("kept");
    }

    @Test
    @Spec(section = "1.7", row = "basic.cancel: messages already sent stay unacked & ackable")
    void leavesDeliveredMessagesToTheClient() {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));
        raw.consume(1, queue, "tag").publish(1, "", queue, "held");
        long deliveryTag = raw.expectContent(1).deliveryTag();

        cancel(raw, "tag");

        raw.ack(1, deliveryTag, false).expectNothingMore(1, queue);
        raw.call(1, new AMQP.Basic.Get.Builder().queue(queue).build(), AMQP.Basic.GetEmpty.class);
    }

    @Test
    @Spec(section = "1.6", row = "not an error: basic.cancel unknown tag")
    void answersCancelOfUnknownTag() {
        assertThat(cancel(amqp.raw(), "never used")).isEqualTo("never used");
    }

    @Test
    @Spec(section = "1.7", row = "basic.cancel: the tag is free again")
    void acceptsTheTagAgainAfterCancel() {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));
        raw.consume(1, queue, "tag");
        cancel(raw, "tag");

        raw.consume(1, queue, "tag").publish(1, "", queue, "body");

        assertThat(raw.expectContent(1).deliver().getConsumerTag()).isEqualTo("tag");
    }

    @Test
    @Spec(section = "1.7", row = "nowait")
    void answersNothingToNowait() {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));
        raw.consume(1, queue, "tag");

        raw.method(
                1, new AMQP.Basic.Cancel.Builder().consumerTag("tag").nowait().build());

        raw.expectNothingMore(1, queue);
    }

    @Test
    @Spec(section = "2.2", row = "consumer_cancel_notify: queue deleted")
    void tellsTheConsumerThatItsQueueIsDeleted() throws Exception {
        Channel other = amqp.channel();
        String queue = amqp.queue(other);
        RawConnection raw = amqp.raw().consume(1, queue, "tag");

        other.queueDelete(queue);

        AMQP.Basic.Cancel cancel = raw.expect(1, AMQP.Basic.Cancel.class);
        assertThat(cancel.getConsumerTag()).isEqualTo("tag");
        assertThat(cancel.getNowait()).isTrue();
    }

    @Test
    @Spec(section = "2.2", row = "consumer_cancel_notify: cancel-ok is no answer to a nowait cancel")
    void refusesCancelOkFromTheClient() throws Exception {
        Channel other = amqp.channel();
        String queue = amqp.queue(other);
        RawConnection raw = amqp.raw().consume(1, queue, "tag");
        other.queueDelete(queue);
        raw.expect(1, AMQP.Basic.Cancel.class);

        raw.method(1, new AMQP.Basic.CancelOk.Builder().consumerTag("tag").build());

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(503, "COMMAND_INVALID - unimplemented method", "basic.cancel-ok"));
    }

    @Test
    @Spec(section = "2.2", row = "consumer_cancel_notify: without the capability nothing is sent")
    void keepsSilentWithoutTheCapability() throws Exception {
        Channel other = amqp.channel();
        String queue = amqp.queue(other);
        RawConnection raw = amqp.raw(handshake().without("consumer_cancel_notify"))
                .openChannel(1)
                .consume(1, queue, "tag");

        other.queueDelete(queue);

        raw.expectNothingMore(1, raw.declareQueue(1, amqp.name("queue")));
    }

    @Test
    @Spec(section = "2.2", row = "consumer_cancel_notify as the Java client sees it")
    void javaClientHearsOfTheDeletedQueue() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);
        Inbox inbox = Inbox.on(channel, queue, true);

        amqp.channel().queueDelete(queue);

        assertThat(inbox.nextCancelled()).isEqualTo(inbox.consumerTag());
    }

    private static String cancel(RawConnection raw, String tag) {
        AMQP.Basic.Cancel cancel =
                new AMQP.Basic.Cancel.Builder().consumerTag(tag).build();
        return raw.call(1, cancel, AMQP.Basic.CancelOk.class).getConsumerTag();
    }
}
