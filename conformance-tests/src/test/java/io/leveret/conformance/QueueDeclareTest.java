package io.leveret.conformance;

import static io.leveret.conformance.AmqpClient.publishConfirmed;
import static io.leveret.conformance.raw.CloseReason.channel;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import io.leveret.conformance.raw.CloseReason;
import io.leveret.conformance.raw.RawConnection;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** queue.declare: named, server-named, passive, and again. */
class QueueDeclareTest {

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @Test
    @Spec(section = "1.7", row = "queue.declare: declare-ok")
    void answersWithNameAndCounts() throws Exception {
        String queue = amqp.name("queue");

        AMQP.Queue.DeclareOk ok = amqp.channel().queueDeclare(queue, false, false, false, Map.of());

        assertThat(ok.getQueue()).isEqualTo(queue);
        assertThat(ok.getMessageCount()).isZero();
        assertThat(ok.getConsumerCount()).isZero();
    }

    @Test
    @Spec(section = "1.7", row = "queue.declare: declare-ok returns ready count & consumer count")
    void countsReadyMessagesAndConsumers() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);
        publishConfirmed(channel, "", queue, "one", "two", "three");
        channel.basicGet(queue, false);
        channel.basicQos(0, 1, false);
        channel.basicConsume(queue, (tag, message) -> {}, tag -> {});

        AMQP.Queue.DeclareOk ok = channel.queueDeclarePassive(queue);

        assertThat(ok.getMessageCount()).isEqualTo(1);
        assertThat(ok.getConsumerCount()).isEqualTo(1);
    }

    @Test
    @Spec(section = "1.7", row = "queue.declare: empty name")
    void namesAnonymousQueues() throws Exception {
        String queue = amqp.channel().queueDeclare().getQueue();

        assertThat(queue).matches("amq\\.gen-[A-Za-z0-9_-]{22}");
    }

    @Test
    @Spec(section = "1.7", row = "queue.declare: empty name")
    void namesAnonymousQueuesDifferently() throws Exception {
        Channel channel = amqp.channel();

        assertThat(channel.queueDeclare().getQueue())
                .isNotEqualTo(channel.queueDeclare().getQueue());
    }

    @Test
    @Spec(section = "1.7", row = "queue.declare: same queue again")
    void redeclaresWithTheSameProperties() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.name("queue");
        channel.queueDeclare(queue, true, false, true, Map.of("x-expires", 60_000));

        channel.queueDeclare(queue, true, false, true, Map.of("x-expires", 60_000));
    }

    @ParameterizedTest
    @CsvSource({"durable, true, false", "auto_delete, false, true"})
    @Spec(section = "1.6", row = "406 redeclare with other flag (queues)")
    void refusesRedeclareWithOtherFlag(String argument, boolean durable, boolean autoDelete) {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);

        CloseReason reason =
                CloseReason.of(channel, () -> channel.queueDeclare(queue, durable, false, autoDelete, Map.of()));

        assertThat(reason)
                .isEqualTo(channel(
                        406,
                        "PRECONDITION_FAILED - inequivalent arg '%s' for queue '%s' in vhost '/': received 'true' but current is 'false'"
                                .formatted(argument, queue),
                        "queue.declare"));
    }

    @Test
    @Spec(section = "1.7", row = "queue.declare check order: durable before auto_delete")
    void complainsAboutDurableFirst() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.name("queue");
        channel.queueDeclare(queue, true, false, false, Map.of());

        CloseReason reason = CloseReason.of(channel, () -> channel.queueDeclare(queue, false, false, true, Map.of()));

        assertThat(reason.replyText())
                .isEqualTo(
                        "PRECONDITION_FAILED - inequivalent arg 'durable' for queue '%s' in vhost '/': received 'false' but current is 'true'"
                                .formatted(queue));
    }

    @Test
    @Spec(section = "1.7", row = "queue.declare: passive checks name and existence only")
    void passiveDeclareComparesNothing() {
        RawConnection raw = amqp.raw();
        AMQP.Queue.Declare otherwise = new AMQP.Queue.Declare.Builder()
                .queue(raw.declareQueue(1, amqp.name("queue")))
                .passive()
                .durable()
                .autoDelete()
                .arguments(Map.of("x-message-ttl", 5))
                .build();

        raw.call(1, otherwise, AMQP.Queue.DeclareOk.class);
    }

    @Test
    @Spec(section = "1.6", row = "404 declare passive of a missing queue")
    void refusesPassiveDeclareOfMissingQueue() {
        Channel channel = amqp.channel();
        String queue = amqp.name("queue");

        assertThat(CloseReason.of(channel, () -> channel.queueDeclarePassive(queue)))
                .isEqualTo(channel(404, "NOT_FOUND - no queue '" + queue + "' in vhost '/'", "queue.declare"));
    }

    @Test
    @Spec(section = "1.6", row = "404 declare passive of the empty name")
    void refusesPassiveDeclareOfTheEmptyName() {
        Channel channel = amqp.channel();
        amqp.queue(channel);

        assertThat(CloseReason.of(channel, () -> channel.queueDeclarePassive("")))
                .isEqualTo(channel(404, "NOT_FOUND - no queue '' in vhost '/'", "queue.declare"));
    }

    @Test
    @Spec(section = "1.6", row = "403 create amq.* (queues)")
    void refusesReservedName() {
        Channel channel = amqp.channel();

        assertThat(CloseReason.of(
                        channel, () -> channel.queueDeclare("amq.conformance", false, false, false, Map.of())))
                .isEqualTo(channel(
                        403,
                        "ACCESS_REFUSED - queue name 'amq.conformance' contains reserved prefix 'amq.*'",
                        "queue.declare"));
    }

    @Test
    @Spec(section = "1.6", row = "403 redeclare of amq.gen-...")
    void refusesRedeclareOfServerNamedQueue() throws Exception {
        Channel channel = amqp.channel();
        String queue = channel.queueDeclare().getQueue();

        assertThat(CloseReason.of(channel, () -> channel.queueDeclare(queue, false, true, true, Map.of())))
                .isEqualTo(channel(
                        403,
                        "ACCESS_REFUSED - queue name '" + queue + "' contains reserved prefix 'amq.*'",
                        "queue.declare"));
    }

    @Test
    @Spec(section = "1.6", row = "passive declare of amq.gen-... is always fine")
    void acceptsPassiveDeclareOfServerNamedQueue() throws Exception {
        Channel channel = amqp.channel();
        String queue = channel.queueDeclare().getQueue();

        assertThat(channel.queueDeclarePassive(queue).getQueue()).isEqualTo(queue);
    }

    @Test
    @Spec(section = "1.7", row = "queue.declare: name CR/LF stripped")
    void stripsLineBreaksFromTheName() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.name("queue");

        channel.queueDeclare(queue + "\r\n", false, false, false, Map.of());

        channel.queueDeclarePassive(queue);
    }

    @Test
    @Spec(section = "1.7", row = "names of 255 octets")
    void acceptsTheLongestName() throws Exception {
        Channel channel = amqp.channel();
        String name = amqp.name("queue");
        String longest = name + "x".repeat(255 - name.length());

        String queue =
                channel.queueDeclare(longest, false, true, false, Map.of()).getQueue();

        assertThat(queue).isEqualTo(longest);
    }

    @Test
    @Spec(section = "1.7", row = "nowait")
    void answersNothingToNowait() {
        RawConnection raw = amqp.raw();
        String queue = amqp.name("queue");

        raw.method(1, new AMQP.Queue.Declare.Builder().queue(queue).nowait().build());

        AMQP.Queue.Declare passive =
                new AMQP.Queue.Declare.Builder().queue(queue).passive().build();
        assertThat(raw.call(1, passive, AMQP.Queue.DeclareOk.class).getQueue()).isEqualTo(queue);
    }

    @Test
    @Spec(section = "1.5", row = "reply text is cut to 255 octets and ends with ...")
    void cutsLongReplyTexts() {
        Channel channel = amqp.channel();
        String missing = "m".repeat(250);

        assertThat(CloseReason.of(channel, () -> channel.queueDeclarePassive(missing)))
                .isEqualTo(channel(404, "NOT_FOUND - no queue '" + "m".repeat(230) + "...", "queue.declare"));
    }
}
