package io.leveret.conformance;

import static io.leveret.conformance.AmqpClient.publishConfirmed;
import static io.leveret.conformance.raw.CloseReason.channel;
import static io.leveret.conformance.raw.CloseReason.connection;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import io.leveret.conformance.raw.CloseReason;
import io.leveret.conformance.raw.Delivery;
import io.leveret.conformance.raw.RawConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** basic.consume and what is delivered to whom. */
class ConsumeTest {

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @Test
    @Spec(section = "1.7", row = "basic.consume: tag \"\"")
    void makesUpAConsumerTag() throws Exception {
        Channel channel = amqp.channel();

        assertThat(Inbox.on(channel, amqp.queue(channel), true).consumerTag()).matches("amq\\.ctag-[A-Za-z0-9_-]{22}");
    }

    @Test
    @Spec(section = "1.7", row = "basic.consume: deliver")
    void deliversWithEverythingTheConsumerNeeds() throws Exception {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));
        raw.consume(1, queue, "my-tag");

        raw.publish(1, "", queue, "body");

        Delivery delivery = raw.expectContent(1);
        assertThat(delivery.deliver().getConsumerTag()).isEqualTo("my-tag");
        assertThat(delivery.deliver().getDeliveryTag()).isEqualTo(1);
        assertThat(delivery.deliver().getRedelivered()).isFalse();
        assertThat(delivery.deliver().getExchange()).isEmpty();
        assertThat(delivery.deliver().getRoutingKey()).isEqualTo(queue);
        assertThat(delivery.text()).isEqualTo("body");
    }

    @Test
    @Spec(section = "1.7", row = "basic.consume: consume-ok always first")
    void answersConsumeBeforeTheFirstDelivery() throws Exception {
        String queue = amqp.queue(amqp.channel());
        publishConfirmed(amqp.channel(), "", queue, "waiting");
        RawConnection raw = amqp.raw();

        raw.consume(1, queue, "tag");

        assertThat(raw.expectContent(1).text()).isEqualTo("waiting");
    }

    @Test
    @Spec(section = "1.7", row = "basic.consume: nowait suppresses ok")
    void answersNothingToNowait() throws Exception {
        String queue = amqp.queue(amqp.channel());
        publishConfirmed(amqp.channel(), "", queue, "waiting");
        RawConnection raw = amqp.raw();
        AMQP.Basic.Consume consume = new AMQP.Basic.Consume.Builder()
                .queue(queue)
                .consumerTag("tag")
                .nowait()
                .build();

        raw.method(1, consume);

        assertThat(raw.expectContent(1).deliver().getConsumerTag()).isEqualTo("tag");
    }

    @Test
    @Spec(section = "1.6", row = "530 attempt to reuse consumer tag")
    void refusesConsumerTagInUse() throws Exception {
        Channel channel = AmqpClient.channel(amqp.newConnection());
        String queue = amqp.queue(channel);
        channel.basicConsume(queue, true, "c", new DefaultConsumer(channel));

        assertThat(CloseReason.of(channel, () -> channel.basicConsume(queue, true, "c", new DefaultConsumer(channel))))
                .isEqualTo(connection(530, "NOT_ALLOWED - attempt to reuse consumer tag 'c'", "basic.consume"));
    }

    @Test
    @Spec(section = "1.6", row = "404 queue name empty and nothing declared yet: looked at before the consumer tag")
    void looksForTheLastDeclaredQueueBeforeTheTag() throws Exception {
        Channel other = amqp.channel();
        String queue = amqp.queue(other);
        Channel channel = AmqpClient.channel(amqp.newConnection());
        channel.basicConsume(queue, true, "c", new DefaultConsumer(channel));

        assertThat(CloseReason.of(channel, () -> channel.basicConsume("", true, "c", new DefaultConsumer(channel))))
                .isEqualTo(channel(404, "NOT_FOUND - no previously declared queue", "basic.consume"));
    }

    @Test
    @Spec(section = "1.7", row = "basic.consume: tags are per channel")
    void acceptsSameTagOnAnotherChannel() throws Exception {
        Channel one = amqp.channel();
        Channel two = amqp.channel();
        String queue = amqp.queue(one);

        one.basicConsume(queue, true, "c", new DefaultConsumer(one));
        two.basicConsume(queue, true, "c", new DefaultConsumer(two));

        assertThat(one.queueDeclarePassive(queue).getConsumerCount()).isEqualTo(2);
    }

    @Test
    @Spec(section = "1.6", row = "404 consume from a missing queue")
    void refusesMissingQueue() {
        Channel channel = amqp.channel();
        String queue = amqp.name("queue");

        assertThat(CloseReason.of(channel, () -> Inbox.on(channel, queue, true)))
                .isEqualTo(channel(404, "NOT_FOUND - no queue '" + queue + "' in vhost '/'", "basic.consume"));
    }

    @Test
    @Spec(section = "1.6", row = "404 queue name empty and nothing declared yet")
    void refusesEmptyNameBeforeAnyDeclare() {
        Channel channel = amqp.channel();

        assertThat(CloseReason.of(channel, () -> Inbox.on(channel, "", true)))
                .isEqualTo(channel(404, "NOT_FOUND - no previously declared queue", "basic.consume"));
    }

    @Test
    @Spec(section = "1.6", row = "403 exclusive consumer present")
    void refusesConsumerBesideAnExclusiveOne() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);
        consumeExclusively(channel, queue);
        Channel other = amqp.channel();

        assertThat(CloseReason.of(other, () -> Inbox.on(other, queue, true)))
                .isEqualTo(channel(
                        403, "ACCESS_REFUSED - queue '" + queue + "' in vhost '/' in exclusive use", "basic.consume"));
    }

    @Test
    @Spec(section = "1.6", row = "403 exclusive=true while others consume")
    void refusesExclusiveConsumerBesideAnother() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);
        Inbox.on(channel, queue, true);
        Channel other = amqp.channel();

        assertThat(CloseReason.of(other, () -> consumeExclusively(other, queue)))
                .isEqualTo(channel(
                        403, "ACCESS_REFUSED - queue '" + queue + "' in vhost '/' in exclusive use", "basic.consume"));
    }

    @Test
    @Spec(section = "2.4", row = "exclusive consumer gone")
    void acceptsConsumerAfterAnExclusiveOne() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);
        channel.basicCancel(consumeExclusively(channel, queue));

        Inbox inbox = Inbox.on(channel, queue, true);

        publishConfirmed(channel, "", queue, "body");
        assertThat(inbox.next().text()).isEqualTo("body");
    }

    @Test
    @Spec(section = "1.7", row = "basic.consume: no_local ignored")
    void deliversOwnMessagesInSpiteOfNoLocal() {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));
        AMQP.Basic.Consume consume =
                new AMQP.Basic.Consume.Builder().queue(queue).noLocal().build();
        raw.call(1, consume, AMQP.Basic.ConsumeOk.class);

        raw.publish(1, "", queue, "my own");

        assertThat(raw.expectContent(1).text()).isEqualTo("my own");
    }

    @Test
    @Spec(section = "2.4", row = "dispatch: round-robin over consumers with credit")
    void deliversInTurnToSeveralConsumers() {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));
        raw.consume(1, queue, "a").consume(1, queue, "b").consume(1, queue, "c");

        List<String> tags = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            raw.publish(1, "", queue, "message " + i);
            tags.add(raw.expectContent(1).deliver().getConsumerTag());
        }

        List<String> firstRound = tags.subList(0, 3);
        assertThat(firstRound).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(tags.subList(3, 6)).isEqualTo(firstRound);
        assertThat(tags.subList(6, 9)).isEqualTo(firstRound);
    }

    @Test
    @Spec(section = "1.7", row = "basic.consume: duplicate tag in channel, noticed before a missing queue")
    void refusesATagUsedTwiceBeforeItLooksForTheQueue() {
        RawConnection raw = amqp.raw();
        raw.consume(1, raw.declareQueue(1, amqp.name("queue")), "tag");

        raw.method(
                1,
                new AMQP.Basic.Consume.Builder()
                        .queue(amqp.name("missing"))
                        .consumerTag("tag")
                        .build());

        assertThat(raw.expectConnectionClose().replyText())
                .isEqualTo("NOT_ALLOWED - attempt to reuse consumer tag 'tag'");
    }

    @Test
    @Spec(section = "2.4", row = "consumer args: those of other queue types, and of other types")
    void refusesArgumentsThatTheQueueDoesNotTake() throws Exception {
        String queue = amqp.queue(amqp.channel());

        assertThat(refusal(queue, Map.of("x-stream-offset", "first")))
                .isEqualTo("PRECONDITION_FAILED - invalid arg 'x-stream-offset' for queue '" + queue
                        + "' in vhost '/' of queue type rabbit_classic_queue");
        assertThat(refusal(queue, Map.of("x-cancel-on-ha-failover", 1)))
                .isEqualTo("PRECONDITION_FAILED - invalid arg 'x-cancel-on-ha-failover' for queue '" + queue
                        + "' in vhost '/': {unacceptable_type,signedint}");
    }

    private String refusal(String queue, Map<String, Object> arguments) {
        AMQP.Basic.Consume consume = new AMQP.Basic.Consume.Builder()
                .queue(queue)
                .arguments(arguments)
                .build();
        return amqp.raw().method(1, consume).expectChannelClose(1).replyText();
    }

    @Test
    @Spec(section = "2.4", row = "x-priority: higher-priority consumer with free credit always gets the message")
    void prefersConsumersOfHigherPriority() {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));
        raw.consume(1, queue, "low");
        AMQP.Basic.Consume high = new AMQP.Basic.Consume.Builder()
                .queue(queue)
                .consumerTag("high")
                .arguments(Map.of("x-priority", 10))
                .build();
        raw.call(1, high, AMQP.Basic.ConsumeOk.class);

        for (int i = 0; i < 4; i++) {
            raw.publish(1, "", queue, "message " + i);
            assertThat(raw.expectContent(1).deliver().getConsumerTag()).isEqualTo("high");
        }
    }

    @Test
    @Spec(section = "1.7", row = "deliver order")
    void deliversWhatWaitedInTheOrderOfPublishing() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);
        publishConfirmed(channel, "", queue, "one", "two", "three");

        Inbox inbox = Inbox.on(channel, queue, true);

        assertThat(inbox.next().text()).isEqualTo("one");
        assertThat(inbox.next().text()).isEqualTo("two");
        assertThat(inbox.next().text()).isEqualTo("three");
    }

    private static String consumeExclusively(Channel channel, String queue) throws IOException {
        return channel.basicConsume(queue, true, "", false, true, Map.of(), (tag, message) -> {}, tag -> {});
    }
}
