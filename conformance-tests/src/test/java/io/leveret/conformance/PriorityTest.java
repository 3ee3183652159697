package io.leveret.conformance;

import static io.leveret.conformance.raw.CloseReason.channel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import io.leveret.conformance.raw.CloseReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Queues that deliver by the priority of messages: {@code x-max-priority}. */
class PriorityTest {

    private static final int MAX = 9;
    private static final int NONE = -1;
    private static final Map<String, Object> PRIORITIES = Map.of("x-max-priority", MAX);

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    private Channel channel;

    @BeforeEach
    void open() throws Exception {
        channel = amqp.channel();
        channel.confirmSelect();
    }

    /** Publishes a message that says its priority and its number; waits until the broker has it. */
    private void publish(String queue, int priority, int number) throws Exception {
        channel.basicPublish("", queue, withPriority(priority, null), body(priority, number));
        channel.waitForConfirmsOrDie();
    }

    private static AMQP.BasicProperties withPriority(int priority, String expiration) {
        AMQP.BasicProperties.Builder properties = new AMQP.BasicProperties.Builder().expiration(expiration);
        return priority == NONE
                ? properties.build()
                : properties.priority(priority).build();
    }

    private static byte[] body(int priority, int number) {
        return (priority + ":" + number).getBytes(StandardCharsets.UTF_8);
    }

    private static String text(GetResponse got) {
        return new String(got.getBody(), StandardCharsets.UTF_8);
    }

    private List<String> remaining(String queue) throws IOException {
        List<String> bodies = new ArrayList<>();
        for (GetResponse got = channel.basicGet(queue, true); got != null; got = channel.basicGet(queue, true)) {
            bodies.add(text(got));
        }
        return bodies;
    }

    @Test
    @Spec(section = "2.11", row = "the highest priority first, each in the order of its publishes")
    void theHighestComesFirstAndEachInOrder() throws Exception {
        String queue = amqp.queue(channel, PRIORITIES);
        for (int number = 0; number < 3; number++) {
            for (int priority : new int[] {3, 9, 0, 5}) {
                publish(queue, priority, number);
            }
        }

        assertThat(remaining(queue))
                .containsExactly("9:0", "9:1", "9:2", "5:0", "5:1", "5:2", "3:0", "3:1", "3:2", "0:0", "0:1", "0:2");
    }

    @Test
    @Spec(section = "2.11", row = "property missing = 0")
    void oneWithoutAPriorityCountsAsOneOfZero() throws Exception {
        String queue = amqp.queue(channel, PRIORITIES);
        publish(queue, 0, 1);
        publish(queue, NONE, 2);
        publish(queue, 0, 3);
        publish(queue, 1, 4);

        assertThat(remaining(queue)).containsExactly("1:4", "0:1", "-1:2", "0:3");
    }

    @Test
    @Spec(section = "2.11", row = "above max = max")
    void oneAboveTheMaximumCountsAsOneOfThat() throws Exception {
        String queue = amqp.queue(channel, PRIORITIES);
        publish(queue, 9, 1);
        publish(queue, 255, 2);
        publish(queue, 10, 3);
        publish(queue, 9, 4);

        assertThat(remaining(queue)).containsExactly("9:1", "255:2", "10:3", "9:4");
    }

    @Test
    @Spec(section = "2.11", row = "a queue without x-max-priority does not look at priorities")
    void aPlainQueueKeepsTheOrderOfPublishes() throws Exception {
        String queue = amqp.queue(channel);
        publish(queue, 0, 1);
        publish(queue, 9, 2);
        publish(queue, 5, 3);

        assertThat(remaining(queue)).containsExactly("0:1", "9:2", "5:3");
    }

    @Test
    @Spec(section = "2.11", row = "a consumer gets by priority what waits")
    void aConsumerGetsWhatWaitsByPriority() throws Exception {
        String queue = amqp.queue(channel, PRIORITIES);
        for (int priority = 0; priority <= MAX; priority++) {
            publish(queue, priority, 0);
        }
        Inbox inbox = Inbox.on(channel, queue, true);

        for (int priority = MAX; priority >= 0; priority--) {
            assertThat(inbox.next().text()).isEqualTo(priority + ":0");
        }
    }

    @Test
    @Spec(section = "2.11", row = "requeue: at the old position within its priority")
    void whatIsRequeuedComesBackToItsPlaceWithinItsPriority() throws Exception {
        String queue = amqp.queue(channel, PRIORITIES);
        for (int number = 1; number <= 3; number++) {
            publish(queue, 2, number);
            publish(queue, 7, number);
        }
        List<Long> tags = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            tags.add(channel.basicGet(queue, false).getEnvelope().getDeliveryTag());
        }
        publish(queue, 7, 4);
        channel.basicNack(tags.get(3), false, true); // 2:1
        channel.basicNack(tags.get(1), false, true); // 7:2
        channel.basicAck(tags.get(0), false);
        channel.basicNack(tags.get(4), false, true); // 2:2
        channel.basicNack(tags.get(2), false, true); // 7:3

        assertThat(remaining(queue)).containsExactly("7:2", "7:3", "7:4", "2:1", "2:2", "2:3");
    }

    @Test
    @Spec(section = "2.10", row = "6: priority queue and drop-head: what would be delivered first goes")
    void dropHeadDropsWhatWouldBeDeliveredFirst() throws Exception {
        String queue = amqp.queue(channel, Map.of("x-max-priority", MAX, "x-max-length", 2));
        publish(queue, 9, 1);
        publish(queue, 1, 2);
        publish(queue, 0, 3);

        assertThat(remaining(queue)).containsExactly("1:2", "0:3");
    }

    @Test
    @Spec(section = "2.11", row = "one of low priority that has expired is not delivered")
    void anExpiredOneBehindOthersIsNotDelivered() throws Exception {
        String queue = amqp.queue(channel, PRIORITIES);
        channel.basicPublish("", queue, withPriority(1, "1"), body(1, 1));
        publish(queue, 9, 2);
        assertThat(text(channel.basicGet(queue, true))).isEqualTo("9:2");
        await().until(() -> channel.messageCount(queue) == 0);

        publish(queue, 0, 3);
        assertThat(remaining(queue)).containsExactly("0:3");
    }

    @Test
    @Spec(section = "2.11", row = "a dead letter keeps its priority in a queue that has priorities")
    void aDeadLetterHasItsPriorityInItsTarget() throws Exception {
        String target = amqp.queue(channel, PRIORITIES);
        String source = amqp.queue(
                channel, Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", target, "x-max-length", 0));
        publish(source, 1, 1);
        publish(source, 8, 2);
        publish(source, 4, 3);
        await().until(() -> channel.messageCount(target) == 3);

        assertThat(remaining(target)).containsExactly("8:2", "4:3", "1:1");
    }

    @Test
    @Spec(section = "2.11", row = "purge counts all priorities")
    void purgeTakesAllPriorities() throws Exception {
        String queue = amqp.queue(channel, PRIORITIES);
        publish(queue, 1, 1);
        publish(queue, 9, 2);

        assertThat(channel.queuePurge(queue).getMessageCount()).isEqualTo(2);
        assertThat(channel.basicGet(queue, true)).isNull();
    }

    @Test
    @Spec(section = "2.11", row = "a transaction's messages take their places by priority")
    void aTransactionsMessagesTakeTheirPlacesByPriority() throws Exception {
        String queue = amqp.queue(channel, PRIORITIES);
        publish(queue, 5, 1);
        Channel tx = amqp.channel();
        tx.txSelect();
        tx.basicPublish("", queue, withPriority(1, null), body(1, 2));
        tx.basicPublish("", queue, withPriority(9, null), body(9, 3));
        tx.txCommit();

        assertThat(remaining(queue)).containsExactly("9:3", "5:1", "1:2");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 255})
    @Spec(section = "2.11", row = "x-max-priority from 0 to 255")
    void acceptsUpTo255(int max) throws Exception {
        String queue = amqp.queue(channel, Map.of("x-max-priority", max));
        publish(queue, 0, 1);
        publish(queue, 255, 2);

        assertThat(text(channel.basicGet(queue, true))).isEqualTo(max == 0 ? "0:1" : "255:2");
    }

    static List<Arguments> badValues() {
        return List.of(
                Arguments.of(-1, "{value_negative,-1}"),
                Arguments.of(256, "{max_value_exceeded,256}"),
                Arguments.of("9", "\"expected integer, got longstr\""),
                Arguments.of(true, "\"expected integer, got bool\""));
    }

    @ParameterizedTest
    @MethodSource("badValues")
    @Spec(section = "1.6", row = "406 bad x-arg value: x-max-priority")
    void refusesWhatIsNoPriority(Object value, String reason) {
        String queue = amqp.name("queue");

        assertThat(CloseReason.of(
                        channel,
                        () -> channel.queueDeclare(queue, false, false, false, Map.of("x-max-priority", value))))
                .isEqualTo(channel(
                        406,
                        "PRECONDITION_FAILED - invalid arg 'x-max-priority' for queue '%s' in vhost '/': %s"
                                .formatted(queue, reason),
                        "queue.declare"));
    }

    @Test
    @Spec(section = "2.11", row = "cannot change later")
    void refusesAnotherMaximum() {
        String queue = amqp.queue(channel, PRIORITIES);

        assertThat(CloseReason.of(
                        channel, () -> channel.queueDeclare(queue, false, false, false, Map.of("x-max-priority", 5))))
                .isEqualTo(channel(
                        406,
                        ("PRECONDITION_FAILED - inequivalent arg 'x-max-priority' for queue '%s' in vhost '/': received"
                                        + " '5' but current is '9'")
                                .formatted(queue),
                        "queue.declare"));
    }
}
