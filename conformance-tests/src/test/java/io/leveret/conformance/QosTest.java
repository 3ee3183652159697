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
