package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.channel;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import io.leveret.conformance.raw.CloseReason;
import io.leveret.conformance.raw.RawConnection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** basic.consume with exclusive: one consumer that wants the queue for itself. */
class ExclusiveConsumerTest {

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    private Channel channel;
    private String queue;
    private RawConnection raw;

    @BeforeEach
    void consumeExclusively() {
        channel = amqp.channel();
        queue = amqp.queue(channel);
        raw = amqp.raw();
        raw.call(1, exclusive(), AMQP.Basic.ConsumeOk.class);
    }

    @Test
    @Spec(section = "2.4", row = "exclusive consumer: later consumers: 403")
    void refusesALaterConsumer() {
        assertThat(CloseReason.of(channel, () -> Inbox.on(channel, queue, true)))
                .isEqualTo(inUse("basic.consume"));
    }

    @Test
    @Spec(section = "2.4", row = "exclusive consumer: a later one, though exclusive too: 403")
    void refusesALaterExclusiveConsumer() {
        assertThat(amqp.raw().method(1, exclusive()).expectChannelClose(1)).isEqualTo(inUse("basic.consume"));
    }

    @Test
    @Spec(section = "2.4", row = "exclusive consumer: later consumers on its own channel: 403")
    void refusesALaterConsumerOnItsOwnChannel() {
        AMQP.Basic.Consume shared = new AMQP.Basic.Consume.Builder()
                .queue(queue)
                .consumerTag("shared")
                .build();

        assertThat(raw.method(1, shared).expectChannelClose(1)).isEqualTo(inUse("basic.consume"));
    }

    @Test
    @Spec(section = "2.4", row = "exclusive consumer: basic.get by others")
    void letsOthersGetMessages() throws Exception {
        queue = amqp.queue(channel);
        raw.qos(1, 1, false).call(1, exclusive("of another queue"), AMQP.Basic.ConsumeOk.class);
        AmqpClient.publishConfirmed(channel, "", queue, "for the consumer", "for all");
        raw.expectContent(1);

        assertThat(channel.basicGet(queue, true).getBody()).asString().isEqualTo("for all");
    }

    @Test
    @Spec(section = "2.4", row = "exclusive consumer gone: by cancel")
    void letsOthersInAfterItsCancel() throws Exception {
        raw.call(1, new AMQP.Basic.Cancel.Builder().consumerTag("exclusive").build(), AMQP.Basic.CancelOk.class);

        Inbox inbox = Inbox.on(channel, queue, true);

        channel.basicPublish("", queue, null, new byte[0]);
        inbox.next();
    }

    @Test
    @Spec(section = "2.4", row = "exclusive consumer gone: with its channel")
    void letsOthersInAfterItsChannel() throws Exception {
        raw.call(
                1,
                new AMQP.Channel.Close.Builder().replyCode(200).replyText("bye").build(),
                AMQP.Channel.CloseOk.class);

        Inbox.on(channel, queue, true);

        assertThat(channel.queueDeclarePassive(queue).getConsumerCount()).isEqualTo(1);
    }

    @Test
    @Spec(section = "2.4", row = "exclusive consumer: purge and passive declare by others")
    void letsOthersPurgeAndLook() throws Exception {
        channel.queuePurge(queue);

        assertThat(channel.queueDeclarePassive(queue).getConsumerCount()).isEqualTo(1);
    }

    @Test
    @Spec(section = "2.4", row = "exclusive consumer: the refused channel leaves no consumer behind")
    void countsOnlyItself() throws Exception {
        Channel refused = amqp.channel();
        CloseReason.of(refused, () -> Inbox.on(refused, queue, true));

        assertThat(channel.queueDeclarePassive(queue).getConsumerCount()).isEqualTo(1);
    }

    private AMQP.Basic.Consume exclusive() {
        return exclusive("exclusive");
    }

    private AMQP.Basic.Consume exclusive(String tag) {
        return new AMQP.Basic.Consume.Builder()
                .queue(queue)
                .consumerTag(tag)
                .exclusive()
                .build();
    }

    private CloseReason inUse(String method) {
        return channel(403, "ACCESS_REFUSED - queue '" + queue + "' in vhost '/' in exclusive use", method);
    }
}
