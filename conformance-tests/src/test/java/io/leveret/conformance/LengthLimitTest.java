package io.leveret.conformance;

import static io.leveret.conformance.AmqpClient.publishConfirmed;
import static io.leveret.conformance.raw.CloseReason.channel;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import io.leveret.conformance.raw.CloseReason;
import io.leveret.conformance.raw.RawConnection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** x-max-length and x-max-length-bytes with the overflow that a queue has of itself: drop-head. */
class LengthLimitTest {

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    private Channel channel;

    @BeforeEach
    void openChannel() {
        channel = amqp.channel();
    }

    @Test
    @Spec(section = "2.10", row = "2: drop-head (default): drop oldest until within limit")
    void dropsTheOldest() throws Exception {
        String queue = amqp.queue(channel, Map.of("x-max-length", 2));

        publishConfirmed(channel, "", queue, "1", "2", "3", "4");

        assertThat(remaining(queue)).containsExactly("3", "4");
    }

    @Test
    @Spec(section = "2.10", row = "2: drop-head by its name")
    void dropsTheOldestWhereTheQueueSaysSo() throws Exception {
        String queue = amqp.queue(channel, Map.of("x-max-length", 1, "x-overflow", "drop-head"));

        publishConfirmed(channel, "", queue, "1", "2");

        assertThat(remaining(queue)).containsExactly("2");
    }

    @Test
    @Spec(section = "2.10", row = "1: bytes = bodies")
    void countsBytesOfBodies() throws Exception {
        String queue = amqp.queue(channel, Map.of("x-max-length-bytes", 10));

        publishConfirmed(channel, "", queue, "12345", "67890");
        assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isEqualTo(2);
        publishConfirmed(channel, "", queue, "x");

        assertThat(remaining(queue)).containsExactly("67890", "x");
    }

    @Test
    @Spec(section = "2.10", row = "1: bytes = bodies, properties do not count")
    void countsNoBytesOfProperties() throws Exception {
        String queue = amqp.queue(channel, Map.of("x-max-length-bytes", 2));
        channel.confirmSelect();
        AMQP.BasicProperties large = new AMQP.BasicProperties.Builder()
                .headers(Map.of("long", "text ".repeat(100)))
                .build();

        channel.basicPublish("", queue, large, new byte[1]);
        channel.basicPublish("", queue, large, new byte[1]);
        channel.basicPublish("", queue, large, new byte[0]);
        channel.waitForConfirmsOrDie(10_000);

        assertThat(remaining(queue)).hasSize(3);
    }

    @Test
    @Spec(section = "2.10", row = "2: drop oldest until within limit: a large message drops several, or itself")
    void largeMessageDropsAsManyAsItTakes() throws Exception {
        String queue = amqp.queue(channel, Map.of("x-max-length-bytes", 10));

        publishConfirmed(channel, "", queue, "1", "2", "3", "123456789");
        assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isEqualTo(2);
        publishConfirmed(channel, "", queue, "larger than the limit");

        assertThat(remaining(queue)).isEmpty();
    }

    @Test
    @Spec(section = "2.10", row = "1: both limits hold")
    void holdsBothLimits() throws Exception {
        String queue = amqp.queue(channel, Map.of("x-max-length", 3, "x-max-length-bytes", 4));

        publishConfirmed(channel, "", queue, "a", "b", "c", "d");
        assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isEqualTo(3);
        publishConfirmed(channel, "", queue, "eee");

        assertThat(remaining(queue)).containsExactly("d", "eee");
    }

    @Test
    @Spec(section = "2.10", row = "1: count ready messages only")
    void countsNoUnacknowledgedMessages() throws Exception {
        String queue = amqp.queue(channel, Map.of("x-max-length", 1));
        publishConfirmed(channel, "", queue, "held");
        channel.basicGet(queue, false);

        publishConfirmed(channel, "", queue, "ready");

        GetResponse got = channel.basicGet(queue, true);
        assertThat(got.getBody()).asString().isEqualTo("ready");
    }

    @Test
    @Spec(section = "2.10", row = "1: count ready messages only: bytes")
    void countsNoBytesOfUnacknowledgedMessages() throws Exception {
        String queue = amqp.queue(channel, Map.of("x-max-length-bytes", 5));
        publishConfirmed(channel, "", queue, "held!");
        channel.basicGet(queue, false);

        publishConfirmed(channel, "", queue, "ready");

        assertThat(remaining(queue)).containsExactly("ready");
    }

    @Test
    @Spec(section = "2.10", row = "2: requeued messages overflow too")
    void messagesThatComeBackDropTheOldest() throws Exception {
        String queue = amqp.queue(channel, Map.of("x-max-length", 1));
        publishConfirmed(channel, "", queue, "held");
        long held = channel.basicGet(queue, false).getEnvelope().getDeliveryTag();
        publishConfirmed(channel, "", queue, "ready");

        channel.basicReject(held, true);

        assertThat(remaining(queue)).containsExactly("ready");
    }

    @Test
    @Spec(section = "2.10", row = "2: requeued messages overflow too: all of one nack, before any is delivered again")
    void messagesOfOneNackDropTheOldest() {
        RawConnection raw = amqp.raw();
        String queue = consumerThatHoldsThree(raw);

        raw.nack(1, 3, true, true);

        assertThat(raw.expectContent(1).text()).isEqualTo("2");
        assertThat(raw.expectContent(1).text()).isEqualTo("3");
        raw.expectNothingMore(1, queue);
    }

    @Test
    @Spec(
            section = "2.10",
            row = "2: requeued messages overflow too: all that is recovered, before any is delivered again")
    void messagesOfOneRecoverDropTheOldest() {
        RawConnection raw = amqp.raw();
        String queue = consumerThatHoldsThree(raw);

        raw.call(1, new AMQP.Basic.Recover.Builder().requeue(true).build(), AMQP.Basic.RecoverOk.class);

        assertThat(raw.expectContent(1).text()).isEqualTo("2");
        assertThat(raw.expectContent(1).text()).isEqualTo("3");
        raw.expectNothingMore(1, queue);
    }

    @Test
    @Spec(section = "2.10", row = "2: requeued messages overflow too: of one nack, consumer by consumer")
    void messagesOfOneNackComeBackConsumerByConsumer() {
        RawConnection raw = amqp.raw();
        String queue = consumerThatHoldsThree(raw);
        raw.consume(1, queue, "tag two");
        raw.call(1, new AMQP.Basic.Cancel.Builder().consumerTag("tag").build(), AMQP.Basic.CancelOk.class);
        for (String body : List.of("4", "5")) {
            raw.publish(1, "", queue, body).expectContent(1);
        }

        raw.nack(1, 5, true, true);

        for (String body : List.of("2", "3", "4", "5")) {
            assertThat(raw.expectContent(1).text()).isEqualTo(body);
        }
        raw.expectNothingMore(1, queue);
    }

    /** Where two may be ready. */
    private String consumerThatHoldsThree(RawConnection raw) {
        String queue = amqp.name("queue");
        AMQP.Queue.Declare declare = new AMQP.Queue.Declare.Builder()
                .queue(queue)
                .exclusive()
                .arguments(Map.of("x-max-length", 2))
                .build();
        raw.call(1, declare, AMQP.Queue.DeclareOk.class);
        raw.consume(1, queue, "tag");
        for (String body : List.of("1", "2", "3")) {
            raw.publish(1, "", queue, body).expectContent(1);
        }
        return queue;
    }

    @Test
    @Spec(section = "2.10", row = "2: a consumer that takes all keeps a queue below its limit")
    void dropsNothingThatAConsumerTakes() throws Exception {
        String queue = amqp.queue(channel, Map.of("x-max-length", 1));
        Inbox inbox = Inbox.on(channel, queue, true);

        publishConfirmed(channel, "", queue, "1", "2", "3");

        assertThat(List.of(
                        inbox.next().text(), inbox.next().text(), inbox.next().text()))
                .containsExactly("1", "2", "3");
    }

    @Test
    @Spec(section = "2.10", row = "5: max-length 0: only direct hand-over to a waiting consumer survives")
    void limitOfZeroKeepsNothing() throws Exception {
        String queue = amqp.queue(channel, Map.of("x-max-length", 0));

        publishConfirmed(channel, "", queue, "dropped");

        assertThat(remaining(queue)).isEmpty();
    }

    @Test
    @Spec(section = "2.10", row = "5: max-length 0: only direct hand-over to a waiting consumer survives")
    void limitOfZeroHandsOverToAConsumer() throws Exception {
        String queue = amqp.queue(channel, Map.of("x-max-length", 0));
        Inbox inbox = Inbox.on(channel, queue, true);

        publishConfirmed(channel, "", queue, "caught");

        assertThat(inbox.next().text()).isEqualTo("caught");
    }

    @Test
    @Spec(section = "2.10", row = "5: max-length-bytes 0 keeps messages without a body")
    void limitOfZeroBytesKeepsEmptyMessages() throws Exception {
        String queue = amqp.queue(channel, Map.of("x-max-length-bytes", 0));

        publishConfirmed(channel, "", queue, "dropped", "", "");

        assertThat(remaining(queue)).containsExactly("", "");
    }

    @Test
    @Spec(section = "2.10", row = "2: what is dropped is confirmed, also persistent in a durable queue")
    void confirmsWhatItDrops() throws Exception {
        String queue = channel.queueDeclare(amqp.name("queue"), true, false, false, Map.of("x-max-length", 1))
                .getQueue();
        channel.confirmSelect();

        for (int i = 0; i < 100; i++) {
            channel.basicPublish("", queue, MessageProperties.MINIMAL_PERSISTENT_BASIC, new byte[10]);
        }

        assertThat(channel.waitForConfirms(10_000)).isTrue();
        assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isEqualTo(1);
    }

    static List<Arguments> badArguments() {
        return List.of(
                Arguments.of("x-max-length", -1, "{value_negative,-1}"),
                Arguments.of("x-max-length", "10", "\"expected integer, got longstr\""),
                Arguments.of("x-max-length", 1.5, "\"expected integer, got double\""),
                Arguments.of("x-max-length-bytes", -5L, "{value_negative,-5}"),
                Arguments.of("x-max-length-bytes", true, "\"expected integer, got bool\""),
                Arguments.of("x-overflow", "drop-tail", "invalid_overflow"),
                Arguments.of("x-overflow", "", "invalid_overflow"),
                Arguments.of("x-overflow", 1, "{unacceptable_type,signedint}"));
    }

    @ParameterizedTest(name = "{0} = {1}")
    @MethodSource("badArguments")
    @Spec(section = "1.6", row = "406 bad x-arg value")
    void refusesBadValue(String argument, Object value, String reason) {
        String queue = amqp.name("queue");

        assertThat(declareWith(queue, Map.of(argument, value)))
                .isEqualTo("invalid arg '" + argument + "' for queue '" + queue + "' in vhost '/': " + reason);
    }

    @Test
    @Spec(section = "2.10", row = "1: x-max-length beyond any memory")
    void acceptsLimitsThatNobodyReaches() throws Exception {
        amqp.queue(channel, Map.of("x-max-length", Long.MAX_VALUE, "x-max-length-bytes", Long.MAX_VALUE));
    }

    static List<Arguments> otherArguments() {
        return List.of(
                Arguments.of(
                        "x-max-length",
                        Map.of("x-max-length", 5),
                        Map.of("x-max-length", 6L),
                        "received '6' but current is '5'"),
                Arguments.of(
                        "x-max-length",
                        Map.of("x-max-length", 5),
                        Map.of(),
                        "received none but current is the value '5' of type 'signedint'"),
                Arguments.of(
                        "x-max-length-bytes",
                        Map.of(),
                        Map.of("x-max-length-bytes", 6L),
                        "received the value '6' of type 'long' but current is none"),
                Arguments.of(
                        "x-overflow",
                        Map.of("x-overflow", "drop-head"),
                        Map.of("x-overflow", "reject-publish"),
                        "received 'reject-publish' but current is 'drop-head'"),
                Arguments.of(
                        "x-overflow",
                        Map.of(),
                        Map.of("x-overflow", "drop-head"),
                        "received the value 'drop-head' of type 'longstr' but current is none"));
    }

    @ParameterizedTest(name = "{0}: {1} and {2}")
    @MethodSource("otherArguments")
    @Spec(section = "1.6", row = "406 redeclare with other x-arg")
    void refusesRedeclareWithOtherLimit(
            String argument, Map<String, Object> first, Map<String, Object> second, String difference) {
        String queue = amqp.queue(channel, first);

        assertThat(declareWith(queue, second))
                .isEqualTo("inequivalent arg '" + argument + "' for queue '" + queue + "' in vhost '/': " + difference);
    }

    private String declareWith(String queue, Map<String, Object> arguments) {
        CloseReason reason = CloseReason.of(channel, () -> channel.queueDeclare(queue, false, false, false, arguments));
        assertThat(reason).isEqualTo(channel(406, reason.replyText(), "queue.declare"));
        return reason.replyText().replace("PRECONDITION_FAILED - ", "");
    }

    private List<String> remaining(String queue) {
        return amqp.raw().drain(1, queue);
    }
}
