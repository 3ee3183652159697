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

/** exchange.bind, internal exchanges and alternate exchanges. */
class ExchangeToExchangeTest {

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @Test
    @Spec(section = "2.2", row = "exchange.bind(destination, source)")
    void messagePassesThroughBoundExchange() throws Exception {
        Channel channel = amqp.channel();
        String source = amqp.exchange(channel, "topic");
        String destination = amqp.exchange(channel, "direct");
        String queue = amqp.queue(channel);
        channel.exchangeBind(destination, source, "a.#");
        channel.queueBind(queue, destination, "a.b");

        publishConfirmed(channel, source, "a.b", "");
        publishConfirmed(channel, source, "a.c", "");
        publishConfirmed(channel, source, "b", "");

        assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isEqualTo(1);
    }

    @Test
    @Spec(section = "1.7", row = "exchange.bind/unbind: loops allowed, each message visits an exchange once")
    void loopOfBindingsDeliversOnce() throws Exception {
        Channel channel = amqp.channel();
        String one = amqp.exchange(channel, "fanout");
        String two = amqp.exchange(channel, "fanout");
        String queue = amqp.queue(channel);
        channel.exchangeBind(two, one, "");
        channel.exchangeBind(one, two, "");
        channel.exchangeBind(one, one, "");
        channel.queueBind(queue, one, "");
        channel.queueBind(queue, two, "");

        publishConfirmed(channel, one, "", "");

        assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isEqualTo(1);
    }

    @Test
    @Spec(section = "1.7", row = "exchange.unbind")
    void passesNothingAfterUnbind() throws Exception {
        Channel channel = amqp.channel();
        String source = amqp.exchange(channel, "fanout");
        String destination = amqp.exchange(channel, "fanout");
        String queue = amqp.queue(channel);
        channel.exchangeBind(destination, source, "");
        channel.queueBind(queue, destination, "");

        channel.exchangeUnbind(destination, source, "");
        publishConfirmed(channel, source, "", "");

        assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isZero();
    }

    @Test
    @Spec(section = "1.6", row = "not an error: exchange.unbind of missing binding or exchange")
    void unbindingWhatIsMissingIsNoError() throws Exception {
        Channel channel = amqp.channel();
        String exchange = amqp.exchange(channel, "fanout");

        channel.exchangeUnbind(exchange, "amq.direct", "never bound");
        channel.exchangeUnbind(amqp.name("exchange"), exchange, "");
        channel.exchangeUnbind(exchange, amqp.name("exchange"), "");
    }

    @Test
    @Spec(section = "1.6", row = "404 bind missing exchange (source)")
    void refusesBindFromMissingExchange() {
        Channel channel = amqp.channel();
        String destination = amqp.exchange(channel, "fanout");
        String missing = amqp.name("exchange");

        assertThat(CloseReason.of(channel, () -> channel.exchangeBind(destination, missing, "")))
                .isEqualTo(channel(404, "NOT_FOUND - no exchange '" + missing + "' in vhost '/'", "exchange.bind"));
    }

    @Test
    @Spec(section = "1.6", row = "404 bind missing exchange (destination)")
    void refusesBindToMissingExchange() {
        Channel channel = amqp.channel();
        String source = amqp.exchange(channel, "fanout");
        String missing = amqp.name("exchange");

        assertThat(CloseReason.of(channel, () -> channel.exchangeBind(missing, source, "")))
                .isEqualTo(channel(404, "NOT_FOUND - no exchange '" + missing + "' in vhost '/'", "exchange.bind"));
    }

    @Test
    @Spec(section = "1.6", row = "403 bind with exchange \"\"")
    void refusesBindWithTheDefaultExchange() {
        Channel channel = amqp.channel();
        String exchange = amqp.exchange(channel, "fanout");

        assertThat(CloseReason.of(channel, () -> channel.exchangeBind(exchange, "", "key")))
                .isEqualTo(channel(
                        403, "ACCESS_REFUSED - operation not permitted on the default exchange", "exchange.bind"));
    }

    @Test
    @Spec(section = "1.6", row = "403 publish to internal exchange")
    void refusesPublishToInternalExchange() throws Exception {
        Channel channel = amqp.channel();
        String internal = internalExchange(channel, Map.of());

        assertThat(CloseReason.of(channel, () -> channel.basicPublish(internal, "", null, new byte[0])))
                .isEqualTo(channel(
                        403,
                        "ACCESS_REFUSED - cannot publish to internal exchange '" + internal + "' in vhost '/'",
                        "basic.publish"));
    }

    @Test
    @Spec(section = "2.2", row = "internal exchange can be source and destination")
    void messagePassesThroughInternalExchange() throws Exception {
        Channel channel = amqp.channel();
        String source = amqp.exchange(channel, "fanout");
        String internal = internalExchange(channel, Map.of());
        String queue = amqp.queue(channel);
        channel.exchangeBind(internal, source, "");
        channel.queueBind(queue, internal, "");

        channel.basicPublish(source, "", null, new byte[0]);

        assertThat(channel.basicGet(queue, true)).isNotNull();
    }

    @Test
    @Spec(section = "2.2", row = "exchange.bind: the default exchange as destination")
    void refusesBindToTheDefaultExchange() {
        Channel channel = amqp.channel();
        String exchange = amqp.exchange(channel, "fanout");

        assertThat(CloseReason.of(channel, () -> channel.exchangeBind("", exchange, "key")))
                .isEqualTo(channel(
                        403, "ACCESS_REFUSED - operation not permitted on the default exchange", "exchange.bind"));
    }

    @Test
    @Spec(section = "1.6", row = "403 unbind with exchange \"\"")
    void refusesUnbindWithTheDefaultExchange() {
        Channel channel = amqp.channel();
        String exchange = amqp.exchange(channel, "fanout");

        assertThat(CloseReason.of(channel, () -> channel.exchangeUnbind(exchange, "", "key")))
                .isEqualTo(channel(
                        403, "ACCESS_REFUSED - operation not permitted on the default exchange", "exchange.unbind"));
    }

    @Test
    @Spec(section = "1.7", row = "exchange.bind: a queue that several paths reach gets a message once")
    void diamondOfBindingsDeliversOnce() throws Exception {
        Channel channel = amqp.channel();
        String top = amqp.exchange(channel, "fanout");
        String left = amqp.exchange(channel, "fanout");
        String right = amqp.exchange(channel, "fanout");
        String bottom = amqp.exchange(channel, "fanout");
        String queue = amqp.queue(channel);
        channel.exchangeBind(left, top, "");
        channel.exchangeBind(right, top, "");
        channel.exchangeBind(bottom, left, "");
        channel.exchangeBind(bottom, right, "");
        channel.queueBind(queue, bottom, "");
        channel.queueBind(queue, top, "");

        publishConfirmed(channel, top, "", "");

        assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isEqualTo(1);
    }

    @Test
    @Spec(section = "1.7", row = "exchange.bind/unbind: a loop that leads nowhere: mandatory is returned")
    void loopThatLeadsNowhereRoutesToNothing() throws Exception {
        Channel channel = amqp.channel();
        String one = amqp.exchange(channel, "fanout");
        String two = amqp.exchange(channel, "fanout");
        channel.exchangeBind(two, one, "");
        channel.exchangeBind(one, two, "");
        RawConnection raw = amqp.raw();
        AMQP.Basic.Publish mandatory =
                new AMQP.Basic.Publish.Builder().exchange(one).mandatory().build();

        raw.publish(1, mandatory, new AMQP.BasicProperties(), new byte[0]);

        assertThat(raw.expectContent(1).returned().getExchange()).isEqualTo(one);
    }

    @Test
    @Spec(section = "2.2", row = "exchange.bind: same binding twice = 1 binding")
    void sameBindingTwiceIsOneBinding() throws Exception {
        Channel channel = amqp.channel();
        String source = amqp.exchange(channel, "direct");
        String destination = amqp.exchange(channel, "fanout");
        String queue = amqp.queue(channel);
        channel.exchangeBind(destination, source, "key");
        channel.exchangeBind(destination, source, "key");
        channel.queueBind(queue, destination, "");

        channel.exchangeUnbind(destination, source, "key");
        publishConfirmed(channel, source, "key", "");

        assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isZero();
    }

    @Test
    @Spec(section = "2.2", row = "exchange.bind: a deleted destination takes its bindings along")
    void deletedDestinationTakesItsBindingsAlong() throws Exception {
        Channel channel = amqp.channel();
        String source = amqp.exchange(channel, "fanout");
        String destination = amqp.exchange(channel, "fanout");
        String queue = amqp.queue(channel);
        channel.exchangeBind(destination, source, "");

        channel.exchangeDelete(destination);
        channel.exchangeDeclare(destination, "fanout");
        channel.queueBind(queue, destination, "");
        publishConfirmed(channel, source, "", "");

        assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isZero();
    }

    @Test
    @Spec(section = "1.7", row = "exchange.delete if-unused: being a destination is no use")
    void exchangeThatIsOnlyADestinationIsUnused() throws Exception {
        Channel channel = amqp.channel();
        String source = amqp.exchange(channel, "fanout");
        String destination = amqp.exchange(channel, "fanout");
        channel.exchangeBind(destination, source, "");

        channel.exchangeDelete(destination, true);

        channel.exchangeDelete(source, true);
    }

    @Test
    @Spec(section = "1.6", row = "406 exchange.delete if-unused: a bound exchange is a use")
    void exchangeThatLeadsToAnotherIsInUse() throws Exception {
        Channel channel = amqp.channel();
        String source = amqp.exchange(channel, "fanout");
        channel.exchangeBind(amqp.exchange(channel, "fanout"), source, "");

        assertThat(CloseReason.of(channel, () -> channel.exchangeDelete(source, true)))
                .isEqualTo(channel(
                        406, "PRECONDITION_FAILED - exchange '" + source + "' in vhost '/' in use", "exchange.delete"));
    }

    @Test
    @Spec(section = "1.7", row = "message keeps the exchange it was published to, through all it passes")
    void keepsTheNameOfTheFirstExchange() throws Exception {
        Channel channel = amqp.channel();
        String source = amqp.exchange(channel, "fanout");
        String destination = amqp.exchange(channel, "fanout");
        String queue = amqp.queue(channel);
        channel.exchangeBind(destination, source, "");
        channel.queueBind(queue, destination, "");

        publishConfirmed(channel, source, "key", "");

        assertThat(channel.basicGet(queue, true).getEnvelope().getExchange()).isEqualTo(source);
    }

    @Test
    @Spec(section = "1.8", row = "amq.rabbitmq.trace is internal")
    void refusesPublishToTheTraceExchange() {
        Channel channel = amqp.channel();

        assertThat(CloseReason.of(channel, () -> channel.basicPublish("amq.rabbitmq.trace", "", null, new byte[0]))
                        .replyText())
                .isEqualTo("ACCESS_REFUSED - cannot publish to internal exchange 'amq.rabbitmq.trace' in vhost '/'");
    }

    private String internalExchange(Channel channel, Map<String, Object> arguments) throws Exception {
        String internal = amqp.name("internal");
        channel.exchangeDeclare(internal, "fanout", false, false, true, arguments);
        return internal;
    }
}
