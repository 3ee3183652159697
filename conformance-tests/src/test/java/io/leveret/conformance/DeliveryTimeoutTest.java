package io.leveret.conformance;

import static io.leveret.conformance.AmqpClient.publishConfirmed;
import static io.leveret.conformance.raw.CloseReason.channel;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.leveret.broker.compat.Compat;
import io.leveret.conformance.raw.CloseReason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deliveries that are not acknowledged in time, at brokers of our own that allow half a second. */
class DeliveryTimeoutTest {

    private static final int TIMEOUT_MS = 500;

    @TempDir
    private Path directory;

    private EmbeddedBroker broker;
    private Connection connection;
    private Channel publisher;

    private void start(Compat.Line line) throws Exception {
        broker = EmbeddedBroker.startOn(
                directory, config -> config.withCompat(Compat.of(line)).withDeliveryTimeoutMs(TIMEOUT_MS));
        connection = BrokerUnderTest.connectionFactory(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), broker.port()))
                .newConnection();
        publisher = connection.createChannel();
        publisher.queueDeclare("q", true, false, false, Map.of());
    }

    @AfterEach
    void stop() {
        connection.abort();
        broker.close();
    }

    private static CloseReason timedOut(Channel timedOut) {
        return channel(
                406,
                "PRECONDITION_FAILED - delivery acknowledgement on channel " + timedOut.getChannelNumber()
                        + " timed out. Timeout value used: 500 ms. This timeout value can be configured, see consumers doc"
                        + " guide to learn more",
                "none");
    }

    @Test
    @Spec(section = "2.5", row = "channel closed 406")
    void aChannelWhoseConsumerDoesNotAcknowledgeIsClosedAndItsMessagesGoBack() throws Exception {
        start(Compat.Line.RABBITMQ_4_2);
        Channel channel = connection.createChannel();
        publishConfirmed(publisher, "", "q", "a", "b");
        assertThat(CloseReason.of(channel, () -> Inbox.on(channel, "q", false))).isEqualTo(timedOut(channel));
        assertThat(publisher.messageCount("q")).isEqualTo(2);
        assertThat(publisher.basicGet("q", true).getEnvelope().isRedeliver()).isTrue();
    }

    @Test
    @Spec(section = "2.5", row = "basic.get counts")
    void whatWasGotCountsToo() throws Exception {
        start(Compat.Line.RABBITMQ_3_13);
        publishConfirmed(publisher, "", "q", "a");
        Channel channel = connection.createChannel();
        assertThat(CloseReason.of(channel, () -> channel.basicGet("q", false))).isEqualTo(timedOut(channel));
        assertThat(publisher.messageCount("q")).isEqualTo(1);
    }

    @Test
    @Spec(section = "2.5", row = "other channels go on")
    void onlyTheChannelIsClosedThatHoldsSomething() throws Exception {
        start(Compat.Line.RABBITMQ_4_2);
        publishConfirmed(publisher, "", "q", "a", "b", "c");
        Channel quick = connection.createChannel();
        quick.basicAck(quick.basicGet("q", false).getEnvelope().getDeliveryTag(), false);
        Channel careless = connection.createChannel();
        careless.basicGet("q", true);
        Channel slow = connection.createChannel();
        CloseReason.of(slow, () -> slow.basicGet("q", false));
        assertThat(quick.basicGet("q", true)).isNotNull();
        assertThat(careless.basicGet("q", true)).isNull();
    }

    @Test
    @Spec(section = "2.5", row = "4.3: quorum queues only")
    void theProfile43LetsClassicQueuesAlone() throws Exception {
        start(Compat.Line.RABBITMQ_4_3);
        publishConfirmed(publisher, "", "q", "a");
        Channel channel = connection.createChannel();
        channel.basicGet("q", false);
        CompletableFuture<ShutdownSignalException> closed = new CompletableFuture<>();
        channel.addShutdownListener(closed::complete);
        closed.completeOnTimeout(null, 3 * TIMEOUT_MS, TimeUnit.MILLISECONDS).join();
        assertThat(channel.isOpen()).isTrue();
    }
}
