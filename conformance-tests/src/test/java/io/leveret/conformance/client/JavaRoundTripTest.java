package io.leveret.conformance.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmListener;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DeliverCallback;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.Recoverable;
import com.rabbitmq.client.RecoveryListener;
import java.util.List;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** RabbitMQ's Java client with its automatic recovery: connection, channels, topology and consumers come back. */
class JavaRoundTripTest {

    private final BrokerAddress broker = BrokerAddress.current();
    private final String exchange = "java." + UUID.randomUUID();
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final CountDownLatch recovered = new CountDownLatch(1);

    @Test
    void recoversConnectionTopologyAndConsumerAfterACut() throws Exception {
        try (CuttableProxy proxy = new CuttableProxy(broker);
                Connection connection = recovering(proxy.address()).newConnection()) {
            Channel channel = connection.createChannel();
            channel.exchangeDeclare(exchange, "topic", false, true, null);
            String queue = channel.queueDeclare().getQueue();
            channel.queueBind(queue, exchange, "news.#");
            channel.basicConsume(queue, false, acknowledging(channel), tag -> {});
            channel.basicPublish(exchange, "news.before", null, "before".getBytes(UTF_8));
            assertThat(received.poll(10, SECONDS)).isEqualTo("before");

            onRecovery(connection);
            proxy.cut();

            assertThat(recovered.await(20, SECONDS)).as("recovered").isTrue();
            List<String> bodies =
                    IntStream.range(0, 100).mapToObj(n -> "after " + n).toList();
            for (String body : bodies) {
                channel.basicPublish(exchange, "news.after", null, body.getBytes(UTF_8));
            }
            Awaitility.await().until(() -> received.size() == bodies.size());
            assertThat(received).containsExactlyElementsOf(bodies);
        }
    }

    @Test
    void getsUnacknowledgedMessagesAgainAfterACut() throws Exception {
        try (CuttableProxy proxy = new CuttableProxy(broker);
                Connection connection = recovering(proxy.address()).newConnection()) {
            Channel channel = connection.createChannel();
            String queue =
                    channel.queueDeclare(exchange, false, false, false, null).getQueue();
            channel.confirmSelect();
            for (String body : List.of("one", "two", "three")) {
                channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, body.getBytes(UTF_8));
            }
            channel.waitForConfirmsOrDie(10_000);
            assertThat(channel.basicGet(queue, false).getEnvelope().isRedeliver())
                    .isFalse();
            onRecovery(connection);
            proxy.cut();
            assertThat(recovered.await(20, SECONDS)).as("recovered").isTrue();

            channel.basicConsume(queue, false, acknowledging(channel), tag -> {});

            Awaitility.await().until(() -> received.size() == 3);
            assertThat(received).containsExactly("one", "two", "three");
            assertThat(channel.queueDelete(queue).getMessageCount()).isZero();
        }
    }

    @Test
    void confirmsEveryMessageOnceThroughAListener() throws Exception {
        try (Connection connection = broker.connectionFactory().newConnection()) {
            Channel channel = connection.createChannel();
            String queue = channel.queueDeclare().getQueue();
            channel.confirmSelect();
            OpenTags tags = new OpenTags();
            channel.addConfirmListener(tags);
            for (int n = 0; n < 1000; n++) {
                tags.open.add(channel.getNextPublishSeqNo());
                channel.basicPublish("", queue, null, new byte[n]);
            }
            channel.waitForConfirmsOrDie(10_000);

            assertThat(tags.open).isEmpty();
            assertThat(tags.wrong).isEmpty();
            assertThat(channel.messageCount(queue)).isEqualTo(1000);
        }
    }

    private static ConnectionFactory recovering(BrokerAddress address) {
        ConnectionFactory factory = address.connectionFactory();
        factory.setAutomaticRecoveryEnabled(true);
        factory.setNetworkRecoveryInterval(200);
        return factory;
    }

    private DeliverCallback acknowledging(Channel channel) {
        return (tag, message) -> {
            channel.basicAck(message.getEnvelope().getDeliveryTag(), false);
            received.add(new String(message.getBody(), UTF_8));
        };
    }

    private void onRecovery(Connection connection) {
        received.clear();
        ((Recoverable) connection).addRecoveryListener(new RecoveryListener() {
            @Override
            public void handleRecovery(Recoverable recoverable) {
                recovered.countDown();
            }

            @Override
            public void handleRecoveryStarted(Recoverable recoverable) {}
        });
    }

    /** The tags still open. A confirm for a tag that is not open, or a negative one, is kept as wrong. */
    private static final class OpenTags implements ConfirmListener {

        private final NavigableSet<Long> open = new ConcurrentSkipListSet<>();
        private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

        @Override
        public void handleAck(long deliveryTag, boolean multiple) {
            if (!open.contains(deliveryTag)) {
                wrong.add("ack of " + deliveryTag);
            }
            if (multiple) {
                open.headSet(deliveryTag, true).clear();
            } else {
                open.remove(deliveryTag);
            }
        }

        @Override
        public void handleNack(long deliveryTag, boolean multiple) {
            wrong.add("nack of " + deliveryTag);
        }
    }
}
