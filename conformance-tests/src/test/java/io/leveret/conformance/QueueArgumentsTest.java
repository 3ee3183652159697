package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.channel;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import io.leveret.conformance.raw.CloseReason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Arguments of queue.declare: validation and equivalence. */
class QueueArgumentsTest {

    private static final long TEN_YEARS_MS = 315_360_000_000L;

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    static List<Arguments> badArguments() {
        return List.of(
                Arguments.of("x-message-ttl", -1, "{value_negative,-1}"),
                Arguments.of("x-message-ttl", "5000", "\"expected integer, got longstr\""),
                Arguments.of("x-message-ttl", true, "\"expected integer, got bool\""),
                Arguments.of("x-message-ttl", 1.5, "\"expected integer, got double\""),
                Arguments.of("x-message-ttl", TEN_YEARS_MS + 1, "{value_too_large,315360000001}"),
                Arguments.of("x-queue-type", 5, "{unacceptable_type,signedint}"),
                Arguments.of("x-expires", 0, "{value_zero,0}"),
                Arguments.of("x-expires", -1, "{value_negative,-1}"),
                Arguments.of("x-expires", "1000", "\"expected integer, got longstr\""),
                Arguments.of("x-expires", TEN_YEARS_MS + 1, "{value_too_large,315360000001}"));
    }

    @ParameterizedTest(name = "{0} = {1}")
    @MethodSource("badArguments")
    @Spec(section = "1.6", row = "406 bad x-arg value")
    void refusesBadValue(String argument, Object value, String reason) {
        Channel channel = amqp.channel();
        String queue = amqp.name("queue");

        assertThat(CloseReason.of(
                        channel, () -> channel.queueDeclare(queue, false, false, false, Map.of(argument, value))))
                .isEqualTo(channel(
                        406,
                        "PRECONDITION_FAILED - invalid arg '%s' for queue '%s' in vhost '/': %s"
                                .formatted(argument, queue, reason),
                        "queue.declare"));
    }

    @Test
    @Spec(section = "2.9", row = "x-message-ttl of 0 and of ten years are valid")
    void acceptsTheBoundsOfMessageTtl() {
        Channel channel = amqp.channel();

        amqp.queue(channel, Map.of("x-message-ttl", 0));
        amqp.queue(channel, Map.of("x-message-ttl", TEN_YEARS_MS));
    }

    @ParameterizedTest
    @MethodSource("integersOfAllTypes")
    @Spec(section = "1.7", row = "queue.declare: integer args compare by value across int types")
    void comparesIntegersByValue(Object sameValue) throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel, Map.of("x-message-ttl", 100));

        channel.queueDeclare(queue, false, false, false, Map.of("x-message-ttl", sameValue));
    }

    static List<Object> integersOfAllTypes() {
        return List.of((byte) 100, (short) 100, 100, 100L);
    }

    @Test
    @Spec(section = "1.6", row = "406 redeclare with other x-arg: both have it")
    void refusesOtherValue() throws Exception {
        assertThat(redeclare(Map.of("x-message-ttl", 5000), Map.of("x-message-ttl", 6000)))
                .isEqualTo(
                        "inequivalent arg 'x-message-ttl' for queue '%s' in vhost '/': received '6000' but current is"
                                + " '5000'");
    }

    @Test
    @Spec(section = "1.6", row = "406 redeclare with other x-arg: only the redeclare has it")
    void refusesAddedArgument() throws Exception {
        assertThat(redeclare(Map.of(), Map.of("x-message-ttl", 5000L)))
                .isEqualTo("inequivalent arg 'x-message-ttl' for queue '%s' in vhost '/': received the value '5000' of"
                        + " type 'long' but current is none");
    }

    @Test
    @Spec(section = "1.6", row = "406 redeclare with other x-arg: only the queue has it")
    void refusesMissingArgument() throws Exception {
        assertThat(redeclare(Map.of("x-message-ttl", 5000), Map.of()))
                .isEqualTo("inequivalent arg 'x-message-ttl' for queue '%s' in vhost '/': received none but current is"
                        + " the value '5000' of type 'signedint'");
    }

    @Test
    @Spec(section = "1.6", row = "406 redeclare with other x-arg: the redeclare has it without a value")
    void refusesArgumentWithoutValue() throws Exception {
        Map<String, Object> withoutValue = new HashMap<>();
        withoutValue.put("x-message-ttl", null);

        assertThat(redeclare(Map.of("x-message-ttl", 5000), withoutValue))
                .isEqualTo("inequivalent arg 'x-message-ttl' for queue '%s' in vhost '/': received none but current is"
                        + " '5000'");
    }

    @Test
    @Spec(section = "1.6", row = "406 redeclare with other x-arg: x-expires")
    void refusesOtherExpires() throws Exception {
        assertThat(redeclare(Map.of("x-expires", 60_000), Map.of("x-expires", 70_000)))
                .isEqualTo("inequivalent arg 'x-expires' for queue '%s' in vhost '/': received '70000' but current is"
                        + " '60000'");
    }

    @Test
    @Spec(section = "1.6", row = "406 redeclare with other x-arg: a number with a fraction is never a whole one")
    void takesAWholeNumberForAnotherThanOneWithAFraction() throws Exception {
        assertThat(redeclare(Map.of("x-message-ttl", 5000), Map.of("x-message-ttl", 5000.0)))
                .startsWith("inequivalent arg 'x-message-ttl' for queue '%s' in vhost '/': received '5");
    }

    @Test
    @Spec(section = "1.6", row = "406 redeclare with other x-arg: x-max-priority is looked at before x-overflow")
    void namesThePriorityBeforeTheOverflow() throws Exception {
        assertThat(redeclare(Map.of(), Map.of("x-overflow", "reject-publish", "x-max-priority", 1)))
                .isEqualTo("inequivalent arg 'x-max-priority' for queue '%s' in vhost '/': received the value '1' of"
                        + " type 'signedint' but current is none");
    }

    @Test
    @Spec(section = "1.6", row = "406 bad x-arg value: x-max-priority is looked at before x-overflow")
    void refusesABadPriorityBeforeABadOverflow() {
        Channel channel = amqp.channel();
        String queue = amqp.name("queue");
        Map<String, Object> bad = Map.of("x-overflow", 5, "x-max-priority", true);

        assertThat(CloseReason.of(channel, () -> channel.queueDeclare(queue, false, false, false, bad))
                        .replyText())
                .isEqualTo("PRECONDITION_FAILED - invalid arg 'x-max-priority' for queue '" + queue
                        + "' in vhost '/': \"expected integer, got bool\"");
    }

    @Test
    @Spec(section = "2.12", row = "an arg in nobody's list is not compared on redeclare")
    void comparesNoUnknownArguments() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel, Map.of("x-of-mine", "a"));

        channel.queueDeclare(queue, false, false, false, Map.of("x-of-mine", "b"));
        channel.queueDeclare(queue, false, false, false, Map.of());
    }

    @Test
    @Spec(section = "1.7", row = "queue.declare: x-queue-type classic is the same as none")
    void takesQueueTypeClassicForNone() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);

        channel.queueDeclare(queue, false, false, false, Map.of("x-queue-type", "classic"));
    }

    private String redeclare(Map<String, Object> first, Map<String, Object> second) {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel, first);
        CloseReason reason = CloseReason.of(channel, () -> channel.queueDeclare(queue, false, false, false, second));
        assertThat(reason.replyCode()).isEqualTo(406);
        assertThat(reason.failedMethod()).isEqualTo("queue.declare");
        return reason.replyText().replace("PRECONDITION_FAILED - ", "").replace(queue, "%s");
    }
}
