package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The topology that MassTransit declares, by raw calls: an exchange for each type of message, one for each endpoint, bound to
 * each other, and the endpoint's queue behind its exchange.
 */
class MassTransitTest {

    private static final String ORDER = "Contracts:OrderPlaced";
    private static final String EVENT = "Contracts:Event";
    private static final String ENDPOINT = "order-service";

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @RegisterExtension
    final Admin admin = new Admin();

    private Channel channel;

    @BeforeEach
    void start() throws Exception {
        String vhost = admin.virtualHost();
        channel = AmqpClient.channel(amqp.newConnection(factory -> factory.setVirtualHost(vhost)));
        channel.confirmSelect();
        declareTopology();
    }

    private void declareTopology() throws Exception {
        for (String exchange : List.of(ORDER, EVENT, ENDPOINT, ENDPOINT + "_error")) {
            channel.exchangeDeclare(exchange, "fanout", true, false, Map.of());
        }
        channel.exchangeBind(EVENT, ORDER, "");
        channel.exchangeBind(ENDPOINT, ORDER, "");
        channel.queueDeclare(ENDPOINT, true, false, false, Map.of("x-queue-type", "quorum"));
        channel.queueBind(ENDPOINT, ENDPOINT, "");
        channel.queueDeclare(ENDPOINT + "_error", true, false, false, Map.of("x-queue-type", "quorum"));
        channel.queueBind(ENDPOINT + "_error", ENDPOINT + "_error", "");
    }

    private void publish(String exchange, String text) throws Exception {
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .deliveryMode(2)
                .contentType("application/vnd.masstransit+json")
                .messageId("5f0d0000-5c1e-0a00-9b2c-08d8c0ffee00")
                .headers(Map.of("Content-Type", "application/vnd.masstransit+json", "publishId", "1"))
                .build();
        channel.basicPublish(exchange, "", true, properties, text.getBytes(StandardCharsets.UTF_8));
        channel.waitForConfirmsOrDie(60_000);
    }

    private String next(String queue) {
        return new String(DeadLetters.next(channel, queue).getBody(), StandardCharsets.UTF_8);
    }

    @Test
    @Spec(
            section = "2.2",
            row = "MassTransit: a message published by its type reaches the endpoint through two exchanges")
    void whatIsPublishedByItsTypeReachesTheEndpoint() throws Exception {
        publish(ORDER, "order");
        assertThat(next(ENDPOINT)).isEqualTo("order");
    }

    @Test
    @Spec(section = "2.2", row = "MassTransit: and whoever subscribes to a type above it, once")
    void whoeverSubscribesToATypeAboveGetsItOnce() throws Exception {
        String bus = "bus-host-1";
        channel.exchangeDeclare(bus, "fanout", false, true, Map.of());
        channel.queueDeclare(bus, false, false, true, Map.of("x-expires", 60_000));
        channel.queueBind(bus, bus, "");
        channel.exchangeBind(bus, EVENT, "");
        channel.exchangeBind(bus, ORDER, "");
        publish(ORDER, "order");
        assertThat(next(bus)).isEqualTo("order");
        publish(EVENT, "event");
        assertThat(next(bus)).isEqualTo("event");
        assertThat(next(ENDPOINT)).isEqualTo("order");
        assertThat(channel.messageCount(ENDPOINT)).isZero();
    }

    @Test
    @Spec(section = "2.2", row = "MassTransit: what fails is sent to the error exchange with the headers of its fault")
    void whatFailsGoesToTheErrorQueue() throws Exception {
        publish(ORDER, "order");
        next(ENDPOINT);
        AMQP.BasicProperties fault = new AMQP.BasicProperties.Builder()
                .deliveryMode(2)
                .headers(Map.of("MT-Reason", "fault", "MT-Fault-Message", "boom"))
                .build();
        channel.basicPublish(ENDPOINT + "_error", "", true, fault, new byte[1]);
        channel.waitForConfirmsOrDie(60_000);
        assertThat(DeadLetters.next(channel, ENDPOINT + "_error").getProps().getHeaders())
                .extractingByKey("MT-Reason")
                .hasToString("fault");
    }

    @Test
    @Spec(section = "1.6", row = "MassTransit: declares everything again at each start")
    void declaringAllOfItAgainChangesNothing() throws Exception {
        publish(ORDER, "order");
        declareTopology();
        assertThat(next(ENDPOINT)).isEqualTo("order");
    }
}
