package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import io.leveret.broker.Broker;
import io.leveret.broker.BrokerConfig;
import io.leveret.broker.time.Clock;
import io.leveret.broker.time.SystemClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What has expired while the broker was down dies when it starts. Our own broker, with a clock that the test moves. */
class DeadLettersAtStartTest {

    /** More queues than a loop opens in one go: the first could send dead letters before the last has its messages. */
    private static final int QUEUES_BETWEEN = 5_000;

    private static final AMQP.BasicProperties PERSISTENT = MessageProperties.MINIMAL_PERSISTENT_BASIC;

    private static final class LaterClock implements Clock {
        private final Clock system = new SystemClock();
        private final long lateMs;

        LaterClock(Duration late) {
            lateMs = late.toMillis();
        }

        @Override
        public long monotonicMs() {
            return system.monotonicMs() + lateMs;
        }

        @Override
        public long wallMs() {
            return system.wallMs() + lateMs;
        }
    }

    private static Broker start(Path directory, Duration late) throws Exception {
        return Broker.start(BrokerConfig.defaults()
                .withBindHosts(List.of("127.0.0.1"))
                .withPort(0)
                .withEventLoops(1)
                .withDataDirectory(directory)
                .withClock(new LaterClock(late)));
    }

    private static Connection connect(Broker broker) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setPort(broker.amqpPort());
        return factory.newConnection();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    @Spec(section = "2.8", row = "expired; the target keeps what it had")
    void deadLettersOfAStartComeBehindWhatTheirTargetHasKept(@TempDir Path directory) throws Exception {
        try (Broker broker = start(directory, Duration.ZERO);
                Connection connection = connect(broker)) {
            Channel channel = connection.createChannel();
            channel.confirmSelect();
            Map<String, Object> toTarget = Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", "target");
            channel.queueDeclare("source", true, false, false, toTarget);
            for (int i = 0; i < QUEUES_BETWEEN; i++) {
                channel.queueDeclareNoWait("between " + i, true, false, false, Map.of());
            }
            channel.queueDeclare("target", true, false, false, Map.of());
            for (int i = 0; i < 10; i++) {
                channel.basicPublish("", "target", PERSISTENT, text("kept"));
            }
            AMQP.BasicProperties expiring =
                    PERSISTENT.builder().expiration("600000").build();
            for (int i = 0; i < 5; i++) {
                channel.basicPublish("", "source", expiring, text("expired"));
            }
            channel.waitForConfirmsOrDie(10_000);
        }

        try (Broker broker = start(directory, Duration.ofHours(1));
                Connection connection = connect(broker)) {
            Channel channel = connection.createChannel();
            for (int i = 0; i < 10; i++) {
                assertThat(channel.basicGet("target", true).getBody()).isEqualTo(text("kept"));
            }
            for (int i = 0; i < 5; i++) {
                assertThat(channel.basicGet("target", true).getBody()).isEqualTo(text("expired"));
            }
        }

        try (Broker broker = start(directory, Duration.ofHours(2));
                Connection connection = connect(broker)) {
            assertThat(connection.createChannel().queueDeclarePassive("target").getMessageCount())
                    .isZero();
        }
    }
}
