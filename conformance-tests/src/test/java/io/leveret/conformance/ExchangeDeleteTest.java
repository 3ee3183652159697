package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.channel;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.leveret.conformance.raw.CloseReason;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** exchange.delete, and exchanges that delete themselves. */
class ExchangeDeleteTest {

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @Test
    @Spec(section = "1.7", row = "exchange.delete")
    void deletesExchangeWithItsBindings() throws Exception {
        Channel channel = amqp.channel();
        String exchange = amqp.exchange(channel, "direct");
        String queue = amqp.queue(channel);
        channel.queueBind(queue, exchange, "key");

        channel.exchangeDelete(exchange);

        channel.exchangeDeclare(exchange, "direct");
        channel.basicPublish(exchange, "key", null, new byte[1]);
        assertThat(channel.basicGet(queue, true)).isNull();
    }

    @Test
    @Spec(section = "1.6", row = "404 publish to a deleted exchange")
    void knowsADeletedExchangeNoMore() throws Exception {
        Channel channel = amqp.channel();
        String exchange = amqp.exchange(channel, "direct");
        channel.exchangeDelete(exchange);

        assertThat(CloseReason.of(channel, () -> channel.basicPublish(exchange, "key", null, new byte[1])))
                .isEqualTo(channel(404, "NOT_FOUND - no exchange '" + exchange + "' in vhost '/'", "basic.publish"));
    }

    @Test
    @Spec(section = "1.6", row = "not an error: exchange.delete of missing")
    void deletingAMissingExchangeIsNoError() throws Exception {
        amqp.channel().exchangeDelete(amqp.name("exchange"));
    }

    @Test
    @Spec(section = "1.6", row = "406 delete if-unused (exchange)")
    void refusesToDeleteAnExchangeInUse() throws Exception {
        Channel channel = amqp.channel();
        String exchange = amqp.exchange(channel, "direct");
        channel.queueBind(amqp.queue(channel), exchange, "key");

        assertThat(CloseReason.of(channel, () -> channel.exchangeDelete(exchange, true)))
                .isEqualTo(channel(
                        406,
                        "PRECONDITION_FAILED - exchange '" + exchange + "' in vhost '/' in use",
                        "exchange.delete"));
    }

    @Test
    @Spec(section = "1.7", row = "exchange.delete: if-unused")
    void deletesAnUnusedExchangeIfUnused() throws Exception {
        Channel channel = amqp.channel();
        String exchange = amqp.exchange(channel, "direct");

        channel.exchangeDelete(exchange, true);

        assertThat(CloseReason.of(channel, () -> channel.exchangeDeclarePassive(exchange))
                        .replyCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"amq.direct", "amq.fanout", "amq.topic", "amq.headers", "amq.match", "amq.rabbitmq.trace"})
    @Spec(section = "1.6", row = "403 delete amq.direct ...")
    void refusesToDeleteWhatIsPredeclared(String exchange) {
        Channel channel = amqp.channel();

        assertThat(CloseReason.of(channel, () -> channel.exchangeDelete(exchange)))
                .isEqualTo(channel(
                        403,
                        "ACCESS_REFUSED - deletion of system exchange '" + exchange + "' in vhost '/' not allowed",
                        "exchange.delete"));
    }

    @Test
    @Spec(section = "1.6", row = "403 delete with exchange \"\"")
    void refusesToDeleteTheDefaultExchange() {
        Channel channel = amqp.channel();

        assertThat(CloseReason.of(channel, () -> channel.exchangeDelete("")))
                .isEqualTo(channel(
                        403, "ACCESS_REFUSED - operation not permitted on the default exchange", "exchange.delete"));
    }

    @Test
    @Spec(section = "1.7", row = "exchange.declare: auto-delete when the last binding with it as source goes")
    void autoDeleteExchangeGoesWithItsLastBinding() throws Exception {
        Channel channel = amqp.channel();
        String exchange = autoDeleteExchange(channel);
        String queue = amqp.queue(channel);
        channel.queueBind(queue, exchange, "one");
        channel.queueBind(queue, exchange, "two");

        channel.queueUnbind(queue, exchange, "one");
        channel.exchangeDeclarePassive(exchange);
        channel.queueUnbind(queue, exchange, "two");

        assertGone(exchange);
    }

    @Test
    @Spec(section = "1.7", row = "exchange.declare: auto-delete when its last queue is deleted")
    void autoDeleteExchangeGoesWithItsLastQueue() throws Exception {
        Channel channel = amqp.channel();
        String exchange = autoDeleteExchange(channel);
        String queue = amqp.queue(channel);
        channel.queueBind(queue, exchange, "key");

        channel.queueDelete(queue);

        assertGone(exchange);
    }

    @Test
    @Spec(section = "1.7", row = "exchange.declare: auto-delete needs a binding to have existed")
    void autoDeleteExchangeWithoutBindingsStays() throws Exception {
        Channel channel = amqp.channel();
        String exchange = autoDeleteExchange(channel);
        String queue = amqp.queue(channel);

        channel.queueUnbind(queue, exchange, "never bound");

        channel.exchangeDeclarePassive(exchange);
    }

    @Test
    @Spec(section = "1.7", row = "exchange.declare: bindings with it as destination do not count for auto-delete")
    void autoDeleteExchangeStaysWhenABindingToItGoes() throws Exception {
        Channel channel = amqp.channel();
        String exchange = autoDeleteExchange(channel);
        channel.exchangeBind(exchange, "amq.fanout", "");

        channel.exchangeUnbind(exchange, "amq.fanout", "");

        channel.exchangeDeclarePassive(exchange);
    }

    @Test
    @Spec(section = "1.7", row = "exchange.declare: auto-delete cascades")
    void autoDeleteExchangesGoOneAfterTheOther() throws Exception {
        Channel channel = amqp.channel();
        String first = autoDeleteExchange(channel);
        String second = autoDeleteExchange(channel);
        String queue = amqp.queue(channel);
        channel.exchangeBind(second, first, "");
        channel.queueBind(queue, second, "");

        channel.queueDelete(queue);

        assertGone(second);
        assertGone(first);
    }

    @Test
    @Spec(section = "1.7", row = "exchange.declare: auto-delete when the bound exchange is deleted")
    void autoDeleteExchangeGoesWithItsLastBoundExchange() throws Exception {
        Channel channel = amqp.channel();
        String exchange = autoDeleteExchange(channel);
        String destination = amqp.exchange(channel, "fanout");
        channel.exchangeBind(destination, exchange, "");

        channel.exchangeDelete(destination);

        assertGone(exchange);
    }

    @Test
    @Spec(section = "1.7", row = "exchange.declare: auto-delete when its exclusive queue's connection closes")
    void autoDeleteExchangeGoesWithAnExclusiveQueue() throws Exception {
        String exchange = autoDeleteExchange(amqp.channel());
        Connection owner = amqp.newConnection();
        Channel ofOwner = AmqpClient.channel(owner);
        ofOwner.queueBind(ofOwner.queueDeclare().getQueue(), exchange, "");

        owner.close();

        assertGone(exchange);
    }

    @Test
    @Spec(section = "1.7", row = "exchange.delete: what an auto-delete exchange leads to does not go")
    void deletedExchangeLeavesItsQueues() throws Exception {
        Channel channel = amqp.channel();
        String exchange = autoDeleteExchange(channel);
        String queue = amqp.queue(channel);
        channel.queueBind(queue, exchange, "");

        channel.exchangeDelete(exchange);

        channel.queueDeclarePassive(queue);
    }

    @Test
    @Spec(section = "1.6", row = "exchange.delete if-unused of a missing exchange is no error")
    void deletingAMissingExchangeIfUnusedIsNoError() throws Exception {
        amqp.channel().exchangeDelete(amqp.name("exchange"), true);
    }

    private String autoDeleteExchange(Channel channel) throws Exception {
        String exchange = amqp.name("fanout");
        channel.exchangeDeclare(exchange, "fanout", false, true, Map.of());
        return exchange;
    }

    private void assertGone(String exchange) {
        Channel channel = amqp.channel();
        assertThat(CloseReason.of(channel, () -> channel.exchangeDeclarePassive(exchange))
                        .replyCode())
                .isEqualTo(404);
    }
}
