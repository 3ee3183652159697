package io.leveret.conformance;

import static io.leveret.conformance.AmqpClient.publishConfirmed;
import static io.leveret.conformance.raw.CloseReason.channel;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import io.leveret.conformance.raw.CloseReason;
import io.leveret.conformance.raw.RawConnection;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where a message goes that its exchange could not route. */
class AlternateExchangeTest {

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @Test
    @Spec(section = "2.3", row = "AE used only when the exchange itself routed to nothing")
    void takesOnlyWhatTheExchangeCouldNotRoute() throws Exception {
        Channel channel = amqp.channel();
        String alternate = amqp.exchange(channel, "fanout");
        String exchange = exchangeWith(channel, alternate);
        String routed = amqp.queue(channel);
        String unrouted = amqp.queue(channel);
        channel.queueBind(routed, exchange, "known");
        channel.queueBind(unrouted, alternate, "");

        publishConfirmed(channel, exchange, "known", "");
        publishConfirmed(channel, exchange, "unknown", "");

        assertThat(channel.queueDeclarePassive(routed).getMessageCount()).isEqualTo(1);
        assertThat(channel.queueDeclarePassive(unrouted).getMessageCount()).isEqualTo(1);
        assertThat(channel.basicGet(unrouted, true).getEnvelope().getRoutingKey())
                .isEqualTo("unknown");
    }

    @Test
    @Spec(section = "2.3", row = "a message keeps the exchange it was published to")
    void keepsTheNameOfTheFirstExchange() throws Exception {
        Channel channel = amqp.channel();
        String alternate = amqp.exchange(channel, "fanout");
        String exchange = exchangeWith(channel, alternate);
        String queue = amqp.queue(channel);
        channel.queueBind(queue, alternate, "");

        channel.basicPublish(exchange, "unknown", null, new byte[0]);

        assertThat(channel.basicGet(queue, true).getEnvelope().getExchange()).isEqualTo(exchange);
    }

    @Test
    @Spec(section = "2.3", row = "chained AEs followed once each")
    void followsAChainOfAlternates() throws Exception {
        Channel channel = amqp.channel();
        String last = amqp.exchange(channel, "fanout");
        String first = exchangeWith(channel, exchangeWith(channel, last));
        String queue = amqp.queue(channel);
        channel.queueBind(queue, last, "");

        channel.basicPublish(first, "unknown", null, new byte[0]);

        assertThat(channel.basicGet(queue, true)).isNotNull();
    }

    @Test
    @Spec(section = "2.3", row = "chained AEs followed once each: a cycle ends")
    void endsACycleOfAlternates() throws Exception {
        Channel channel = amqp.channel();
        String one = amqp.name("exchange");
        String two = exchangeWith(channel, one);
        channel.exchangeDeclare(one, "direct", false, false, Map.of("alternate-exchange", two));

        channel.basicPublish(one, "unknown", null, new byte[0]);

        channel.exchangeDeclarePassive(one);
    }

    @Test
    @Spec(section = "2.3", row = "a message that ends in an AE queue counts as routed (no return)")
    void doesNotReturnWhatTheAlternateRouted() throws Exception {
        Channel channel = amqp.channel();
        String alternate = amqp.exchange(channel, "fanout");
        String exchange = exchangeWith(channel, alternate);
        channel.queueBind(amqp.queue(channel), alternate, "");
        RawConnection raw = amqp.raw();

        raw.publish(1, mandatory(exchange), new AMQP.BasicProperties(), new byte[0]);

        raw.call(1, new AMQP.Channel.Flow.Builder().active(true).build(), AMQP.Channel.FlowOk.class);
    }

    @Test
    @Spec(section = "2.3", row = "missing AE exchange: silently dropped")
    void dropsSilentlyWhereTheAlternateIsMissing() throws Exception {
        Channel channel = amqp.channel();
        String exchange = exchangeWith(channel, amqp.name("missing"));

        channel.basicPublish(exchange, "unknown", null, new byte[0]);

        channel.exchangeDeclarePassive(exchange);
    }

    @Test
    @Spec(section = "2.3", row = "missing AE exchange: mandatory is returned")
    void returnsMandatoryWhereTheAlternateIsMissing() throws Exception {
        String exchange = exchangeWith(amqp.channel(), amqp.name("missing"));
        RawConnection raw = amqp.raw();

        raw.publish(1, mandatory(exchange), new AMQP.BasicProperties(), new byte[0]);

        assertThat(raw.expectContent(1).returned().getReplyCode()).isEqualTo(312);
    }

    @Test
    @Spec(section = "2.3", row = "AE argument of another type than longstr")
    void refusesAlternateThatIsNoText() {
        Channel channel = amqp.channel();
        String exchange = amqp.name("exchange");

        CloseReason reason = CloseReason.of(
                channel,
                () -> channel.exchangeDeclare(exchange, "direct", false, false, Map.of("alternate-exchange", 5)));

        assertThat(reason)
                .isEqualTo(channel(
                        406,
                        "PRECONDITION_FAILED - invalid type 'signedint' for arg 'alternate-exchange' in exchange '"
                                + exchange + "' in vhost '/'",
                        "exchange.declare"));
    }

    @Test
    @Spec(section = "2.3", row = "chained AEs followed once each: a cycle that routes on its way, and bindings into it")
    void leavesACycleWhereSomethingIsBound() throws Exception {
        Channel channel = amqp.channel();
        String one = amqp.name("exchange");
        String two = exchangeWith(channel, one);
        channel.exchangeDeclare(one, "direct", false, false, Map.of("alternate-exchange", two));
        String queue = amqp.queue(channel);
        channel.queueBind(queue, two, "key");

        publishConfirmed(channel, one, "key", "");
        publishConfirmed(channel, two, "key", "");
        publishConfirmed(channel, one, "other", "");

        assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isEqualTo(2);
    }

    @Test
    @Spec(section = "2.3", row = "chained AEs followed once each: its own alternate")
    void mayBeItsOwnAlternate() throws Exception {
        String exchange = amqp.name("exchange");
        amqp.channel().exchangeDeclare(exchange, "direct", false, false, Map.of("alternate-exchange", exchange));
        RawConnection raw = amqp.raw();

        raw.publish(1, mandatory(exchange), new AMQP.BasicProperties(), new byte[0]);

        assertThat(raw.expectContent(1).returned().getReplyCode()).isEqualTo(312);
    }

    @Test
    @Spec(
            section = "2.3",
            row =
                    "AE used only when the exchange itself routed to nothing: a bound exchange that routes to nothing counts")
    void isAskedWhereABoundExchangeRoutesToNothing() throws Exception {
        Channel channel = amqp.channel();
        String alternate = amqp.exchange(channel, "fanout");
        String exchange = exchangeWith(channel, alternate);
        String deadEnd = amqp.exchange(channel, "fanout");
        channel.exchangeBind(deadEnd, exchange, "key");
        String queue = amqp.queue(channel);
        channel.queueBind(queue, alternate, "");

        publishConfirmed(channel, exchange, "key", "");

        assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isZero();
    }

    @Test
    @Spec(section = "2.3", row = "AE of an exchange that is a message's second")
    void alternateOfABoundExchangeIsAsked() throws Exception {
        Channel channel = amqp.channel();
        String source = amqp.exchange(channel, "fanout");
        String alternate = amqp.exchange(channel, "fanout");
        String second = exchangeWith(channel, alternate);
        channel.exchangeBind(second, source, "");
        String queue = amqp.queue(channel);
        channel.queueBind(queue, alternate, "");

        publishConfirmed(channel, source, "unknown", "");

        assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isEqualTo(1);
    }

    @Test
    @Spec(section = "2.3", row = "AE may be internal")
    void mayBeInternal() throws Exception {
        Channel channel = amqp.channel();
        String internal = amqp.name("internal");
        channel.exchangeDeclare(internal, "fanout", false, false, true, Map.of());
        String queue = amqp.queue(channel);
        channel.queueBind(queue, internal, "");

        publishConfirmed(channel, exchangeWith(channel, internal), "unknown", "");

        assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isEqualTo(1);
    }

    @Test
    @Spec(section = "2.3", row = "AE that is deleted and declared again")
    void followsAnAlternateThatComesLater() throws Exception {
        Channel channel = amqp.channel();
        String alternate = amqp.name("alternate");
        String exchange = exchangeWith(channel, alternate);
        String queue = amqp.queue(channel);

        channel.exchangeDeclare(alternate, "fanout");
        channel.queueBind(queue, alternate, "");
        publishConfirmed(channel, exchange, "unknown", "");

        assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isEqualTo(1);
    }

    @Test
    @Spec(section = "1.6", row = "406 redeclare with other x-arg: exchange without its alternate")
    void missesTheAlternateOnRedeclare() throws Exception {
        Channel channel = amqp.channel();
        String exchange = exchangeWith(channel, "other");

        assertThat(CloseReason.of(channel, () -> channel.exchangeDeclare(exchange, "direct", false)))
                .isEqualTo(channel(
                        406,
                        "PRECONDITION_FAILED - inequivalent arg 'alternate-exchange' for exchange '" + exchange
                                + "' in vhost '/': received none but current is the value 'other' of type 'longstr'",
                        "exchange.declare"));
    }

    private String exchangeWith(Channel channel, String alternate) throws Exception {
        String exchange = amqp.name("exchange");
        channel.exchangeDeclare(exchange, "direct", false, false, Map.of("alternate-exchange", alternate));
        return exchange;
    }

    private static AMQP.Basic.Publish mandatory(String exchange) {
        return new AMQP.Basic.Publish.Builder()
                .exchange(exchange)
                .routingKey("unknown")
                .mandatory()
                .build();
    }
}
