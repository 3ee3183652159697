package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.leveret.broker.compat.Compat;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What priorities mean in quorum queues, which differs between the lines of RabbitMQ. Brokers of our own that are told which
 * line to follow.
 */
class QuorumPriorityTest {

    private static final int NONE = -1;

    @TempDir
    private Path directory;

    private interface Use {
        void of(Channel channel) throws Exception;
    }

    private void life(Compat.Line line, Use use) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.startOn(directory, config -> config.withCompat(Compat.of(line)));
                Connection connection = BrokerUnderTest.connectionFactory(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), broker.port()))
                        .newConnection()) {
            Channel channel = connection.createChannel();
            channel.queueDeclare("q", true, false, false, Map.of("x-queue-type", "quorum"));
            channel.confirmSelect();
            use.of(channel);
        }
    }

    /** Publishes a message for each priority, which says it and its number. */
    private static void publish(Channel channel, int... priorities) throws Exception {
        int number = 0;
        for (int priority : priorities) {
            AMQP.BasicProperties.Builder properties = new AMQP.BasicProperties.Builder();
            if (priority != NONE) {
                properties.priority(priority);
            }
            byte[] body = (priority + "/" + number++).getBytes(StandardCharsets.UTF_8);
            channel.basicPublish("", "q", properties.build(), body);
        }
        channel.waitForConfirmsOrDie(60_000);
    }

    private static List<String> taken(Channel channel, boolean autoAck) throws Exception {
        List<String> taken = new ArrayList<>();
        for (GetResponse got = channel.basicGet("q", autoAck); got != null; got = channel.basicGet("q", autoAck)) {
            taken.add(new String(got.getBody(), StandardCharsets.UTF_8));
        }
        return taken;
    }

    @Test
    @Spec(section = "2.11", row = "Quorum 4.0–4.2: two of the high class for each of the normal one")
    void twoOfTheHighClassComeForOneOfTheOther() throws Exception {
        life(Compat.Line.RABBITMQ_4_2, channel -> {
            publish(channel, NONE, 4, 0, 1, 5, 255, 9, 5, 6);
            assertThat(taken(channel, true))
                    .containsExactly("5/4", "255/5", "-1/0", "9/6", "5/7", "4/1", "6/8", "0/2", "1/3");
        });
    }

    @Test
    @Spec(section = "2.11", row = "Quorum 4.0–4.2: one of the high class that came first is not passed")
    void theNormalClassHasNoTurnBeforeWhatCameEarlier() throws Exception {
        life(Compat.Line.RABBITMQ_4_2, channel -> {
            publish(channel, 5, 5, 5, NONE, 5);
            assertThat(taken(channel, true)).containsExactly("5/0", "5/1", "5/2", "5/4", "-1/3");
        });
    }

    @Test
    @Spec(section = "2.11", row = "Quorum: requeued message keeps level")
    void whatComesBackKeepsItsClass() throws Exception {
        life(Compat.Line.RABBITMQ_4_2, channel -> {
            publish(channel, NONE, 5, NONE, 5);
            assertThat(taken(channel, false)).containsExactly("5/1", "5/3", "-1/0", "-1/2");
            channel.basicNack(0, true, true);
            assertThat(taken(channel, true)).containsExactly("5/1", "-1/0", "5/3", "-1/2");
        });
    }

    @Test
    @Spec(section = "2.11", row = "4.3: strict 32 levels (0–31, default 4)")
    void theHigherComesFirstInTheNewestLine() throws Exception {
        life(Compat.Line.RABBITMQ_4_3, channel -> {
            publish(channel, 0, NONE, 3, 4, 5, 31, 200, 6, 0);
            assertThat(taken(channel, true))
                    .containsExactly("31/5", "200/6", "6/7", "5/4", "-1/1", "4/3", "3/2", "0/0", "0/8");
        });
    }

    @Test
    @Spec(section = "2.11", row = "Quorum, up to 3.13: priorities mean nothing")
    void theyComeAsTheyCameInTheOldLine() throws Exception {
        life(Compat.Line.RABBITMQ_3_13, channel -> {
            publish(channel, 0, 9, NONE, 5);
            assertThat(taken(channel, true)).containsExactly("0/0", "9/1", "-1/2", "5/3");
        });
    }

    @Test
    @Spec(section = "2.11", row = "Quorum 4.0–4.2: classes survive a restart")
    void classesSurviveARestart() throws Exception {
        life(Compat.Line.RABBITMQ_4_2, channel -> publish(channel, NONE, 4, 5, 6, 7));
        life(
                Compat.Line.RABBITMQ_4_2,
                channel -> assertThat(taken(channel, true)).containsExactly("5/2", "6/3", "-1/0", "7/4", "4/1"));
    }

    @Test
    @Spec(section = "2.11", row = "Quorum: what is there is found under the rules of another line")
    void anotherLineFindsWhatIsThere() throws Exception {
        life(Compat.Line.RABBITMQ_4_3, channel -> publish(channel, 0, 9, NONE, 5));
        life(Compat.Line.RABBITMQ_4_2, channel -> {
            publish(channel, 6);
            assertThat(taken(channel, true)).containsExactly("9/1", "5/3", "-1/2", "6/0", "0/0");
        });
    }
}
