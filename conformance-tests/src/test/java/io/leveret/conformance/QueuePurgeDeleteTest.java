package io.leveret.conformance;

import static io.leveret.conformance.AmqpClient.publishConfirmed;
import static io.leveret.conformance.raw.CloseReason.channel;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import io.leveret.conformance.raw.CloseReason;
import io.leveret.conformance.raw.RawConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** queue.purge and queue.delete with their counts and conditions. */
class QueuePurgeDeleteTest {

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @Test
    @Spec(section = "1.7", row = "queue.purge: only ready messages; purge-ok(count)")
    void purgesReadyMessagesAndCountsThem() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);
        publishConfirmed(channel, "", queue, "one", "two", "three");
        long unacked = channel.basicGet(queue, false).getEnvelope().getDeliveryTag();

        assertThat(channel.queuePurge(queue).getMessageCount()).isEqualTo(2);

        channel.basicNack(unacked, false, true);
        assertThat(channel.basicGet(queue, true).getBody()).asString().isEqualTo("one");
    }

    @Test
    @Spec(section = "1.7", row = "queue.purge")
    void purgesAnEmptyQueue() throws Exception {
        Channel channel = amqp.channel();

        assertThat(channel.queuePurge(amqp.queue(channel)).getMessageCount()).isZero();
    }

    @Test
    @Spec(section = "1.6", row = "404 purge missing queue")
    void refusesToPurgeMissingQueue() {
        Channel channel = amqp.channel();
        String queue = amqp.name("queue");

        assertThat(CloseReason.of(channel, () -> channel.queuePurge(queue)))
                .isEqualTo(channel(404, "NOT_FOUND - no queue '" + queue + "' in vhost '/'", "queue.purge"));
    }

    @Test
    @Spec(section = "1.7", row = "queue.delete: delete-ok(count of ready at delete)")
    void deletesAndCountsMessages() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);
        publishConfirmed(channel, "", queue, "one", "two");

        assertThat(channel.queueDelete(queue).getMessageCount()).isEqualTo(2);

        assertThat(CloseReason.of(channel, () -> channel.queueDeclarePassive(queue))
                        .replyCode())
                .isEqualTo(404);
    }

    @Test
    @Spec(section = "1.6", row = "not an error: queue.delete of missing queue")
    void deletingAMissingQueueIsNoError() throws Exception {
        assertThat(amqp.channel().queueDelete(amqp.name("queue")).getMessageCount())
                .isZero();
    }

    @Test
    @Spec(section = "1.6", row = "406 delete if-unused")
    void refusesToDeleteAQueueInUse() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);
        channel.basicConsume(queue, (tag, message) -> {}, tag -> {});

        assertThat(CloseReason.of(channel, () -> channel.queueDelete(queue, true, false)))
                .isEqualTo(channel(
                        406, "PRECONDITION_FAILED - queue '" + queue + "' in vhost '/' in use", "queue.delete"));
    }

    @Test
    @Spec(section = "1.6", row = "406 delete if-empty")
    void refusesToDeleteAQueueThatIsNotEmpty() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);
        publishConfirmed(channel, "", queue, "one");

        assertThat(CloseReason.of(channel, () -> channel.queueDelete(queue, false, true)))
                .isEqualTo(channel(
                        406, "PRECONDITION_FAILED - queue '" + queue + "' in vhost '/' not empty", "queue.delete"));
    }

    @Test
    @Spec(section = "1.7", row = "queue.delete: if-unused and if-empty")
    void deletesAnUnusedEmptyQueueConditionally() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);

        channel.queueDelete(queue, true, true);

        assertThat(CloseReason.of(channel, () -> channel.queueDeclarePassive(queue))
                        .replyCode())
                .isEqualTo(404);
    }

    @Test
    @Spec(section = "1.7", row = "empty queue name is the last declared one")
    void deletesTheLastDeclaredQueueByTheEmptyName() throws Exception {
        Channel channel = amqp.channel();
        String queue = amqp.queue(channel);

        channel.queueDelete("");

        assertThat(CloseReason.of(channel, () -> channel.queueDeclarePassive(queue))
                        .replyCode())
                .isEqualTo(404);
    }

    @Test
    @Spec(section = "1.7", row = "nowait")
    void answersNothingToNowait() {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));

        raw.method(1, new AMQP.Queue.Purge.Builder().queue(queue).nowait().build())
                .method(1, new AMQP.Queue.Delete.Builder().queue(queue).nowait().build())
                .method(
                        1,
                        new AMQP.Queue.Declare.Builder().queue(queue).passive().build());

        assertThat(raw.expectChannelClose(1).replyCode()).isEqualTo(404);
    }
}
