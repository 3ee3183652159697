package io.leveret.conformance;

import static io.leveret.conformance.AmqpClient.publishConfirmed;
import static io.leveret.conformance.raw.CloseReason.channel;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import io.leveret.conformance.raw.CloseReason;
import io.leveret.conformance.raw.RawConnection;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** queue.bind and queue.unbind. */
class QueueBindTest {

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @Test
    @Spec(section = "1.7", row = "queue.bind: same binding twice = 1 binding")
    void bindingTwiceIsOneBinding() throws Exception {
        Channel channel = amqp.channel();
        String exchange = amqp.exchange(channel, "direct");
        String queue = amqp.queue(channel);
        channel.queueBind(queue, exchange, "key");
        channel.queueBind(queue, exchange, "key");

        channel.queueUnbind(queue, exchange, "key");
        publishConfirmed(channel, exchange, "key", "unrouted");

        assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isZero();
    }

    @Test
    @Spec(section = "1.7", row = "queue.bind: distinct arguments = distinct binding")
    void bindingsWithOtherArgumentsAreOtherBindings() throws Exception {
        Channel channel = amqp.channel();
        String exchange = amqp.exchange(channel, "direct");
        String queue = amqp.queue(channel);
        channel.queueBind(queue, exchange, "key", Map.of("n", 1));
        channel.queueBind(queue, exchange, "key", Map.of("n", 2));

        channel.queueUnbind(queue, exchange, "key", Map.of("n", 1));
        publishConfirmed(channel, exchange, "key", "routed");

        assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isEqualTo(1);
    }

    @Test
    @Spec(section = "1.6", row = "not an error: queue.unbind of missing binding")
    void unbindingWhatWasNeverBoundIsNoError() throws Exception {
        Channel channel = amqp.channel();

        channel.queueUnbind(amqp.queue(channel), amqp.exchange(channel, "direct"), "never bound");
    }

    @Test
    @Spec(section = "1.6", row = "not an error: queue.unbind of missing queue or exchange")
    void unbindingMissingQueueOrExchangeIsNoError() throws Exception {
        Channel channel = amqp.channel();

        channel.queueUnbind(amqp.name("queue"), amqp.exchange(channel, "direct"), "key");
        channel.queueUnbind(amqp.queue(channel), amqp.name("exchange"), "key");
    }

    @Test
    @Spec(section = "1.6", row = "404 queue name empty and nothing declared yet: looked at before the default exchange")
    void looksForTheLastDeclaredQueueFirst() {
        Channel channel = amqp.channel();

        assertThat(CloseReason.of(channel, () -> channel.queueBind("", "", "key")))
                .isEqualTo(channel(404, "NOT_FOUND - no previously declared queue", "queue.bind"));
    }

    @Test
    @Spec(section = "1.6", row = "404 bind to missing queue")
    void refusesBindOfMissingQueue() {
        Channel channel = amqp.channel();
        String queue = amqp.name("queue");

        assertThat(CloseReason.of(channel, () -> channel.queueBind(queue, "amq.direct", "key")))
                .isEqualTo(channel(404, "NOT_FOUND - no queue '" + queue + "' in vhost '/'", "queue.bind"));
    }

    @Test
    @Spec(section = "1.6", row = "404 bind missing exchange")
    void refusesBindToMissingExchange() {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);
        String exchange = amqp.name("exchange");

        assertThat(CloseReason.of(channel, () -> channel.queueBind(queue, exchange, "key")))
                .isEqualTo(channel(404, "NOT_FOUND - no exchange '" + exchange + "' in vhost '/'", "queue.bind"));
    }

    @Test
    @Spec(section = "1.6", row = "403 bind with exchange \"\"")
    void refusesBindToTheDefaultExchange() {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);

        assertThat(CloseReason.of(channel, () -> channel.queueBind(queue, "", queue)))
                .isEqualTo(
                        channel(403, "ACCESS_REFUSED - operation not permitted on the default exchange", "queue.bind"));
    }

    @Test
    @Spec(section = "1.6", row = "403 unbind with exchange \"\"")
    void refusesUnbindFromTheDefaultExchange() {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);

        assertThat(CloseReason.of(channel, () -> channel.queueUnbind(queue, "", queue)))
                .isEqualTo(channel(
                        403, "ACCESS_REFUSED - operation not permitted on the default exchange", "queue.unbind"));
    }

    @Test
    @Spec(section = "1.7", row = "queue.bind: empty queue name is the last declared queue")
    void takesTheEmptyNameForTheLastDeclaredQueue() throws Exception {
        Channel channel = amqp.channel();
        String exchange = amqp.exchange(channel, "direct");
        String queue = amqp.queue(channel);

        channel.queueBind("", exchange, "key");
        publishConfirmed(channel, exchange, "key", "routed");

        assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isEqualTo(1);
    }

    @Test
    @Spec(section = "1.7", row = "queue.bind: empty routing key and empty queue name = both from last declared queue")
    void takesEmptyKeyAndNameForTheLastDeclaredQueue() throws Exception {
        Channel channel = amqp.channel();
        String exchange = amqp.exchange(channel, "direct");
        String queue = amqp.queue(channel);

        channel.queueBind("", exchange, "");
        publishConfirmed(channel, exchange, queue, "routed");

        assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isEqualTo(1);
    }

    @Test
    @Spec(section = "1.6", row = "404 queue name empty and nothing declared yet")
    void refusesEmptyNameBeforeAnyDeclare() {
        Channel channel = amqp.channel();

        assertThat(CloseReason.of(channel, () -> channel.queueBind("", "amq.direct", "key")))
                .isEqualTo(channel(404, "NOT_FOUND - no previously declared queue", "queue.bind"));
    }

    @Test
    @Spec(section = "1.7", row = "bindings go with their queue")
    void newQueueOfTheSameNameHasNoBindings() throws Exception {
        Channel channel = amqp.channel();
        String exchange = amqp.exchange(channel, "direct");
        String queue = amqp.queue(channel);
        channel.queueBind(queue, exchange, "key");

        channel.queueDelete(queue);
        channel.queueDeclare(queue, false, false, false, Map.of());
        publishConfirmed(channel, exchange, "key", "unrouted");

        assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isZero();
    }

    @Test
    @Spec(section = "1.7", row = "nowait")
    void answersNothingToNowait() {
        RawConnection raw = amqp.raw();
        AMQP.Queue.Bind bind = new AMQP.Queue.Bind.Builder()
                .queue(raw.declareQueue(1, amqp.name("queue")))
                .exchange("amq.direct")
                .routingKey(amqp.name("key"))
                .nowait()
                .build();

        raw.method(1, bind);

        raw.call(1, new AMQP.Channel.Flow.Builder().active(true).build(), AMQP.Channel.FlowOk.class);
    }
}
