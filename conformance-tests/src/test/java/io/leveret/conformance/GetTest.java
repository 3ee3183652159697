package io.leveret.conformance;

import static io.leveret.conformance.AmqpClient.publishConfirmed;
import static io.leveret.conformance.raw.CloseReason.channel;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import io.leveret.conformance.raw.CloseReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** basic.get. */
class GetTest {

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @Test
    @Spec(section = "1.7", row = "basic.get: get-empty")
    void answersEmptyForAnEmptyQueue() throws Exception {
        Channel channel = amqp.channel();

        assertThat(channel.basicGet(amqp.queue(channel), true)).isNull();
    }

    @Test
    @Spec(section = "1.7", row = "basic.get: get-ok.message_count = remaining ready")
    void saysHowManyMessagesRemain() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);
        publishConfirmed(channel, "", queue, "one", "two", "three");

        assertThat(channel.basicGet(queue, true).getMessageCount()).isEqualTo(2);
        assertThat(channel.basicGet(queue, false).getMessageCount()).isEqualTo(1);
        assertThat(channel.basicGet(queue, false).getMessageCount()).isZero();
    }

    @Test
    @Spec(section = "1.7", row = "basic.get: get-ok")
    void saysWhereTheMessageWasPublished() throws Exception {
        Channel channel = amqp.channel();
        String exchange = amqp.exchange(channel, "topic");
        String queue = amqp.queue(channel);
        channel.queueBind(queue, exchange, "#");
        publishConfirmed(channel, exchange, "a.key", "body");

        GetResponse got = channel.basicGet(queue, true);

        assertThat(got.getEnvelope().getExchange()).isEqualTo(exchange);
        assertThat(got.getEnvelope().getRoutingKey()).isEqualTo("a.key");
        assertThat(got.getEnvelope().isRedeliver()).isFalse();
        assertThat(got.getBody()).asString().isEqualTo("body");
    }

    @Test
    @Spec(section = "1.7", row = "basic.get: redelivered flag")
    void marksWhatWasGotBefore() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);
        publishConfirmed(channel, "", queue, "body");
        channel.basicReject(channel.basicGet(queue, false).getEnvelope().getDeliveryTag(), true);

        assertThat(channel.basicGet(queue, true).getEnvelope().isRedeliver()).isTrue();
    }

    @Test
    @Spec(section = "1.7", row = "basic.get: no_ack")
    void doesNotHoldWhatIsGotWithoutAck() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);
        publishConfirmed(channel, "", queue, "body");
        channel.basicGet(queue, true);

        channel.close();

        assertThat(amqp.channel().basicGet(queue, true)).isNull();
    }

    @Test
    @Spec(section = "2.4", row = "delivery tag per channel, from 1, shared by consume and get")
    void countsDeliveryTagsTogetherWithConsumers() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);
        String other = amqp.queue(channel);
        publishConfirmed(channel, "", queue, "one");
        publishConfirmed(channel, "", other, "two", "three");

        assertThat(channel.basicGet(other, true).getEnvelope().getDeliveryTag()).isEqualTo(1);
        assertThat(Inbox.on(channel, queue, false).next().deliveryTag()).isEqualTo(2);
        assertThat(channel.basicGet(other, false).getEnvelope().getDeliveryTag())
                .isEqualTo(3);
    }

    @Test
    @Spec(section = "2.4", row = "delivery tag per channel, from 1")
    void countsDeliveryTagsOnEachChannel() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);
        publishConfirmed(channel, "", queue, "one", "two");
        channel.basicGet(queue, true);

        assertThat(amqp.channel().basicGet(queue, true).getEnvelope().getDeliveryTag())
                .isEqualTo(1);
    }

    @Test
    @Spec(section = "1.6", row = "404 get of a missing queue")
    void refusesMissingQueue() {
        Channel channel = amqp.channel();
        String queue = amqp.name("queue");

        assertThat(CloseReason.of(channel, () -> channel.basicGet(queue, true)))
                .isEqualTo(channel(404, "NOT_FOUND - no queue '" + queue + "' in vhost '/'", "basic.get"));
    }

    @Test
    @Spec(section = "1.7", row = "empty queue name is the last declared one")
    void takesTheEmptyNameForTheLastDeclaredQueue() throws Exception {
        Channel channel = amqp.channel();
        publishConfirmed(channel, "", amqp.queue(channel), "body");

        assertThat(channel.basicGet("", true)).isNotNull();
    }

    @Test
    @Spec(section = "1.6", row = "404 queue name empty and nothing declared yet")
    void refusesEmptyNameBeforeAnyDeclare() {
        Channel channel = amqp.channel();

        assertThat(CloseReason.of(channel, () -> channel.basicGet("", true)))
                .isEqualTo(channel(404, "NOT_FOUND - no previously declared queue", "basic.get"));
    }
}
