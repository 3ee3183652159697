package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.channel;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import io.leveret.conformance.raw.CloseReason;
import io.leveret.conformance.raw.RawConnection;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients see of durability while the broker runs. RestartTest shows what is left when it has not. */
class DurabilityFlagsTest {

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    private Channel channel;

    @BeforeEach
    void openChannel() {
        channel = amqp.channel();
    }

    @Test
    @Spec(section = "1.6", row = "406 redeclare with other flag: durable queue as transient")
    void refusesDurableQueueAsTransient() throws Exception {
        String queue = queue(true);

        assertThat(CloseReason.of(channel, () -> channel.queueDeclare(queue, false, false, false, Map.of())))
                .isEqualTo(channel(
                        406,
                        "PRECONDITION_FAILED - inequivalent arg 'durable' for queue '" + queue
                                + "' in vhost '/': received 'false' but current is 'true'",
                        "queue.declare"));
    }

    @Test
    @Spec(section = "1.6", row = "406 redeclare with other flag: transient queue as durable")
    void refusesTransientQueueAsDurable() throws Exception {
        String queue = queue(false);

        assertThat(CloseReason.of(channel, () -> channel.queueDeclare(queue, true, false, false, Map.of()))
                        .replyText())
                .isEqualTo("PRECONDITION_FAILED - inequivalent arg 'durable' for queue '" + queue
                        + "' in vhost '/': received 'true' but current is 'false'");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Spec(section = "1.6", row = "406 redeclare with other flag: durable of exchanges")
    void refusesExchangeOfOtherDurability(boolean durable) throws Exception {
        String exchange = exchange(durable);

        assertThat(CloseReason.of(channel, () -> channel.exchangeDeclare(exchange, "direct", !durable)))
                .isEqualTo(channel(
                        406,
                        "PRECONDITION_FAILED - inequivalent arg 'durable' for exchange '" + exchange
                                + "' in vhost '/': received '" + !durable + "' but current is '" + durable + "'",
                        "exchange.declare"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Spec(section = "1.7", row = "queue.declare: durable+exclusive is stored as non-durable")
    void durableExclusiveQueueIsAsGoodAsATransientOne(boolean first) throws Exception {
        String queue = amqp.name("queue");
        channel.queueDeclare(queue, first, true, false, Map.of());

        channel.queueDeclare(queue, !first, true, false, Map.of());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Spec(section = "1.7", row = "passive declare knows no durability")
    void passiveDeclareFindsBoth(boolean durable) throws Exception {
        RawConnection raw = amqp.raw();
        AMQP.Queue.Declare queue = new AMQP.Queue.Declare.Builder()
                .queue(queue(durable))
                .passive()
                .durable(!durable)
                .build();
        AMQP.Exchange.Declare exchange = new AMQP.Exchange.Declare.Builder()
                .exchange(exchange(durable))
                .type("")
                .passive()
                .durable(!durable)
                .build();

        raw.call(1, queue, AMQP.Queue.DeclareOk.class);
        raw.call(1, exchange, AMQP.Exchange.DeclareOk.class);
    }

    @ParameterizedTest(name = "durable exchange {0}, durable queue {1}")
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    @Spec(section = "1.7", row = "bindings between durable and transient: all are allowed")
    void bindsEveryQueueToEveryExchange(boolean durableExchange, boolean durableQueue) throws Exception {
        String exchange = exchange(durableExchange);
        String queue = queue(durableQueue);

        channel.queueBind(queue, exchange, "key");

        channel.basicPublish(exchange, "key", null, new byte[0]);
        assertThat(channel.basicGet(queue, true)).isNotNull();
    }

    @ParameterizedTest(name = "durable source {0}, durable destination {1}")
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    @Spec(section = "2.2", row = "bindings between durable and transient exchanges: all are allowed")
    void bindsEveryExchangeToEveryExchange(boolean durableSource, boolean durableDestination) throws Exception {
        String source = exchange(durableSource);
        String destination = exchange(durableDestination);
        String queue = queue(false);

        channel.exchangeBind(destination, source, "key");
        channel.queueBind(queue, destination, "key");

        channel.basicPublish(source, "key", null, new byte[0]);
        assertThat(channel.basicGet(queue, true)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    @Spec(section = "1.7", row = "basic properties: delivery_mode kept, wherever the message lies")
    void keepsTheDeliveryMode(int mode) throws Exception {
        keepsDeliveryMode(mode, queue(true));
        keepsDeliveryMode(mode, queue(false));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 255})
    @Spec(section = "1.7", row = "basic properties: delivery_mode: anything but 2 is transient, and kept")
    @SinceRabbit(value = "3.13", before = "406 invalid message: {delivery_mode_unknown,N}")
    void keepsAnyDeliveryMode(int mode) throws Exception {
        keepsDeliveryMode(mode, queue(true));
        keepsDeliveryMode(mode, queue(false));
    }

    private void keepsDeliveryMode(int mode, String queue) {
        RawConnection raw = amqp.raw();
        byte[] properties = {0x10, 0x00, (byte) mode};

        raw.method(1, new AMQP.Basic.Publish.Builder().routingKey(queue).build())
                .header(1, 0, properties);

        assertThat(raw.get(1, queue).propertyBytes()).isEqualTo(properties);
    }

    @Test
    @Spec(section = "2.1", row = "3: persistent and transient in one durable queue: all are confirmed, in their order")
    void mixesPersistentAndTransientMessages() throws Exception {
        String queue = queue(true);
        channel.confirmSelect();

        for (int i = 0; i < 100; i++) {
            AMQP.BasicProperties properties =
                    new AMQP.BasicProperties.Builder().deliveryMode(1 + i % 2).build();
            channel.basicPublish("", queue, properties, new byte[] {(byte) i});
        }

        assertThat(channel.waitForConfirms(10_000)).isTrue();
        for (int i = 0; i < 100; i++) {
            assertThat(channel.basicGet(queue, true).getBody()).containsExactly(i);
        }
    }

    @Test
    @Spec(section = "1.7", row = "queue.declare: server-named and durable")
    void namesDurableQueues() throws Exception {
        String queue = channel.queueDeclare("", true, false, false, Map.of()).getQueue();

        assertThat(queue).startsWith("amq.gen-");
        assertThat(channel.queueDelete(queue).getMessageCount()).isZero();
    }

    @Test
    @Spec(section = "1.7", row = "durable queue: delete, then declare as transient")
    void deletedDurableQueueMayComeBackAsTransient() throws Exception {
        String queue = queue(true);
        channel.confirmSelect();
        channel.basicPublish(
                "", queue, new AMQP.BasicProperties.Builder().deliveryMode(2).build(), new byte[0]);
        channel.waitForConfirmsOrDie(10_000);

        channel.queueDelete(queue);

        assertThat(channel.queueDeclare(queue, false, false, false, Map.of()).getMessageCount())
                .isZero();
    }

    private String queue(boolean durable) throws Exception {
        return channel.queueDeclare(amqp.name("queue"), durable, false, false, Map.of())
                .getQueue();
    }

    private String exchange(boolean durable) throws Exception {
        String exchange = amqp.name("exchange");
        channel.exchangeDeclare(exchange, "direct", durable);
        return exchange;
    }
}
