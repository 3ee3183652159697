package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Quorum queues through restarts. Our own broker, with a directory of its own. */
class QuorumRestartTest {

    private static final Map<String, Object> QUORUM = Map.of("x-queue-type", "quorum", "x-delivery-limit", 3);

    @TempDir
    private Path directory;

    private interface Use {
        void of(Channel channel) throws Exception;
    }

    private void life(Use use) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.startOn(directory, config -> config);
                Connection connection = BrokerUnderTest.connectionFactory(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), broker.port()))
                        .newConnection()) {
            use.of(connection.createChannel());
        }
    }

    private static void publish(Channel channel, String... texts) throws Exception {
        channel.queueDeclare("q", true, false, false, QUORUM);
        channel.confirmSelect();
        for (String text : texts) {
            channel.basicPublish("", "q", MessageProperties.MINIMAL_BASIC, text.getBytes(StandardCharsets.UTF_8));
        }
        channel.waitForConfirmsOrDie(60_000);
    }

    @Test
    @Spec(section = "2.13", row = "persistent regardless of delivery_mode: survives a restart")
    void keepsMessagesThatAreNotPersistent() throws Exception {
        life(channel -> publish(channel, "1", "2", "3"));
        life(channel -> {
            channel.queueDeclare("q", true, false, false, QUORUM);
            for (String expected : List.of("1", "2", "3")) {
                GetResponse got = channel.basicGet("q", true);
                assertThat(new String(got.getBody(), StandardCharsets.UTF_8)).isEqualTo(expected);
                assertThat(got.getEnvelope().isRedeliver()).isFalse();
            }
        });
        life(channel -> assertThat(channel.messageCount("q")).isZero());
    }

    private static void giveBack(Channel channel, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            GetResponse got = channel.basicGet("q", false);
            channel.basicNack(got.getEnvelope().getDeliveryTag(), false, true);
        }
    }

    @Test
    @Spec(section = "2.13", row = "x-delivery-count goes on after a restart")
    void countsOnAfterARestart() throws Exception {
        life(channel -> {
            publish(channel, "1", "2");
            giveBack(channel, 2);
        });
        life(channel -> {
            GetResponse got = channel.basicGet("q", false);
            assertThat(got.getProps().getHeaders()).containsEntry("x-delivery-count", 2L);
            assertThat(got.getEnvelope().isRedeliver()).isTrue();
            channel.basicNack(got.getEnvelope().getDeliveryTag(), false, true);
            giveBack(channel, 1);
            // Three times it may come back; the fourth time it has died.
            assertThat(channel.basicGet("q", false).getBody()).asString().isEqualTo("2");
        });
    }

    @Test
    @Spec(
            section = "2.13",
            row = "what a client held when it went is redelivered after a restart, and has come back once")
    void whatWasHeldHasComeBackOnce() throws Exception {
        life(channel -> {
            publish(channel, "1");
            channel.basicGet("q", false);
        });
        life(channel -> {
            GetResponse got = channel.basicGet("q", false);
            assertThat(got.getEnvelope().isRedeliver()).isTrue();
            assertThat(got.getProps().getHeaders()).containsEntry("x-delivery-count", 1L);
        });
    }
}
