package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.channel;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import io.leveret.conformance.raw.RawConnection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** basic.ack, basic.nack and basic.reject on three messages got from a queue: what each settles, and what it refuses. */
class AcknowledgeTest {

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    private RawConnection raw;
    private String queue;

    @BeforeEach
    void getThreeMessages() {
        raw = amqp.raw();
        queue = raw.declareQueue(1, amqp.name("queue"));
        raw.publish(1, "", queue, "one").publish(1, "", queue, "two").publish(1, "", queue, "three");
        for (int tag = 1; tag <= 3; tag++) {
            assertThat(raw.get(1, queue).deliveryTag()).isEqualTo(tag);
        }
    }

    @Test
    @Spec(section = "1.7", row = "basic.ack")
    void acksOne() {
        raw.ack(1, 2, false);

        assertThat(requeuedByClosingTheChannel()).isEqualTo("one three");
    }

    @Test
    @Spec(section = "1.7", row = "basic.ack: multiple")
    void acksAllUpToTheTag() {
        raw.ack(1, 2, true);

        assertThat(requeuedByClosingTheChannel()).isEqualTo("three");
    }

    @Test
    @Spec(section = "1.7", row = "basic.ack: multiple + tag 0 = all outstanding")
    void acksAllByTagZero() {
        raw.ack(1, 0, true);

        assertThat(requeuedByClosingTheChannel()).isEmpty();
    }

    @Test
    @Spec(section = "1.7", row = "basic.ack: multiple + tag 0 with nothing outstanding")
    void acceptsMultipleAckOfNothing() {
        raw.ack(1, 0, true).ack(1, 0, true);

        assertThat(requeuedByClosingTheChannel()).isEmpty();
    }

    @Test
    @Spec(section = "1.7", row = "basic.ack: multiple over tags acked before")
    void acksMultipleOverSettledTags() {
        raw.ack(1, 1, false).ack(1, 2, true);

        assertThat(requeuedByClosingTheChannel()).isEqualTo("three");
    }

    @Test
    @Spec(section = "1.7", row = "basic.nack: without requeue drops")
    void nackWithoutRequeueDrops() {
        raw.nack(1, 2, false, false);

        assertThat(requeuedByClosingTheChannel()).isEqualTo("one three");
    }

    @Test
    @Spec(section = "1.7", row = "basic.nack: multiple as ack")
    void nackMultipleDropsAllUpToTheTag() {
        raw.nack(1, 2, true, false);

        assertThat(requeuedByClosingTheChannel()).isEqualTo("three");
    }

    @Test
    @Spec(section = "1.7", row = "basic.nack: multiple + tag 0")
    void nackByTagZeroRequeuesAllInOrder() {
        raw.nack(1, 0, true, true);

        assertThat(remaining()).isEqualTo("one two three");
    }

    @Test
    @Spec(section = "1.7", row = "basic.reject: without requeue drops")
    void rejectWithoutRequeueDrops() {
        raw.method(
                1, new AMQP.Basic.Reject.Builder().deliveryTag(2).requeue(false).build());

        assertThat(requeuedByClosingTheChannel()).isEqualTo("one three");
    }

    @Test
    @Spec(section = "1.7", row = "basic.reject/nack: requeue puts message back at its old position")
    void rejectedMessageIsTheNextToBeGot() {
        raw.publish(1, "", queue, "four")
                .method(
                        1,
                        new AMQP.Basic.Reject.Builder()
                                .deliveryTag(2)
                                .requeue(true)
                                .build());

        assertThat(remaining()).isEqualTo("two four");
    }

    @ParameterizedTest
    @CsvSource({"1, 2, 3", "3, 2, 1", "2, 1, 3"})
    @Spec(section = "1.7", row = "basic.reject/nack: requeue puts messages back at their old positions")
    void requeuedMessagesKeepTheirOrderWhateverTheOrderOfRequeue(long first, long second, long third) {
        raw.publish(1, "", queue, "four");

        raw.nack(1, first, false, true).nack(1, second, false, true).nack(1, third, false, true);

        assertThat(remaining()).isEqualTo("one two three four");
    }

    @Test
    @Spec(section = "2.4", row = "redelivered flag")
    void requeuedMessageIsMarkedAsRedelivered() {
        raw.nack(1, 3, false, true);

        assertThat(raw.get(1, queue).redelivered()).isTrue();
    }

    @Test
    @Spec(section = "2.4", row = "delivery tag not reset; a redelivery has a new one")
    void redeliveryHasANewTag() {
        raw.nack(1, 3, false, true);

        assertThat(raw.get(1, queue).deliveryTag()).isEqualTo(4);
    }

    @Test
    @Spec(section = "1.6", row = "406 unknown delivery tag")
    void refusesAckOfUnknownTag() {
        raw.ack(1, 42, false);

        assertThat(raw.expectChannelClose(1))
                .isEqualTo(channel(406, "PRECONDITION_FAILED - unknown delivery tag 42", "basic.ack"));
    }

    @Test
    @Spec(section = "1.6", row = "406 unknown delivery tag: multiple")
    void refusesMultipleAckOfUnknownTag() {
        raw.ack(1, 42, true);

        assertThat(raw.expectChannelClose(1))
                .isEqualTo(channel(406, "PRECONDITION_FAILED - unknown delivery tag 42", "basic.ack"));
    }

    @Test
    @Spec(section = "1.6", row = "406 unknown delivery tag: 0 without multiple")
    void refusesSingleAckOfTagZero() {
        raw.ack(1, 0, false);

        assertThat(raw.expectChannelClose(1))
                .isEqualTo(channel(406, "PRECONDITION_FAILED - unknown delivery tag 0", "basic.ack"));
    }

    @Test
    @Spec(section = "1.6", row = "406 double ack")
    void refusesSecondAck() {
        raw.ack(1, 2, false).ack(1, 2, false);

        assertThat(raw.expectChannelClose(1))
                .isEqualTo(channel(406, "PRECONDITION_FAILED - unknown delivery tag 2", "basic.ack"));
    }

    @Test
    @Spec(section = "1.6", row = "406 double ack: multiple up to a settled tag with nothing before it")
    void refusesMultipleAckWhereNothingIsLeft() {
        raw.ack(1, 2, true).ack(1, 2, true);

        assertThat(raw.expectChannelClose(1))
                .isEqualTo(channel(406, "PRECONDITION_FAILED - unknown delivery tag 2", "basic.ack"));
    }

    @Test
    @Spec(section = "1.6", row = "406 unknown delivery tag: nack")
    void refusesNackOfUnknownTag() {
        raw.nack(1, 42, false, true);

        assertThat(raw.expectChannelClose(1))
                .isEqualTo(channel(406, "PRECONDITION_FAILED - unknown delivery tag 42", "basic.nack"));
    }

    @Test
    @Spec(section = "1.6", row = "406 unknown delivery tag: reject")
    void refusesRejectOfUnknownTag() {
        raw.method(
                1, new AMQP.Basic.Reject.Builder().deliveryTag(42).requeue(true).build());

        assertThat(raw.expectChannelClose(1))
                .isEqualTo(channel(406, "PRECONDITION_FAILED - unknown delivery tag 42", "basic.reject"));
    }

    @Test
    @Spec(section = "1.6", row = "406 ack on another channel")
    void refusesAckOnAnotherChannel() {
        raw.openChannel(2).ack(2, 1, false);

        assertThat(raw.expectChannelClose(2))
                .isEqualTo(channel(406, "PRECONDITION_FAILED - unknown delivery tag 1", "basic.ack"));
    }

    @Test
    @Spec(section = "1.6", row = "406 ack on auto-ack consumer")
    void refusesAckOfWhatNeedsNone() {
        raw.publish(1, "", queue, "four").method(1, noAckGet());
        long tag = raw.expectContent(1).deliveryTag();

        raw.ack(1, tag, false);

        assertThat(raw.expectChannelClose(1))
                .isEqualTo(channel(406, "PRECONDITION_FAILED - unknown delivery tag 4", "basic.ack"));
    }

    /** What comes back when the channel dies with it, in the order of the queue. */
    private String requeuedByClosingTheChannel() {
        raw.call(
                1,
                new AMQP.Channel.Close.Builder().replyCode(200).replyText("bye").build(),
                AMQP.Channel.CloseOk.class);
        raw.openChannel(1);
        return remaining();
    }

    private String remaining() {
        return String.join(" ", raw.drain(1, queue));
    }

    private AMQP.Basic.Get noAckGet() {
        return new AMQP.Basic.Get.Builder().queue(queue).noAck().build();
    }
}
