package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.connection;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import io.leveret.conformance.raw.RawConnection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** basic.qos: how many unacknowledged messages a consumer, or a channel, may hold. */
class QosTest {

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    private RawConnection raw;
    private String queue;

    @BeforeEach
    void openChannelAndQueue() {
        raw = amqp.raw();
        queue = raw.declareQueue(1, amqp.name("queue"));
    }

    @Test
    @Spec(section = "2.6", row = "false: limit for each consumer")
    void consumerHoldsNoMoreThanItsPrefetch() {
        raw.qos(1, 2, false).consume(1, queue, "tag");
        publish(queue, 3);

        assertThat(expectTexts(2)).containsExactly("0", "1");
        raw.expectNothingMore(1, queue);
    }

    @Test
    @Spec(section = "2.6", row = "false: lifts the limit of the channel")
    void limitForEachConsumerLiftsThatOfTheChannel() {
        raw.qos(1, 1, true).consume(1, queue, "tag");
        publish(queue, 3);
        assertThat(expectTexts(1)).containsExactly("0");

        raw.qos(1, 1, false);

        assertThat(expectTexts(2)).containsExactly("1", "2");
    }

    @Test
    @Spec(section = "2.6", row = "false: an ack makes room")
    void ackMakesRoomForTheNext() {
        raw.qos(1, 1, false).consume(1, queue, "tag");
        publish(queue, 3);

        assertThat(raw.expectContent(1).text()).isEqualTo("0");
        assertThat(raw.ack(1, 1, false).expectContent(1).text()).isEqualTo("1");
        assertThat(raw.nack(1, 2, false, false).expectContent(1).text()).isEqualTo("2");
    }

    @Test
    @Spec(section = "2.6", row = "false: multiple ack makes room for all")
    void multipleAckMakesRoomForAll() {
        raw.qos(1, 3, false).consume(1, queue, "tag");
        publish(queue, 6);
        expectTexts(3);

        raw.ack(1, 3, true);

        assertThat(expectTexts(3)).containsExactly("3", "4", "5");
        raw.expectNothingMore(1, queue);
    }

    @Test
    @Spec(section = "2.6", row = "false: each consumer has its own limit")
    void everyConsumerHasItsOwnLimit() {
        raw.qos(1, 1, false).consume(1, queue, "a").consume(1, queue, "b");
        publish(queue, 3);

        assertThat(List.of(
                        raw.expectContent(1).deliver().getConsumerTag(),
                        raw.expectContent(1).deliver().getConsumerTag()))
                .containsExactlyInAnyOrder("a", "b");
        raw.expectNothingMore(1, queue);
    }

    @Test
    @Spec(section = "2.6", row = "false: for consumers started afterwards; running ones keep theirs")
    void runningConsumerKeepsItsLimit() {
        raw.qos(1, 1, false).consume(1, queue, "tag");
        publish(queue, 3);
        raw.expectContent(1);

        raw.qos(1, 10, false);

        raw.expectNothingMore(1, queue);
    }

    @Test
    @Spec(section = "2.6", row = "prefetch 0 = unlimited")
    void zeroMeansUnlimited() {
        raw.qos(1, 1, false).qos(1, 0, false).consume(1, queue, "tag");
        publish(queue, 100);

        assertThat(expectTexts(100)).endsWith("98", "99");
    }

    @Test
    @Spec(section = "2.6", row = "auto-ack consumers have no limit")
    void consumersWithoutAckHaveNoLimit() {
        AMQP.Basic.Consume noAck =
                new AMQP.Basic.Consume.Builder().queue(queue).noAck().build();
        raw.qos(1, 1, false).call(1, noAck, AMQP.Basic.ConsumeOk.class);
        publish(queue, 5);

        assertThat(expectTexts(5)).containsExactly("0", "1", "2", "3", "4");
    }

    @Test
    @Spec(section = "2.6", row = "basic.get not counted")
    void getIsNotCounted() {
        raw.qos(1, 1, false);
        publish(queue, 3);
        raw.get(1, queue);
        raw.get(1, queue);

        raw.consume(1, queue, "tag");

        assertThat(raw.expectContent(1).text()).isEqualTo("2");
    }

    @Test
    @Spec(section = "2.6", row = "true: shared limit over all consumers of channel")
    void channelLimitIsSharedOverTwoQueues() {
        String other = raw.declareQueue(1, amqp.name("queue"));
        raw.qos(1, 2, true).consume(1, queue, "a").consume(1, other, "b");
        raw.publish(1, "", queue, "1");
        assertThat(raw.expectContent(1).text()).isEqualTo("1");
        raw.publish(1, "", other, "2");
        assertThat(raw.expectContent(1).text()).isEqualTo("2");

        raw.publish(1, "", queue, "3").publish(1, "", other, "4");

        raw.expectNothingMore(1, queue).expectNothingMore(1, other);
        assertThat(List.of(
                        raw.ack(1, 1, false).expectContent(1).text(),
                        raw.ack(1, 2, false).expectContent(1).text()))
                .containsExactlyInAnyOrder("3", "4");
    }

    @Test
    @Spec(section = "2.6", row = "true: applies to running consumers")
    void channelLimitHoldsForRunningConsumers() {
        raw.consume(1, queue, "tag").qos(1, 1, true);
        publish(queue, 2);

        assertThat(raw.expectContent(1).text()).isEqualTo("0");
        raw.expectNothingMore(1, queue);
    }

    @Test
    @Spec(section = "2.6", row = "true: raising the limit lets waiting messages through")
    void raisedChannelLimitLetsMessagesThrough() {
        raw.qos(1, 1, true).consume(1, queue, "tag");
        publish(queue, 3);
        raw.expectContent(1);

        raw.qos(1, 3, true);

        assertThat(expectTexts(2)).containsExactly("1", "2");
    }

    @Test
    @Spec(section = "2.6", row = "true and false: both limits apply together")
    void bothLimitsApply() {
        String other = raw.declareQueue(1, amqp.name("queue"));
        raw.qos(1, 2, false).qos(1, 3, true).consume(1, queue, "a");
        publish(queue, 5);
        assertThat(expectTexts(2)).containsExactly("0", "1");
        raw.expectNothingMore(1, queue).consume(1, other, "b");

        publish(other, 5);

        assertThat(expectTexts(1)).containsExactly("0");
        raw.expectNothingMore(1, queue).expectNothingMore(1, other);
    }

    @Test
    @Spec(section = "2.6", row = "false: each consumer has its own limit, over several queues")
    void consumersOfSeveralQueuesHaveTheirOwnLimits() {
        String other = raw.declareQueue(1, amqp.name("queue"));
        raw.qos(1, 2, false).consume(1, queue, "a").consume(1, other, "b");
        publish(queue, 3);
        publish(other, 3);

        List<String> tags = Stream.generate(() -> raw.expectContent(1).deliver().getConsumerTag())
                .limit(4)
                .toList();

        assertThat(tags).containsExactlyInAnyOrder("a", "a", "b", "b");
        raw.expectNothingMore(1, queue).expectNothingMore(1, other);
    }

    @Test
    @Spec(section = "2.6", row = "true: an ack of one queue makes room for the other")
    void ackOfOneQueueMakesRoomForAnother() {
        String other = raw.declareQueue(1, amqp.name("queue"));
        raw.qos(1, 1, true).consume(1, queue, "a").consume(1, other, "b");
        publish(queue, 1);
        long held = raw.expectContent(1).deliveryTag();
        raw.publish(1, "", other, "of the other").expectNothingMore(1, other);

        raw.ack(1, held, false);

        assertThat(raw.expectContent(1).text()).isEqualTo("of the other");
    }

    @Test
    @Spec(section = "2.6", row = "true: shared by channel, not by connection")
    void channelLimitIsEachChannelsOwn() {
        raw.openChannel(2).qos(1, 1, true).qos(2, 1, true);
        raw.consume(1, queue, "a").consume(2, queue, "b");

        publish(queue, 3);

        assertThat(List.of(raw.readFrame().channel(), secondDeliveryChannel())).containsExactlyInAnyOrder(1, 2);
        raw.expectNothingMore(1, queue);
    }

    /** Of the second delivery, when the method frame of the first has been read. */
    private int secondDeliveryChannel() {
        raw.readFrame();
        raw.readFrame();
        int channel = raw.readFrame().channel();
        raw.readFrame();
        raw.readFrame();
        return channel;
    }

    @Test
    @Spec(section = "2.6", row = "false: nack with requeue makes room, and the message comes again")
    void requeueMakesRoomForTheSameMessage() {
        raw.qos(1, 1, false).consume(1, queue, "tag");
        publish(queue, 2);

        raw.nack(1, raw.expectContent(1).deliveryTag(), false, true);

        assertThat(raw.expectContent(1).text()).isEqualTo("0");
        raw.expectNothingMore(1, queue);
    }

    @Test
    @Spec(section = "2.6", row = "false: a cancelled consumer's messages do not count for the next")
    void cancelledConsumerLeavesItsLimitBehind() {
        raw.qos(1, 1, false).consume(1, queue, "first");
        publish(queue, 2);
        raw.expectContent(1);
        raw.call(1, new AMQP.Basic.Cancel.Builder().consumerTag("first").build(), AMQP.Basic.CancelOk.class);

        raw.consume(1, queue, "second");

        assertThat(raw.expectContent(1).text()).isEqualTo("1");
    }

    @Test
    @Spec(section = "1.6", row = "540 prefetch_size!=0 (N)")
    void refusesPrefetchSize() {
        raw.method(
                1,
                new AMQP.Basic.Qos.Builder().prefetchSize(1000).prefetchCount(1).build());

        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(540, "NOT_IMPLEMENTED - prefetch_size!=0 (1000)", "basic.qos"));
    }

    /** Publishes "0", "1", ... */
    private void publish(String to, int count) {
        for (int i = 0; i < count; i++) {
            raw.publish(1, "", to, "" + i);
        }
    }

    private List<String> expectTexts(int count) {
        return Stream.generate(() -> raw.expectContent(1).text()).limit(count).toList();
    }
}
