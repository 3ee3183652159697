package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Queues with priorities through a restart of the broker. */
@Execution(ExecutionMode.SAME_THREAD)
class RestartPriorityTest {

    private static final int COUNT = 3_000;

    @RegisterExtension
    final RestartClient amqp = new RestartClient();

    private Channel channel;
    private String queue;

    @BeforeEach
    void declareQueue() throws Exception {
        queue = amqp.name("queue");
        open();
        channel.queueDeclare(queue, true, false, false, Map.of("x-max-priority", 9));
    }

    private void open() throws Exception {
        channel = amqp.channel();
        channel.confirmSelect();
    }

    private void restart() throws Exception {
        amqp.restart();
        open();
    }

    private void publish(int priority, String body) throws Exception {
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .deliveryMode(2)
                .priority(priority)
                .build();
        channel.basicPublish("", queue, properties, body.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> remaining() throws Exception {
        List<String> bodies = new ArrayList<>();
        for (GetResponse got = channel.basicGet(queue, true); got != null; got = channel.basicGet(queue, true)) {
            bodies.add((got.getEnvelope().isRedeliver() ? "again " : "")
                    + new String(got.getBody(), StandardCharsets.UTF_8));
        }
        return bodies;
    }

    @Test
    @Spec(section = "2.11", row = "through a restart: the order of delivery, and where new ones come")
    void theOrderStaysAndNewOnesComeToTheirPlaces() throws Exception {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            publish(i % 10, i % 10 + ":" + i);
        }
        channel.waitForConfirmsOrDie();
        restart();
        assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isEqualTo(COUNT);
        publish(9, "9:new");
        publish(4, "4:new");
        channel.waitForConfirmsOrDie();

        for (int priority = 9; priority >= 0; priority--) {
            for (int i = priority; i < COUNT; i += 10) {
                expected.add(priority + ":" + i);
            }
            if (priority == 9 || priority == 4) {
                expected.add(priority + ":new");
            }
        }
        assertThat(remaining()).isEqualTo(expected);
    }

    @Test
    @Spec(
            section = "2.11",
            row = "through a restart: what was delivered is marked, whatever its priority, and nothing else")
    void whatWasDeliveredIsMarkedAndNothingElse() throws Exception {
        for (int priority : new int[] {1, 5, 8}) {
            publish(priority, priority + ":a");
            publish(priority, priority + ":b");
        }
        channel.waitForConfirmsOrDie();
        channel.basicGet(queue, false); // 8:a
        GetResponse acknowledged = channel.basicGet(queue, false);
        channel.basicAck(acknowledged.getEnvelope().getDeliveryTag(), false);
        channel.basicGet(queue, false); // 5:a
        restart();

        assertThat(remaining()).containsExactly("again 8:a", "again 5:a", "5:b", "1:a", "1:b");
    }

    @Test
    @Spec(section = "2.11", row = "through a restart: a purge has taken all priorities")
    void whatWasPurgedStaysAway() throws Exception {
        publish(0, "0:a");
        publish(9, "9:a");
        channel.waitForConfirmsOrDie();
        channel.queuePurge(queue);
        publish(4, "4:a");
        channel.waitForConfirmsOrDie();
        restart();

        assertThat(remaining()).containsExactly("4:a");
    }
}
