package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.channel;
import static io.leveret.conformance.raw.CloseReason.connection;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import io.leveret.conformance.raw.CloseReason;
import io.leveret.conformance.raw.RawConnection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a queue of type quorum can be declared with, and what it refuses. */
class QuorumDeclareTest {

    private static final String TYPE = "x-queue-type";

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    private Channel channel;
    private String name;

    @BeforeEach
    void chooseName() {
        channel = amqp.channel();
        name = amqp.name("quorum");
    }

    private static Map<String, Object> quorum(Object... namesAndValues) {
        Map<String, Object> arguments = new HashMap<>(Map.of(TYPE, "quorum"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            arguments.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return arguments;
    }

    private CloseReason refusal(AMQP.Queue.Declare.Builder declare) {
        return amqp.raw().method(1, declare.build()).expectChannelClose(1);
    }

    private static AMQP.Queue.Declare.Builder declare(String name, Map<String, Object> arguments) {
        return new AMQP.Queue.Declare.Builder().queue(name).durable(true).arguments(arguments);
    }

    private CloseReason precondition(String text) {
        return channel(406, "PRECONDITION_FAILED - " + text.replace("NAME", name), "queue.declare");
    }

    @Test
    @Spec(section = "2.13", row = "declare: durable, and again")
    void isDeclaredAndDeclaredAgain() throws Exception {
        channel.queueDeclare(name, true, false, false, quorum());
        AMQP.Queue.DeclareOk again = channel.queueDeclare(name, true, false, false, quorum("x-unknown", 1));
        assertThat(again.getMessageCount()).isZero();
        assertThat(channel.queueDelete(name).getMessageCount()).isZero();
    }

    static Stream<Arguments> wrongFlags() {
        return Stream.of(
                Arguments.of(false, false, false, "non-durable"),
                Arguments.of(true, true, false, "exclusive-owner"),
                Arguments.of(true, false, true, "auto-delete"),
                Arguments.of(true, true, true, "auto-delete"));
    }

    @ParameterizedTest
    @MethodSource("wrongFlags")
    @Spec(section = "2.12", row = "flags non-durable / exclusive / auto-delete: 406 invalid property")
    void refusesFlagsThatItCannotHave(boolean durable, boolean exclusive, boolean autoDelete, String property) {
        AMQP.Queue.Declare.Builder declare =
                declare(name, quorum()).durable(durable).exclusive(exclusive).autoDelete(autoDelete);
        assertThat(refusal(declare))
                .isEqualTo(precondition("invalid property '" + property + "' for queue 'NAME' in vhost '/'"));
    }

    @Test
    @Spec(section = "2.12", row = "server-named: 406")
    void refusesToInventAName() {
        assertThat(refusal(declare("", quorum())))
                .isEqualTo(precondition("Cannot declare a server-named queue for type rabbit_quorum_queue"));
    }

    static Stream<Arguments> wrongArguments() {
        return Stream.of(
                Arguments.of("x-max-priority", 5, " of queue type rabbit_quorum_queue"),
                Arguments.of("x-queue-mode", "lazy", " of queue type rabbit_quorum_queue"),
                Arguments.of("x-queue-version", 2, " of queue type rabbit_quorum_queue"),
                Arguments.of("x-max-age", "1h", " of queue type rabbit_quorum_queue"),
                Arguments.of("x-stream-max-segment-size-bytes", 5, " of queue type rabbit_quorum_queue"),
                Arguments.of("x-quorum-initial-group-size", "x", ": \"expected integer, got longstr\""),
                Arguments.of("x-quorum-initial-group-size", 0, ": {value_zero,0}"),
                Arguments.of("x-dead-letter-strategy", 5, ": {unacceptable_type,signedint}"),
                Arguments.of("x-dead-letter-strategy", "x", ": invalid_dlx_strategy"),
                Arguments.of("x-max-in-memory-length", -1, ": {value_negative,-1}"),
                Arguments.of("x-max-in-memory-bytes", -1, ": {value_negative,-1}"),
                Arguments.of("x-expires", 0, ": {value_zero,0}"),
                Arguments.of("x-message-ttl", -1, ": {value_negative,-1}"),
                Arguments.of("x-max-length", -1, ": {value_negative,-1}"),
                Arguments.of("x-single-active-consumer", "x", ": {unacceptable_type,longstr}"),
                Arguments.of("x-queue-leader-locator", "x", ": invalid_queue_locator_arg"));
    }

    @ParameterizedTest
    @MethodSource("wrongArguments")
    @Spec(section = "2.12", row = "arguments by queue type: quorum")
    void refusesArgumentsThatItCannotHave(String argument, Object value, String why) {
        assertThat(refusal(declare(name, quorum(argument, value))))
                .isEqualTo(precondition("invalid arg '" + argument + "' for queue 'NAME' in vhost '/'" + why));
    }

    @ParameterizedTest
    @CsvSource({"x-delivery-limit", "x-quorum-initial-group-size", "x-max-in-memory-length", "x-max-in-memory-bytes"})
    @Spec(section = "2.12", row = "arguments by queue type: those of quorum queues on a classic one")
    void aClassicQueueRefusesArgumentsOfQuorumQueues(String argument) {
        assertThat(refusal(declare(name, Map.of(argument, 5))))
                .isEqualTo(precondition("invalid arg '" + argument
                        + "' for queue 'NAME' in vhost '/' of queue type rabbit_classic_queue"));
    }

    @Test
    @SinceRabbit(value = "3.13", before = "takes any value")
    @Spec(section = "2.12", row = "x-delivery-limit: an integer")
    void refusesADeliveryLimitThatIsNoNumber() {
        assertThat(refusal(declare(name, quorum("x-delivery-limit", "x"))))
                .isEqualTo(
                        precondition("invalid arg 'x-delivery-limit' for queue 'NAME' in vhost '/': \"expected integer,"
                                + " got longstr\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "stream"})
    @Spec(section = "1.6", row = "redeclare with another x-queue-type")
    void isNotDeclaredAgainAsAnotherType(String type) throws Exception {
        channel.queueDeclare(name, true, false, false, quorum());
        assertThat(refusal(declare(name, Map.of(TYPE, type))))
                .isEqualTo(precondition("inequivalent arg 'x-queue-type' for queue 'NAME' in vhost '/': received '"
                        + type + "' but current is 'quorum'"));
    }

    @Test
    @SinceRabbit(value = "3.13", before = "received none but current is the value 'quorum' of type 'longstr'")
    @Spec(section = "1.6", row = "redeclare without x-queue-type")
    void isNotDeclaredAgainWithoutItsType() throws Exception {
        channel.queueDeclare(name, true, false, false, quorum());
        assertThat(refusal(declare(name, Map.of())))
                .isEqualTo(
                        precondition("inequivalent arg 'x-queue-type' for queue 'NAME' in vhost '/': received 'classic'"
                                + " but current is 'quorum'"));
    }

    @Test
    @Spec(section = "1.6", row = "redeclare with another x-delivery-limit")
    void isNotDeclaredAgainWithAnotherLimit() throws Exception {
        channel.queueDeclare(name, true, false, false, quorum());
        assertThat(refusal(declare(name, quorum("x-delivery-limit", 3))))
                .isEqualTo(
                        precondition("inequivalent arg 'x-delivery-limit' for queue 'NAME' in vhost '/': received the"
                                + " value '3' of type 'signedint' but current is none"));
    }

    @Test
    @Spec(section = "1.6", row = "redeclare of a quorum queue: which argument is named first")
    void comparesLengthsBeforeTimes() throws Exception {
        channel.queueDeclare(name, true, false, false, quorum());
        assertThat(refusal(declare(name, quorum("x-message-ttl", 5, "x-delivery-limit", 3, "x-max-length", 7))))
                .isEqualTo(
                        precondition("inequivalent arg 'x-max-length' for queue 'NAME' in vhost '/': received the value"
                                + " '7' of type 'signedint' but current is none"));
    }

    @Test
    @Spec(section = "1.6", row = "redeclare: arguments of another type are not compared")
    void isDeclaredAgainWithWhatItCouldNotHave() throws Exception {
        channel.queueDeclare(name, true, false, false, quorum());
        assertThat(channel.queueDeclare(name, true, false, false, quorum("x-max-priority", 5))
                        .getMessageCount())
                .isZero();
    }

    @Test
    @Spec(section = "2.12", row = "arguments by queue type: values of its own come first")
    void looksAtItsOwnArgumentsBeforeThoseOfOthers() {
        assertThat(refusal(declare(name, quorum("x-queue-mode", "lazy", "x-overflow", "x"))))
                .isEqualTo(precondition("invalid arg 'x-overflow' for queue 'NAME' in vhost '/': invalid_overflow"));
    }

    @ParameterizedTest
    @CsvSource({"true, false, if-unused", "false, true, if-empty"})
    @Spec(section = "2.13", row = "queue.delete with conditions: 540")
    void refusesToBeDeletedUnderACondition(boolean ifUnused, boolean ifEmpty, String flag) throws Exception {
        channel.queueDeclare(name, true, false, false, quorum());
        RawConnection raw = amqp.raw();
        raw.method(
                1,
                new AMQP.Queue.Delete.Builder()
                        .queue(name)
                        .ifUnused(ifUnused)
                        .ifEmpty(ifEmpty)
                        .build());
        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(
                        540,
                        "NOT_IMPLEMENTED - cannot delete queue '" + name
                                + "' in vhost '/'. queue.delete operations with " + flag
                                + " flag set are not supported by quorum queues",
                        "queue.delete"));
    }

    @Test
    @Spec(section = "2.6", row = "global qos: 540 on quorum queues")
    void refusesAConsumerWhoseChannelLimitsAllTogether() throws Exception {
        channel.queueDeclare(name, true, false, false, quorum());
        RawConnection raw = amqp.raw();
        raw.qos(1, 1, true)
                .method(1, new AMQP.Basic.Consume.Builder().queue(name).build());
        assertThat(raw.expectConnectionClose())
                .isEqualTo(connection(
                        540,
                        "NOT_IMPLEMENTED - queue '" + name + "' in vhost '/' does not support global qos",
                        "basic.consume"));
    }

    @Test
    @Spec(section = "2.4", row = "consumer args: checked before global qos")
    void looksAtAConsumersArgumentsFirst() throws Exception {
        channel.queueDeclare(name, true, false, false, quorum());
        RawConnection raw = amqp.raw();
        raw.qos(1, 1, true)
                .method(
                        1,
                        new AMQP.Basic.Consume.Builder()
                                .queue(name)
                                .arguments(Map.of("x-priority", true))
                                .build());
        assertThat(raw.expectChannelClose(1))
                .isEqualTo(channel(
                        406,
                        "PRECONDITION_FAILED - invalid arg 'x-priority' for queue '" + name
                                + "' in vhost '/': \"expected integer, got bool\"",
                        "basic.consume"));
    }

    @Test
    @Spec(section = "2.4", row = "basic.get on a single active consumer queue: 405 on quorum")
    void refusesGetWhereOneConsumerIsServed() throws Exception {
        channel.queueDeclare(name, true, false, false, quorum("x-single-active-consumer", true));
        RawConnection raw = amqp.raw();
        raw.method(1, new AMQP.Basic.Get.Builder().queue(name).build());
        assertThat(raw.expectChannelClose(1))
                .isEqualTo(channel(
                        405,
                        "RESOURCE_LOCKED - cannot obtain access to locked queue '" + name
                                + "' in vhost '/'. basic.get operations are not supported by quorum queues with single"
                                + " active consumer",
                        "basic.get"));
    }

    @Test
    @Spec(section = "2.4", row = "exclusive consumer: quorum ignores the flag")
    void doesNotCareWhetherAConsumerWantsToBeAlone() throws Exception {
        channel.queueDeclare(name, true, false, false, quorum());
        RawConnection raw = amqp.raw();
        AMQP.Basic.Consume.Builder exclusive =
                new AMQP.Basic.Consume.Builder().queue(name).exclusive(true);
        raw.call(1, exclusive.consumerTag("a").build(), AMQP.Basic.ConsumeOk.class);
        raw.call(1, exclusive.consumerTag("b").build(), AMQP.Basic.ConsumeOk.class);
    }
}
