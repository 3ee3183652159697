package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import io.leveret.conformance.raw.Delivery;
import io.leveret.conformance.raw.RawConnection;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where messages lie, and what their redelivered flag says, when several channels and consumers have given them back. */
class RequeueOrderTest {

    private static final AMQP.Channel.Close CLOSE =
            new AMQP.Channel.Close.Builder().replyCode(200).replyText("bye").build();

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    private RawConnection raw;
    private String queue;

    @BeforeEach
    void fillAQueue() throws Exception {
        raw = amqp.raw();
        queue = raw.declareQueue(1, amqp.name("queue"));
        AmqpClient.publishConfirmed(
                amqp.channel(),
                "",
                queue,
                IntStream.range(0, 10).mapToObj(i -> "" + i).toArray(String[]::new));
    }

    @Test
    @Spec(section = "1.7", row = "basic.nack: requeue at the old position, whatever the order of the nacks")
    void nacksInAnyOrderRestoreTheOrder() {
        get(1, 4);

        raw.nack(1, 3, false, true)
                .nack(1, 1, false, true)
                .nack(1, 4, false, true)
                .nack(1, 2, false, true);

        assertThat(remaining()).isEqualTo("0 1 2 3 4 5 6 7 8 9");
    }

    @Test
    @Spec(section = "1.7", row = "basic.nack: requeue at the old position, with gaps that were acked")
    void gapsOfAcknowledgedMessagesStayGaps() {
        get(1, 6);

        raw.ack(1, 2, false).ack(1, 5, false).nack(1, 0, true, true);

        assertThat(remaining()).isEqualTo("0 2 3 5 6 7 8 9");
    }

    @Test
    @Spec(section = "1.7", row = "channel.close: unacked requeued at original position: two channels interleaved")
    void twoChannelsGiveBackWhatTheyTookByTurns() {
        raw.openChannel(2).openChannel(3);
        for (int i = 0; i < 6; i++) {
            raw.get(2 + i % 2, queue);
        }

        raw.call(2, CLOSE, AMQP.Channel.CloseOk.class);
        assertThat(raw.get(1, queue).text()).isEqualTo("0");
        raw.nack(1, 1, false, true);
        raw.call(3, CLOSE, AMQP.Channel.CloseOk.class);

        assertThat(remaining()).isEqualTo("0 1 2 3 4 5 6 7 8 9");
    }

    @Test
    @Spec(
            section = "2.4",
            row = "redelivered flag: true after any previous delivery attempt, of each message by itself")
    void onlyWhatWasDeliveredBeforeIsRedelivered() {
        get(1, 2);

        raw.nack(1, 2, true, true);

        List<Boolean> flags = IntStream.range(0, 4)
                .mapToObj(i -> raw.get(1, queue).redelivered())
                .toList();
        assertThat(flags).containsExactly(true, true, false, false);
    }

    @Test
    @Spec(section = "2.4", row = "redelivered flag: stays")
    void redeliveredFlagStays() {
        for (int i = 1; i <= 3; i++) {
            Delivery got = raw.get(1, queue);
            assertThat(got.redelivered()).isEqualTo(i > 1);
            raw.nack(1, got.deliveryTag(), false, true);
        }
    }

    @Test
    @Spec(section = "2.4", row = "redelivered flag: what a consumer was sent but never acknowledged")
    void whatLayInAConsumersPrefetchIsRedelivered() {
        RawConnection consumer = amqp.raw().qos(1, 3, false).consume(1, queue, "tag");
        consumer.expectContent(1);
        consumer.expectContent(1);
        consumer.expectContent(1);

        consumer.call(1, CLOSE, AMQP.Channel.CloseOk.class);

        List<Delivery> got =
                IntStream.range(0, 4).mapToObj(i -> raw.get(1, queue)).toList();
        assertThat(got).extracting(Delivery::text).containsExactly("0", "1", "2", "3");
        assertThat(got).extracting(Delivery::redelivered).containsExactly(true, true, true, false);
    }

    @Test
    @Spec(section = "2.4", row = "redelivered message goes to another consumer, before what was published later")
    void anotherConsumerGetsWhatWasGivenBackFirst() {
        RawConnection leaving = amqp.raw().qos(1, 3, false).consume(1, queue, "leaving");
        leaving.expectContent(1);
        leaving.expectContent(1);
        leaving.expectContent(1);
        raw.qos(1, 2, false).consume(1, queue, "staying");
        assertThat(raw.expectContent(1).text()).isEqualTo("3");
        assertThat(raw.expectContent(1).text()).isEqualTo("4");

        leaving.call(1, CLOSE, AMQP.Channel.CloseOk.class);
        raw.ack(1, 2, true);

        Delivery first = raw.expectContent(1);
        assertThat(first.text()).isEqualTo("0");
        assertThat(first.redelivered()).isTrue();
        assertThat(raw.expectContent(1).text()).isEqualTo("1");
    }

    @Test
    @Spec(section = "1.7", row = "basic.reject: requeue by a consumer of two goes to either, once")
    void requeuedMessageIsDeliveredOnce() {
        raw.drain(1, queue);
        raw.qos(1, 5, false).consume(1, queue, "a").consume(1, queue, "b");
        raw.publish(1, "", queue, "body");
        Delivery once = raw.expectContent(1);

        raw.nack(1, once.deliveryTag(), false, true);

        Delivery again = raw.expectContent(1);
        assertThat(again.text()).isEqualTo("body");
        assertThat(again.redelivered()).isTrue();
        raw.expectNothingMore(1, queue);
    }

    @Test
    @Spec(section = "1.7", row = "basic.recover: over several queues")
    void recoverGivesEachQueueItsOwnBack() {
        String other = raw.declareQueue(1, amqp.name("queue"));
        raw.publish(1, "", other, "of the other");
        raw.get(1, queue);
        raw.get(1, other);
        raw.get(1, queue);

        raw.call(1, new AMQP.Basic.Recover.Builder().requeue(true).build(), AMQP.Basic.RecoverOk.class);

        assertThat(remaining()).isEqualTo("0 1 2 3 4 5 6 7 8 9");
        assertThat(raw.drain(1, other)).containsExactly("of the other");
    }

    private void get(int channel, int count) {
        IntStream.range(0, count).forEach(i -> raw.get(channel, queue));
    }

    private String remaining() {
        return String.join(" ", raw.drain(1, queue));
    }
}
