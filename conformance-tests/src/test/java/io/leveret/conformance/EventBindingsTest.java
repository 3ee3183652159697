package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is bound to amq.rabbitmq.event while a broker is started with events and without; brokers of our own. */
class EventBindingsTest {

    @TempDir
    private Path directory;

    /** What a client does in one life of the broker. */
    @FunctionalInterface
    private interface Life {
        void live(Channel channel) throws Exception;
    }

    private void life(@Nullable String eventVirtualHost, Life life) throws Exception {
        try (EmbeddedBroker broker =
                        EmbeddedBroker.startOn(directory, config -> config.withEventVirtualHost(eventVirtualHost));
                Connection connection = BrokerUnderTest.connectionFactory(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), broker.port()))
                        .newConnection()) {
            life.live(connection.createChannel());
        }
    }

    private static void bind(Channel channel) throws Exception {
        channel.queueDeclare("q", true, false, false, Map.of());
        channel.queueBind("q", "amq.rabbitmq.event", "exchange.created");
    }

    private static void makeAnExchange(Channel channel) throws Exception {
        channel.exchangeDeclare("x", "fanout");
        channel.exchangeDelete("x");
    }

    @Test
    @Spec(section = "2.19", row = "events: bindings outlive a life without events")
    void bindingsAreKeptWhileThereAreNoEvents() throws Exception {
        life("/", EventBindingsTest::bind);
        life(null, channel -> {
            makeAnExchange(channel);
            assertThat(channel.messageCount("q")).isZero();
        });
        life("/", channel -> {
            makeAnExchange(channel);
            await().until(() -> channel.messageCount("q") == 1);
        });
    }

    @Test
    @Spec(section = "2.19", row = "events: an unbind without events counts")
    void whatIsUnboundWhileThereAreNoEventsStaysUnbound() throws Exception {
        life("/", EventBindingsTest::bind);
        life(null, channel -> channel.queueUnbind("q", "amq.rabbitmq.event", "exchange.created"));
        life("/", channel -> {
            makeAnExchange(channel);
            // Told behind it, if it is told.
            channel.queueBind("q", "amq.rabbitmq.event", "queue.created");
            channel.queueDeclare("last", true, false, false, Map.of());
            await().until(() -> channel.messageCount("q") > 0);
            assertThat(channel.messageCount("q")).isEqualTo(1);
        });
    }
}
