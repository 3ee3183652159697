package io.leveret.conformance.client.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.leveret.conformance.client.BrokerAddress;
import io.leveret.conformance.client.stress.QueueReader.Delivery;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Who has been answered sees what came before, however many loops the broker has. Several connections try at once, each
 * with queues of its own; every trial fails at the first answer that is older than it may be.
 */
class CausalityStressTest {

    private static final int CONNECTIONS = 4;
    private static final int BURST = 7;

    private final BrokerAddress broker = Load.broker();

    /** One trial with a channel, a queue that is empty, and the trial's number. */
    private interface Trial {
        void run(Channel channel, String queue, long number) throws Exception;
    }

    @Test
    void getSeesThePublishesBeforeIt() throws Exception {
        repeat((channel, queue, n) -> {
            publish(channel, queue, n);
            for (int i = 0; i < BURST; i++) {
                assertThat(stamp(channel.basicGet(queue, true))).isEqualTo(new Stamp(i, n));
            }
            assertThat(channel.basicGet(queue, true)).isNull();
        });
    }

    @Test
    void purgeSeesThePublishesBeforeIt() throws Exception {
        repeat((channel, queue, n) -> {
            publish(channel, queue, n);
            assertThat(channel.queuePurge(queue).getMessageCount()).isEqualTo(BURST);
        });
    }

    @Test
    void deleteSeesThePublishesBeforeItAndDeclareSeesTheDelete() throws Exception {
        repeat((channel, queue, n) -> {
            publish(channel, queue, n);
            assertThat(channel.queueDelete(queue).getMessageCount()).isEqualTo(BURST);
            assertThat(channel.queueDeclare(queue, false, true, false, null).getMessageCount())
                    .isZero();
        });
    }

    /** RabbitMQ answers a passive declare from the queue's statistics, which overtake its inbox of publishes. */
    @Test
    void declareSeesThePublishesBeforeIt() throws Exception {
        assumeNotErlang();
        repeat((channel, queue, n) -> {
            publish(channel, queue, n);
            assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isEqualTo(BURST);
            channel.queuePurge(queue);
        });
    }

    @Test
    void publishSeesTheBindAndTheUnbindBeforeIt() throws Exception {
        String exchange = "amq.topic";
        repeat((channel, queue, n) -> {
            String key = queue + "." + n;
            channel.queueBind(queue, exchange, key + ".#");
            channel.basicPublish(exchange, key, null, new Stamp(0, n).body());
            channel.queueUnbind(queue, exchange, key + ".#");
            channel.basicPublish(exchange, key, null, new Stamp(1, n).body());
            assertThat(stamp(channel.basicGet(queue, true))).isEqualTo(new Stamp(0, n));
            assertThat(channel.basicGet(queue, true)).isNull();
        });
    }

    @Test
    void getSeesTheRequeueBeforeIt() throws Exception {
        repeat((channel, queue, n) -> {
            publish(channel, queue, n);
            GetResponse last = null;
            for (int i = 0; i < BURST; i++) {
                last = channel.basicGet(queue, false);
            }
            channel.basicNack(last.getEnvelope().getDeliveryTag(), true, true);
            for (int i = 0; i < BURST; i++) {
                GetResponse again = channel.basicGet(queue, true);
                assertThat(stamp(again)).isEqualTo(new Stamp(i, n));
                assertThat(again.getEnvelope().isRedeliver()).isTrue();
            }
        });
    }

    @Test
    void consumerGetsThePublishesBeforeIt() throws Exception {
        repeat((channel, queue, n) -> {
            publish(channel, queue, n);
            QueueReader reader = QueueReader.consume(channel, queue, true);
            for (int i = 0; i < BURST; i++) {
                Delivery delivery = reader.take();
                assertThat(delivery.stamp()).isEqualTo(new Stamp(i, n));
                reader.acknowledgeUpTo(delivery);
            }
            reader.cancel();
        });
    }

    @Test
    void returnComesBeforeItsConfirm() throws Exception {
        repeat((channel, queue, n) -> {
            BlockingQueue<String> events = new LinkedBlockingQueue<>();
            channel.clearReturnListeners();
            channel.clearConfirmListeners();
            channel.addReturnListener(returned -> events.add("return"));
            channel.addConfirmListener((tag, multiple) -> events.add("ack"), (tag, multiple) -> events.add("nack"));
            channel.confirmSelect();
            channel.basicPublish("", queue + ".nowhere", true, null, new byte[0]);
            channel.waitForConfirmsOrDie(10_000);
            assertThat(events).containsExactly("return", "ack");
        });
    }

    @Test
    void anotherConnectionSeesWhatWasConfirmed() throws Exception {
        try (Connection other = broker.connectionFactory().newConnection("observer")) {
            repeatShared((channel, queue, n) -> {
                channel.confirmSelect();
                Channel observer = other.createChannel();
                publish(channel, queue, n);
                channel.waitForConfirmsOrDie(10_000);
                for (int i = 0; i < BURST; i++) {
                    assertThat(stamp(observer.basicGet(queue, true))).isEqualTo(new Stamp(i, n));
                }
                observer.close();
            });
        }
    }

    @Test
    void anotherConnectionSeesWhatWasDeclared() throws Exception {
        try (Connection other = broker.connectionFactory().newConnection("observer")) {
            Channel[] observers = new Channel[CONNECTIONS];
            repeatShared((channel, queue, n) -> {
                int worker = Integer.parseInt(queue.substring(queue.lastIndexOf('.') + 1));
                if (observers[worker] == null) {
                    observers[worker] = other.createChannel();
                    observers[worker].confirmSelect();
                }
                String declared = queue + "." + n;
                channel.queueDeclare(declared, false, false, false, null);
                publish(observers[worker], declared, n);
                observers[worker].waitForConfirmsOrDie(10_000);
                assertThat(channel.queueDelete(declared).getMessageCount()).isEqualTo(BURST);
            });
        }
    }

    /** Publishes a burst whose stamps carry their place as producer and the trial as sequence. */
    private static void publish(Channel channel, String queue, long number) throws Exception {
        for (int i = 0; i < BURST; i++) {
            channel.basicPublish("", queue, null, new Stamp(i, number).body());
        }
    }

    private static Stamp stamp(GetResponse response) {
        assertThat(response).as("a message must be there").isNotNull();
        return Stamp.of(response.getBody());
    }

    private void repeat(Trial trial) throws Exception {
        repeat(true, trial);
    }

    /** As {@link #repeat(Trial)}, with queues that other connections may use. */
    private void repeatShared(Trial trial) throws Exception {
        repeat(false, trial);
    }

    private void repeat(boolean exclusive, Trial trial) throws Exception {
        String stem = "causality." + UUID.randomUUID() + ".";
        List<Callable<Void>> workers = IntStream.range(0, CONNECTIONS)
                .<Callable<Void>>mapToObj(n -> () -> work(stem + n, exclusive, trial))
                .toList();
        Load.runAll(workers);
    }

    private Void work(String queue, boolean exclusive, Trial trial) throws Exception {
        try (Connection connection = broker.connectionFactory().newConnection(queue)) {
            Channel channel = connection.createChannel();
            channel.queueDeclare(queue, false, exclusive, !exclusive, null);
            for (long n = 0; n < Load.trials(); n++) {
                trial.run(channel, queue, n);
            }
            channel.queueDelete(queue);
        }
        return null;
    }

    private void assumeNotErlang() throws Exception {
        try (Connection connection = broker.connectionFactory().newConnection()) {
            String platform = String.valueOf(connection.getServerProperties().get("platform"));
            assumeFalse(platform.contains("Erlang"), "RabbitMQ's passive declare may miss earlier publishes");
        }
    }
}
