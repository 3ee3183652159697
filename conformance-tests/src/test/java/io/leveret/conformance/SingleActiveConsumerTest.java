package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.channel;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import io.leveret.conformance.raw.CloseReason;
import io.leveret.conformance.raw.Delivery;
import io.leveret.conformance.raw.RawConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** x-single-active-consumer: one consumer gets everything, the others wait for its end. */
class SingleActiveConsumerTest {

    private static final String ARGUMENT = "x-single-active-consumer";
    private static final AMQP.Channel.Close CLOSE =
            new AMQP.Channel.Close.Builder().replyCode(200).replyText("bye").build();

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    private Channel publisher;
    private String queue;
    private RawConnection raw;

    @BeforeEach
    void declareQueue() {
        publisher = amqp.channel();
        queue = amqp.queue(publisher, Map.of(ARGUMENT, true));
        raw = amqp.raw();
    }

    @Test
    @Spec(section = "2.4", row = "single active consumer: first registered is active")
    void deliversAllToTheConsumerThatCameFirst() throws Exception {
        raw.consume(1, queue, "first").consume(1, queue, "second").consume(1, queue, "third");

        publish(10);

        assertThat(consumerTags(10)).containsOnly("first");
        raw.expectNothingMore(1, queue);
    }

    @Test
    @Spec(section = "2.4", row = "single active consumer: its prefetch holds; the others get nothing meanwhile")
    void othersGetNothingWhileTheActiveOneIsFull() throws Exception {
        raw.qos(1, 2, false).consume(1, queue, "first").consume(1, queue, "second");

        publish(5);

        assertThat(consumerTags(2)).containsOnly("first");
        raw.expectNothingMore(1, queue);
        assertThat(raw.ack(1, 1, false).expectContent(1).deliver().getConsumerTag())
                .isEqualTo("first");
    }

    @Test
    @Spec(
            section = "2.4",
            row = "single active consumer: next takes over; the unacked of the old one come first, limit or not")
    void whatTheOldOneHeldComesFirstInAQueueWithALimit() throws Exception {
        String limited = amqp.queue(publisher, Map.of(ARGUMENT, true, "x-max-length", 100));
        RawConnection old = amqp.raw();
        old.qos(1, 3, false).consume(1, limited, "old");
        for (int i = 0; i < 8; i++) {
            publisher.basicPublish("", limited, null, new byte[] {(byte) ('0' + i)});
        }
        for (int i = 0; i < 3; i++) {
            old.expectContent(1);
        }
        raw.consume(1, limited, "next");

        old.close();

        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            texts.add(raw.expectContent(1).text());
        }
        assertThat(texts).containsExactly("0", "1", "2", "3", "4", "5", "6", "7");
    }

    @Test
    @Spec(section = "2.4", row = "single active consumer: next takes over on cancel")
    void nextTakesOverWhenTheActiveOneIsCancelled() throws Exception {
        raw.consume(1, queue, "first").consume(1, queue, "second").consume(1, queue, "third");

        raw.call(1, cancel("first"), AMQP.Basic.CancelOk.class);
        publish(3);

        assertThat(consumerTags(3)).containsOnly("second");
    }

    @Test
    @Spec(section = "2.4", row = "single active consumer: cancel: what the old one holds stays with it")
    @SinceRabbit(value = "4.0", before = "the next consumer gets what waits only with the next publish")
    void cancelledConsumerKeepsWhatItHolds() throws Exception {
        raw.qos(1, 1, false).consume(1, queue, "first").consume(1, queue, "second");
        publish(2);
        Delivery held = raw.expectContent(1);

        raw.method(1, cancel("first"));

        raw.expect(1, AMQP.Basic.CancelOk.class);
        Delivery next = raw.expectContent(1);
        assertThat(next.deliver().getConsumerTag()).isEqualTo("second");
        assertThat(next.text()).isEqualTo("1");
        raw.ack(1, held.deliveryTag(), false).ack(1, next.deliveryTag(), false).expectNothingMore(1, queue);
    }

    @Test
    @Spec(section = "2.4", row = "single active consumer: next takes over on channel close; unacked of old one go back")
    void nextTakesOverWithWhatTheClosedChannelHeld() throws Exception {
        RawConnection active = amqp.raw().consume(1, queue, "first");
        raw.consume(1, queue, "second");
        publish(2);
        active.expectContent(1);
        active.expectContent(1);

        active.method(1, CLOSE);

        Delivery back = raw.expectContent(1);
        assertThat(back.text()).isEqualTo("0");
        assertThat(back.redelivered()).isTrue();
        assertThat(raw.expectContent(1).text()).isEqualTo("1");
    }

    @Test
    @Spec(section = "2.4", row = "single active consumer: next takes over when the connection is cut")
    void nextTakesOverWhenTheConnectionIsCut() throws Exception {
        RawConnection active = amqp.raw().consume(1, queue, "first");
        raw.consume(1, queue, "second");
        publish(1);
        active.expectContent(1);

        active.cut();

        assertThat(raw.expectContent(1).redelivered()).isTrue();
    }

    @Test
    @Spec(section = "2.4", row = "single active consumer: one that waits may go without a change")
    void waitingConsumerMayGo() throws Exception {
        raw.consume(1, queue, "first").consume(1, queue, "second").consume(1, queue, "third");

        raw.call(1, cancel("second"), AMQP.Basic.CancelOk.class);
        publish(1);
        assertThat(consumerTags(1)).containsOnly("first");
        raw.call(1, cancel("first"), AMQP.Basic.CancelOk.class);
        publish(1);

        assertThat(consumerTags(1)).containsOnly("third");
    }

    @Test
    @Spec(section = "2.4", row = "single active consumer: the last goes, a new one comes")
    void newConsumerIsActiveWhereNoneIsLeft() throws Exception {
        raw.consume(1, queue, "first").call(1, cancel("first"), AMQP.Basic.CancelOk.class);
        publish(1);

        raw.consume(1, queue, "new");

        assertThat(consumerTags(1)).containsOnly("new");
    }

    @Test
    @Spec(section = "2.4", row = "single active consumer: one of higher priority that comes later waits (classic)")
    void consumerOfHigherPriorityDoesNotPushTheActiveOneOut() throws Exception {
        raw.consume(1, queue, "first");
        consume("important", Map.of("x-priority", 10));

        publish(3);

        assertThat(consumerTags(3)).containsOnly("first");
    }

    @Test
    @Spec(section = "2.4", row = "single active consumer: of those that wait the highest priority is next")
    void highestPriorityIsNext() throws Exception {
        raw.consume(1, queue, "first");
        consume("low", Map.of("x-priority", -1));
        consume("normal", Map.of());
        consume("high", Map.of("x-priority", 10));
        raw.call(1, cancel("first"), AMQP.Basic.CancelOk.class);

        publish(3);

        assertThat(consumerTags(3)).containsOnly("high");
    }

    @Test
    @Spec(section = "2.4", row = "single active consumer: exclusive consume: 403")
    void refusesExclusiveConsumer() {
        AMQP.Basic.Consume exclusive =
                new AMQP.Basic.Consume.Builder().queue(queue).exclusive().build();

        assertThat(raw.method(1, exclusive).expectChannelClose(1))
                .isEqualTo(channel(
                        403, "ACCESS_REFUSED - queue '" + queue + "' in vhost '/' in exclusive use", "basic.consume"));
    }

    @Test
    @Spec(section = "2.4", row = "single active consumer: basic.get allowed on classic")
    void letsOthersGetMessages() throws Exception {
        raw.qos(1, 1, false).consume(1, queue, "first");
        publish(2);
        raw.expectContent(1);

        assertThat(amqp.raw().get(1, queue).text()).isEqualTo("1");
    }

    @Test
    @Spec(section = "1.7", row = "declare-ok counts all consumers, active or not")
    void countsAllConsumers() throws Exception {
        raw.consume(1, queue, "first").consume(1, queue, "second");

        assertThat(publisher.queueDeclarePassive(queue).getConsumerCount()).isEqualTo(2);
    }

    @Test
    @Spec(section = "2.4", row = "x-single-active-consumer=false is an ordinary queue")
    void falseChangesNothing() throws Exception {
        queue = amqp.queue(publisher, Map.of(ARGUMENT, false));
        raw.qos(1, 1, false).consume(1, queue, "first").consume(1, queue, "second");

        publish(2);

        assertThat(consumerTags(2)).containsExactlyInAnyOrder("first", "second");
    }

    @Test
    @Spec(section = "1.6", row = "406 bad x-arg value: {unacceptable_type,longstr} (bool args)")
    void refusesValueThatIsNoBoolean() {
        String name = amqp.name("queue");

        assertThat(CloseReason.of(
                        publisher, () -> publisher.queueDeclare(name, false, false, false, Map.of(ARGUMENT, "true"))))
                .isEqualTo(channel(
                        406,
                        "PRECONDITION_FAILED - invalid arg '" + ARGUMENT + "' for queue '" + name
                                + "' in vhost '/': {unacceptable_type,longstr}",
                        "queue.declare"));
    }

    @Test
    @Spec(section = "1.6", row = "406 redeclare with other x-arg: x-single-active-consumer")
    void comparesTheArgumentOnRedeclare() {
        assertThat(CloseReason.of(
                        publisher, () -> publisher.queueDeclare(queue, false, false, false, Map.of(ARGUMENT, false))))
                .isEqualTo(channel(
                        406,
                        "PRECONDITION_FAILED - inequivalent arg '" + ARGUMENT + "' for queue '" + queue
                                + "' in vhost '/': received 'false' but current is 'true'",
                        "queue.declare"));
    }

    @Test
    @Spec(section = "1.6", row = "406 redeclare without x-single-active-consumer")
    void missesTheArgumentOnRedeclare() {
        assertThat(CloseReason.of(publisher, () -> publisher.queueDeclare(queue, false, false, false, Map.of()))
                        .replyText())
                .isEqualTo("PRECONDITION_FAILED - inequivalent arg '" + ARGUMENT + "' for queue '" + queue
                        + "' in vhost '/': received none but current is the value 'true' of type 'bool'");
    }

    @Test
    @Spec(section = "2.4", row = "single active consumer: order through take-overs")
    @SinceRabbit(value = "4.0", before = "the next consumer gets what waits only with the next publish")
    void keepsTheOrderThroughTakeOvers() throws Exception {
        raw.qos(1, 5, false).consume(1, queue, "first").consume(1, queue, "second");
        publish(10);
        List<String> texts = new ArrayList<>();
        IntStream.range(0, 5).forEach(i -> texts.add(raw.expectContent(1).text()));

        raw.call(1, cancel("first"), AMQP.Basic.CancelOk.class);

        IntStream.range(0, 5).forEach(i -> texts.add(raw.expectContent(1).text()));
        assertThat(texts).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    }

    private void consume(String tag, Map<String, Object> arguments) {
        AMQP.Basic.Consume consume = new AMQP.Basic.Consume.Builder()
                .queue(queue)
                .consumerTag(tag)
                .arguments(new HashMap<>(arguments))
                .build();
        raw.call(1, consume, AMQP.Basic.ConsumeOk.class);
    }

    private static AMQP.Basic.Cancel cancel(String tag) {
        return new AMQP.Basic.Cancel.Builder().consumerTag(tag).build();
    }

    /** Publishes "0", "1", ... and returns when the queue has them. */
    private void publish(int count) throws Exception {
        AmqpClient.publishConfirmed(
                publisher,
                "",
                queue,
                IntStream.range(0, count).mapToObj(i -> "" + i).toArray(String[]::new));
    }

    private List<String> consumerTags(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> raw.expectContent(1).deliver().getConsumerTag())
                .toList();
    }
}
