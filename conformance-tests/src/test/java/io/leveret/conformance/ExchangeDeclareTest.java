package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.channel;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import io.leveret.conformance.raw.CloseReason;
import io.leveret.conformance.raw.RawConnection;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** exchange.declare: what it creates, what it refuses, and when a redeclare is the same exchange. */
class ExchangeDeclareTest {

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @ParameterizedTest
    @ValueSource(strings = {"direct", "fanout", "topic", "headers"})
    @Spec(section = "1.7", row = "exchange.declare: types")
    void declaresEveryCoreType(String type) throws Exception {
        Channel channel = amqp.channel();

        channel.exchangeDeclarePassive(amqp.exchange(channel, type));
    }

    @Test
    @Spec(section = "1.7", row = "exchange.declare: same properties again")
    void redeclaresWithTheSameProperties() throws Exception {
        Channel channel = amqp.channel();
        String exchange = amqp.name("exchange");

        channel.exchangeDeclare(exchange, "topic", true, true, Map.of());
        channel.exchangeDeclare(exchange, "topic", true, true, Map.of());
    }

    @ParameterizedTest
    @CsvSource({
        "type, fanout, false, false, false, fanout, direct",
        "durable, direct, true, false, false, true, false",
        "auto_delete, direct, false, true, false, true, false",
        "internal, direct, false, false, true, true, false"
    })
    @Spec(section = "1.6", row = "406 redeclare with other flag (exchanges)")
    void refusesRedeclareWithOtherProperty(
            String argument,
            String type,
            boolean durable,
            boolean autoDelete,
            boolean internal,
            String received,
            String current)
            throws Exception {
        Channel channel = amqp.channel();
        String exchange = amqp.exchange(channel, "direct");

        CloseReason reason = CloseReason.of(
                channel, () -> channel.exchangeDeclare(exchange, type, durable, autoDelete, internal, Map.of()));

        assertThat(reason)
                .isEqualTo(channel(
                        406,
                        "PRECONDITION_FAILED - inequivalent arg '%s' for exchange '%s' in vhost '/': received '%s' but current is '%s'"
                                .formatted(argument, exchange, received, current),
                        "exchange.declare"));
    }

    @Test
    @Spec(section = "1.7", row = "exchange.declare: passive checks existence only")
    void passiveDeclareComparesNothing() throws Exception {
        Channel channel = amqp.channel();
        RawConnection raw = amqp.raw();
        AMQP.Exchange.Declare otherwise = new AMQP.Exchange.Declare.Builder()
                .exchange(amqp.exchange(channel, "direct"))
                .type("fanout")
                .passive()
                .durable()
                .build();

        raw.call(1, otherwise, AMQP.Exchange.DeclareOk.class);
    }

    @Test
    @Spec(section = "1.6", row = "404 passive declare of a missing exchange")
    void refusesPassiveDeclareOfMissingExchange() {
        Channel channel = amqp.channel();
        String exchange = amqp.name("exchange");

        assertThat(CloseReason.of(channel, () -> channel.exchangeDeclarePassive(exchange)))
                .isEqualTo(channel(404, "NOT_FOUND - no exchange '" + exchange + "' in vhost '/'", "exchange.declare"));
    }

    @Test
    @Spec(section = "1.6", row = "406 unknown exchange type")
    @SinceRabbit(value = "4.0", before = "it closes the connection with 503")
    void refusesUnknownType() {
        Channel channel = amqp.channel();
        String exchange = amqp.name("exchange");

        assertThat(CloseReason.of(channel, () -> channel.exchangeDeclare(exchange, "x-no-such-type")))
                .isEqualTo(channel(
                        406, "PRECONDITION_FAILED - unknown exchange type 'x-no-such-type'", "exchange.declare"));
    }

    @Test
    @Spec(section = "1.6", row = "403 create amq.*")
    void refusesReservedName() {
        Channel channel = amqp.channel();

        assertThat(CloseReason.of(channel, () -> channel.exchangeDeclare("amq.conformance", "direct")))
                .isEqualTo(channel(
                        403,
                        "ACCESS_REFUSED - exchange name 'amq.conformance' contains reserved prefix 'amq.*'",
                        "exchange.declare"));
    }

    @ParameterizedTest
    @CsvSource({
        "amq.direct, direct",
        "amq.fanout, fanout",
        "amq.topic, topic",
        "amq.headers, headers",
        "amq.match, headers"
    })
    @Spec(section = "1.8", row = "pre-declared exchanges, redeclared with equal properties")
    void redeclaresWhatIsPredeclared(String exchange, String type) throws Exception {
        amqp.channel().exchangeDeclare(exchange, type, true);
    }

    @Test
    @Spec(section = "1.8", row = "amq.rabbitmq.trace is topic, durable, internal")
    void predeclaresTheTraceExchange() throws Exception {
        amqp.channel().exchangeDeclare("amq.rabbitmq.trace", "topic", true, false, true, Map.of());
    }

    @Test
    @Spec(section = "1.6", row = "403 declare with exchange \"\"")
    void refusesDeclareOfTheDefaultExchange() {
        Channel channel = amqp.channel();

        assertThat(CloseReason.of(channel, () -> channel.exchangeDeclare("", "direct", true)))
                .isEqualTo(channel(
                        403, "ACCESS_REFUSED - operation not permitted on the default exchange", "exchange.declare"));
    }

    @Test
    @Spec(section = "1.7", row = "exchange.declare: only alternate-exchange takes part in arg equivalence")
    void comparesNoUnknownArguments() throws Exception {
        Channel channel = amqp.channel();
        String exchange = amqp.name("exchange");

        channel.exchangeDeclare(exchange, "direct", false, false, Map.of("x-of-mine", "a"));
        channel.exchangeDeclare(exchange, "direct", false, false, Map.of("x-of-mine", "b"));
        channel.exchangeDeclare(exchange, "direct", false, false, Map.of());
    }

    @Test
    @Spec(section = "1.6", row = "406 redeclare with other x-arg (alternate-exchange)")
    void comparesTheAlternateExchange() throws Exception {
        Channel channel = amqp.channel();
        String exchange = amqp.name("exchange");
        channel.exchangeDeclare(exchange, "direct", false, false, Map.of("alternate-exchange", "one"));

        CloseReason reason = CloseReason.of(
                channel,
                () -> channel.exchangeDeclare(exchange, "direct", false, false, Map.of("alternate-exchange", "two")));

        assertThat(reason)
                .isEqualTo(channel(
                        406,
                        "PRECONDITION_FAILED - inequivalent arg 'alternate-exchange' for exchange '%s' in vhost '/': received 'two' but current is 'one'"
                                .formatted(exchange),
                        "exchange.declare"));
    }

    @Test
    @Spec(section = "1.7", row = "exchange.declare: name CR/LF stripped")
    void stripsLineBreaksFromTheName() throws Exception {
        Channel channel = amqp.channel();
        String exchange = amqp.name("exchange");

        channel.exchangeDeclare(exchange + "\r\n", "direct");

        channel.exchangeDeclarePassive(exchange);
    }

    @Test
    @Spec(section = "1.7", row = "nowait")
    void answersNothingToNowait() {
        RawConnection raw = amqp.raw();
        AMQP.Exchange.Declare declare = new AMQP.Exchange.Declare.Builder()
                .exchange(amqp.name("exchange"))
                .type("direct")
                .nowait()
                .build();

        raw.method(1, declare);

        raw.call(1, new AMQP.Channel.Flow.Builder().active(true).build(), AMQP.Channel.FlowOk.class);
    }
}
