package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import io.leveret.broker.Broker;
import io.leveret.broker.BrokerConfig;
import io.leveret.broker.ReplayPage;
import io.leveret.broker.time.Clock;
import io.leveret.broker.time.SystemClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The machine's wall clock is set by more than any time to live here, while the broker runs (RELIABILITY R22). */
class ClockJumpTest {

    private static final String QUEUE = "q";
    private static final int SHORT_MS = 200;
    private static final int HALF_AN_HOUR_MS = 1_800_000;
    private static final int HEARTBEAT_S = 1;

    /** Long enough that a peer which has missed its heartbeats would have been dropped. */
    private static final Duration SOME_HEARTBEATS = Duration.ofSeconds(3);

    private static final class JumpingClock implements Clock {
        private final Clock system = new SystemClock();
        private final AtomicLong setMs = new AtomicLong();

        void jump(int hours) {
            setMs.addAndGet(Duration.ofHours(hours).toMillis());
        }

        @Override
        public long monotonicMs() {
            return system.monotonicMs();
        }

        @Override
        public long wallMs() {
            return system.wallMs() + setMs.get();
        }
    }

    @TempDir
    Path directory;

    private final JumpingClock clock = new JumpingClock();
    private Broker broker;
    private Connection connection;
    private Channel channel;

    @BeforeEach
    void start() throws Exception {
        broker = Broker.start(BrokerConfig.defaults()
                .withBindHosts(List.of("127.0.0.1"))
                .withPort(0)
                .withDataDirectory(directory)
                .withClock(clock));
        ConnectionFactory factory = new ConnectionFactory();
        factory.setPort(broker.amqpPort());
        factory.setRequestedHeartbeat(HEARTBEAT_S);
        factory.setAutomaticRecoveryEnabled(false);
        connection = factory.newConnection();
        channel = connection.createChannel();
        channel.confirmSelect();
    }

    @AfterEach
    void stop() {
        connection.abort();
        broker.close();
    }

    private void publish(String body, AMQP.BasicProperties properties) throws Exception {
        channel.basicPublish("", QUEUE, properties, body.getBytes(StandardCharsets.UTF_8));
        channel.waitForConfirmsOrDie();
    }

    private static AMQP.BasicProperties expiring(int ms, int deliveryMode) {
        return new AMQP.BasicProperties.Builder()
                .deliveryMode(deliveryMode)
                .expiration("" + ms)
                .build();
    }

    private void takeOne() throws Exception {
        GetResponse got = channel.basicGet(QUEUE, false);
        channel.basicAck(got.getEnvelope().getDeliveryTag(), false);
    }

    private List<String> replayed() {
        ReplayPage page =
                broker.management().replay("/", QUEUE, 1, Integer.MAX_VALUE).join();
        return Objects.requireNonNull(page).messages().stream()
                .map(message -> StandardCharsets.UTF_8.decode(message.body()).toString())
                .toList();
    }

    private String taken() throws IOException {
        return new String(channel.basicGet(QUEUE, true).getBody(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    @Spec(section = "2.9", row = "the wall clock jumps: nothing expires that is not due")
    void nothingExpiresThatIsNotDue(int hours) throws Exception {
        channel.queueDeclare(QUEUE, true, false, false, Map.of("x-expires", HALF_AN_HOUR_MS));
        publish("persistent", expiring(HALF_AN_HOUR_MS, 2));
        publish("transient", expiring(HALF_AN_HOUR_MS, 1));
        clock.jump(hours);
        publish("mortal", expiring(SHORT_MS, 1));
        publish("late", expiring(HALF_AN_HOUR_MS, 2));

        assertThat(taken()).isEqualTo("persistent");
        assertThat(taken()).isEqualTo("transient");
        await().untilAsserted(() -> assertThat(channel.messageCount(QUEUE))
                .as("what is due is gone")
                .isEqualTo(1));
        assertThat(taken()).isEqualTo("late");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    @Spec(section = "1.3", row = "the wall clock jumps: heartbeats go on")
    void nobodyIsDroppedForItsHeartbeats(int hours) {
        clock.jump(hours);
        await().during(SOME_HEARTBEATS).atMost(SOME_HEARTBEATS.multipliedBy(10)).until(connection::isOpen);
    }

    @Test
    @Spec(section = "5.7", row = "the wall clock jumps: replay's ages are real ones")
    void replayShowsWhatIsYoungerWhereverTheClockWasSet() throws Exception {
        channel.queueDeclare(QUEUE, true, false, false, Map.of("x-replay-max-age", "30m"));
        publish("one", MessageProperties.PERSISTENT_BASIC);
        takeOne();
        clock.jump(-1);
        publish("two", MessageProperties.PERSISTENT_BASIC);
        takeOne();
        clock.jump(2);
        publish("three", MessageProperties.PERSISTENT_BASIC);
        takeOne();

        await().untilAsserted(() -> assertThat(replayed()).containsExactly("one", "two", "three"));
    }
}
