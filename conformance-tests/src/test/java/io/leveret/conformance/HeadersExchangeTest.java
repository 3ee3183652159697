package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.channel;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
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

/** Headers exchanges: the four forms of x-match, and how values compare. */
class HeadersExchangeTest {

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    static List<Arguments> matching() {
        return List.of(
                Arguments.of("all needs every header", of("x-match", "all", "a", 1, "b", 2), of("a", 1, "b", 2)),
                Arguments.of("all allows further headers", of("x-match", "all", "a", 1), of("a", 1, "b", 2)),
                Arguments.of("all is the default", of("a", 1, "b", 2), of("a", 1, "b", 2)),
                Arguments.of("any needs one header", of("x-match", "any", "a", 1, "b", 2), of("a", 9, "b", 2)),
                Arguments.of("all ignores x- keys", of("x-match", "all", "a", 1, "x-b", 2), of("a", 1)),
                Arguments.of(
                        "all-with-x counts x- keys",
                        of("x-match", "all-with-x", "a", 1, "x-b", 2),
                        of("a", 1, "x-b", 2)),
                Arguments.of("any-with-x counts x- keys", of("x-match", "any-with-x", "x-b", 2), of("x-b", 2)),
                Arguments.of("void matches any value", of("x-match", "all", "a", null), of("a", "whatever")),
                Arguments.of("integers compare by value", of("x-match", "all", "a", 1), of("a", 1L)),
                Arguments.of("numbers with a fraction as well", of("x-match", "all", "a", 1), of("a", 1.0)),
                Arguments.of("all without keys matches everything", of("x-match", "all"), of("a", 1)),
                Arguments.of("all without keys matches no headers", of("x-match", "all"), of()),
                Arguments.of("no arguments match everything", of(), of()),
                Arguments.of("texts compare", of("x-match", "all", "a", "text"), of("a", "text")),
                Arguments.of("booleans compare", of("x-match", "all", "a", true), of("a", true)));
    }

    static List<Arguments> notMatching() {
        return List.of(
                Arguments.of("all misses a header", of("x-match", "all", "a", 1, "b", 2), of("a", 1)),
                Arguments.of("all meets another value", of("x-match", "all", "a", 1), of("a", 2)),
                Arguments.of("any meets only other values", of("x-match", "any", "a", 1, "b", 2), of("a", 2, "b", 1)),
                Arguments.of("any ignores x- keys", of("x-match", "any", "x-b", 2), of("x-b", 2)),
                Arguments.of(
                        "all-with-x misses an x- header", of("x-match", "all-with-x", "a", 1, "x-b", 2), of("a", 1)),
                Arguments.of("void needs the header", of("x-match", "all", "a", null), of("b", 1)),
                Arguments.of("types differ", of("x-match", "all", "a", 1), of("a", "1")),
                Arguments.of("any without keys matches nothing", of("x-match", "any"), of("a", 1)),
                Arguments.of("message without headers", of("x-match", "all", "a", 1), of()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("matching")
    @Spec(section = "2.15", row = "headers")
    void routes(String why, Map<String, Object> binding, Map<String, Object> headers) throws Exception {
        assertThat(isRouted(binding, headers)).as(why).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("notMatching")
    @Spec(section = "2.15", row = "headers")
    void doesNotRoute(String why, Map<String, Object> binding, Map<String, Object> headers) throws Exception {
        assertThat(isRouted(binding, headers)).as(why).isFalse();
    }

    @Test
    @Spec(section = "2.15", row = "headers: the routing key does not matter")
    void ignoresTheRoutingKey() throws Exception {
        Channel channel = amqp.channel();
        String exchange = amqp.exchange(channel, "headers");
        String queue = amqp.queue(channel);
        channel.queueBind(queue, exchange, "one key", of("a", 1));

        channel.basicPublish(exchange, "another key", headers(of("a", 1)), new byte[0]);

        assertThat(channel.basicGet(queue, true)).isNotNull();
    }

    @Test
    @Spec(section = "1.6", row = "406 headers binding")
    void refusesUnknownMatchForm() {
        Channel channel = amqp.channel();
        String exchange = amqp.exchange(channel, "headers");
        String queue = amqp.queue(channel);

        assertThat(CloseReason.of(channel, () -> channel.queueBind(queue, exchange, "", of("x-match", "foo"))))
                .isEqualTo(channel(
                        406,
                        "PRECONDITION_FAILED - Invalid x-match field value <<\"foo\">>; expected all, any, all-with-x, or any-with-x",
                        "queue.bind"));
    }

    @Test
    @Spec(section = "1.6", row = "406 headers binding: x-match is no text")
    void refusesMatchFormOfAnotherType() {
        Channel channel = amqp.channel();
        String exchange = amqp.exchange(channel, "headers");
        String queue = amqp.queue(channel);

        assertThat(CloseReason.of(channel, () -> channel.queueBind(queue, exchange, "", of("x-match", 1))))
                .isEqualTo(channel(
                        406,
                        "PRECONDITION_FAILED - Invalid x-match field type signedint (value 1); expected longstr",
                        "queue.bind"));
    }

    @Test
    @Spec(section = "1.6", row = "406 Invalid x-match field value: looked at before the lock of an exclusive queue")
    void refusesABadXMatchBeforeItLooksAtTheLock() throws Exception {
        Channel owner = amqp.channel();
        String queue = owner.queueDeclare(amqp.name("queue"), false, true, false, Map.of())
                .getQueue();
        Channel stranger = AmqpClient.channel(amqp.newConnection());

        assertThat(CloseReason.of(stranger, () -> stranger.queueBind(queue, "amq.headers", "", Map.of("x-match", 5))))
                .isEqualTo(channel(
                        406,
                        "PRECONDITION_FAILED - Invalid x-match field type signedint (value 5); expected longstr",
                        "queue.bind"));
    }

    private boolean isRouted(Map<String, Object> binding, Map<String, Object> headers) throws Exception {
        Channel channel = amqp.channel();
        String exchange = amqp.exchange(channel, "headers");
        String queue = amqp.queue(channel);
        channel.queueBind(queue, exchange, "", binding);
        channel.basicPublish(exchange, "", headers(headers), new byte[0]);
        return channel.basicGet(queue, true) != null;
    }

    private static AMQP.BasicProperties headers(Map<String, Object> headers) {
        return new AMQP.BasicProperties.Builder().headers(headers).build();
    }

    /** A map that may hold null values. */
    private static Map<String, Object> of(Object... keysAndValues) {
        Map<String, Object> map = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
