package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import io.leveret.conformance.raw.Delivery;
import io.leveret.conformance.raw.RawConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** x-priority of consumers, round-robin among equals, and how prefetch plays with both. */
class ConsumerPriorityTest {

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
    @Spec(section = "2.4", row = "priority: lower ones only when higher are blocked by prefetch")
    void lowerPriorityGetsWhatTheHigherCannotTake() {
        raw.qos(1, 2, false);
        consume("low", 1);
        consume("high", 2);

        assertThat(consumerTags(publish(4))).containsExactly("high", "high", "low", "low");
    }

    @Test
    @Spec(section = "2.4", row = "priority: higher-priority consumer with free credit always gets the message")
    void higherPriorityIsServedAgainAsSoonAsItHasRoom() {
        raw.qos(1, 1, false);
        consume("low", 1);
        consume("high", 2);
        List<Delivery> held = publish(2);

        raw.ack(1, held.get(0).deliveryTag(), false);
        assertThat(consumerTags(publish(1))).containsExactly("high");
        raw.ack(1, held.get(1).deliveryTag(), false);

        assertThat(consumerTags(publish(1))).containsExactly("low");
    }

    @Test
    @Spec(section = "2.4", row = "priority: default 0, any signed int")
    void noPriorityIsZero() {
        raw.qos(1, 1, false);
        consume("below", -5);
        raw.consume(1, queue, "none");
        consume("above", 5);

        assertThat(consumerTags(publish(3))).containsExactly("above", "none", "below");
    }

    @ParameterizedTest
    @MethodSource("integersOfAllTypes")
    @Spec(section = "2.4", row = "priority: consume arg x-priority any signed int")
    void takesIntegersOfEveryType(Object priority) {
        raw.consume(1, queue, "none");
        consume("high", priority);

        assertThat(consumerTags(publish(2))).containsOnly("high");
    }

    static List<Object> integersOfAllTypes() {
        return List.of((byte) 1, (short) 1, 1, 1L, Long.MAX_VALUE);
    }

    @Test
    @Spec(section = "2.4", row = "priority: x-priority of another type")
    void refusesPriorityThatIsNoInteger() {
        AMQP.Basic.Consume consume = new AMQP.Basic.Consume.Builder()
                .queue(queue)
                .arguments(Map.of("x-priority", "high"))
                .build();

        assertThat(raw.method(1, consume).expectChannelClose(1).replyText())
                .isEqualTo("PRECONDITION_FAILED - invalid arg 'x-priority' for queue '" + queue
                        + "' in vhost '/': \"expected integer, got longstr\"");
    }

    @Test
    @Spec(section = "2.4", row = "dispatch: round-robin over consumers with credit, of one priority")
    void equalPrioritiesTakeTurns() {
        consume("a", 3);
        consume("b", 3);
        consume("c", 3);
        consume("low", 1);

        List<String> tags = consumerTags(publish(6));

        assertThat(tags.subList(0, 3)).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(tags.subList(3, 6)).isEqualTo(tags.subList(0, 3));
    }

    @Test
    @Spec(section = "2.4", row = "dispatch: round-robin: consumers without credit are passed over")
    void fullConsumersArePassedOver() {
        raw.qos(1, 1, false).consume(1, queue, "small").qos(1, 3, false).consume(1, queue, "large");

        assertThat(consumerTags(publish(4))).containsExactlyInAnyOrder("small", "large", "large", "large");
    }

    @Test
    @Spec(section = "2.4", row = "dispatch: round-robin: over channels and connections")
    void consumersOfSeveralConnectionsTakeTurns() {
        RawConnection other = amqp.raw().consume(1, queue, "other");
        raw.consume(1, queue, "own");

        for (int i = 0; i < 6; i++) {
            raw.publish(1, "", queue, "" + i);
        }

        List<String> own =
                IntStream.range(0, 3).mapToObj(i -> raw.expectContent(1).text()).toList();
        List<String> others = IntStream.range(0, 3)
                .mapToObj(i -> other.expectContent(1).text())
                .toList();
        assertThat(List.of(own, others)).containsExactlyInAnyOrder(List.of("0", "2", "4"), List.of("1", "3", "5"));
    }

    @Test
    @Spec(section = "2.4", row = "priority: higher first where a limit over the channel lets one more message through")
    void higherPriorityGetsTheRoomOfTheChannel() {
        raw.qos(1, 1, true);
        consume("low", 1);
        consume("high", 2);
        for (int i = 0; i < 6; i++) {
            raw.publish(1, "", queue, "" + i);
        }

        for (int i = 0; i < 6; i++) {
            Delivery next = raw.expectContent(1);
            assertThat(next.deliver().getConsumerTag()).isEqualTo("high");
            raw.ack(1, next.deliveryTag(), false);
        }
    }

    @Test
    @Spec(section = "2.4", row = "priority: a cancelled consumer of high priority leaves its place to the next")
    void nextPriorityFollowsACancelledConsumer() {
        consume("low", 1);
        consume("high", 2);

        raw.call(1, new AMQP.Basic.Cancel.Builder().consumerTag("high").build(), AMQP.Basic.CancelOk.class);

        assertThat(consumerTags(publish(2))).containsOnly("low");
    }

    @Test
    @Spec(section = "2.4", row = "priority: requeued messages go by priority too")
    void requeuedMessageGoesToTheHigherPriority() {
        raw.qos(1, 1, false);
        consume("low", 1);
        Delivery held = publish(1).get(0);
        consume("high", 2);

        raw.nack(1, held.deliveryTag(), false, true);

        assertThat(raw.expectContent(1).deliver().getConsumerTag()).isEqualTo("high");
    }

    private void consume(String tag, Object priority) {
        AMQP.Basic.Consume consume = new AMQP.Basic.Consume.Builder()
                .queue(queue)
                .consumerTag(tag)
                .arguments(new HashMap<>(Map.of("x-priority", priority)))
                .build();
        raw.call(1, consume, AMQP.Basic.ConsumeOk.class);
    }

    /** Publishes one after the other, each when the one before has been delivered. */
    private List<Delivery> publish(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> raw.publish(1, "", queue, "" + i).expectContent(1))
                .toList();
    }

    private static List<String> consumerTags(List<Delivery> deliveries) {
        return deliveries.stream()
                .map(delivery -> delivery.deliver().getConsumerTag())
                .toList();
    }
}
