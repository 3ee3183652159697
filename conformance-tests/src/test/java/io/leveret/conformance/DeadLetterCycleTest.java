package io.leveret.conformance;

import static io.leveret.conformance.DeadLetters.deathsInShort;
import static io.leveret.conformance.DeadLetters.next;
import static io.leveret.conformance.DeadLetters.publish;
import static io.leveret.conformance.DeadLetters.rejectNext;
import static io.leveret.conformance.DeadLetters.text;
import static io.leveret.conformance.DeadLetters.toExchange;
import static io.leveret.conformance.DeadLetters.toQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Dead letters that come to a queue where they have died before: retry ladders, and cycles that end. */
class DeadLetterCycleTest {

    private static final AMQP.BasicProperties NONE = new AMQP.BasicProperties();
    private static final int SHORT_MS = 50;

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    private Channel channel;

    @BeforeEach
    void openChannel() {
        channel = amqp.channel();
    }

    @Test
    @Spec(section = "2.8", row = "9: reason rejected is never cycle-checked; on repeat: count+1")
    void retryLadderCountsItsRounds() throws Exception {
        String work = amqp.name("work");
        String pause = amqp.queue(channel, brief(toQueue(work)));
        channel.queueDeclare(work, false, false, false, toQueue(pause));
        publish(channel, "", work, NONE, "body");

        for (int round = 1; round <= 5; round++) {
            rejectNext(channel, work);
            GetResponse retried = DeadLetters.nextUnacked(channel, work);
            assertThat(deathsInShort(retried))
                    .containsExactly(pause + " expired " + round, work + " rejected " + round);
            channel.basicReject(retried.getEnvelope().getDeliveryTag(), true);
        }
    }

    @Test
    @Spec(section = "2.8", row = "9: reason rejected is never cycle-checked: a queue that is its own")
    void rejectedMessageMayComeBackToTheSameQueue() throws Exception {
        String queue = amqp.name("queue");
        channel.queueDeclare(queue, false, false, false, toQueue(queue));
        publish(channel, "", queue, NONE, "body");

        rejectNext(channel, queue);
        rejectNext(channel, queue);
        rejectNext(channel, queue);

        assertThat(deathsInShort(next(channel, queue))).containsExactly(queue + " rejected 3");
    }

    @Test
    @Spec(section = "2.8", row = "9: cycle: skipped")
    void expiredMessageDoesNotComeBackToTheSameQueue() throws Exception {
        String queue = amqp.name("queue");
        channel.queueDeclare(queue, false, false, false, brief(toQueue(queue)));

        publish(channel, "", queue, NONE, "dropped");

        awaitEmptyForGood(queue);
    }

    @Test
    @Spec(section = "2.8", row = "9: cycle over two queues: ends where it began")
    void expiredMessageGoesRoundOnce() throws Exception {
        String one = amqp.name("one");
        String dlx = amqp.exchange(channel, "fanout");
        String two = amqp.queue(channel, brief(toExchange(dlx)));
        String witness = amqp.queue(channel);
        channel.queueDeclare(one, false, false, false, brief(toQueue(two)));
        channel.queueBind(one, dlx, "");
        channel.queueBind(witness, dlx, "");

        publish(channel, "", one, NONE, "body");

        assertThat(deathsInShort(next(channel, witness))).containsExactly(two + " expired 1", one + " expired 1");
        assertThat(channel.queueDeclarePassive(one).getMessageCount()).isZero();
        awaitEmptyForGood(two);
        assertThat(channel.basicGet(witness, true)).isNull();
    }

    @Test
    @Spec(section = "2.8", row = "9: skipped for that queue, others still get it")
    void otherQueuesStillGetWhatEndsInACycle() throws Exception {
        String dlx = amqp.exchange(channel, "fanout");
        String queue = amqp.queue(channel, brief(toExchange(dlx)));
        String other = amqp.queue(channel);
        channel.queueBind(queue, dlx, "");
        channel.queueBind(other, dlx, "");

        publish(channel, "", queue, NONE, "body");

        assertThat(text(next(channel, other))).isEqualTo("body");
        awaitEmptyForGood(queue);
        assertThat(channel.basicGet(other, true)).isNull();
    }

    @Test
    @Spec(section = "2.8", row = "9: cycle of maxlen: skipped")
    void overflowDoesNotComeBackToTheSameQueue() throws Exception {
        String queue = amqp.name("queue");
        Map<String, Object> arguments = new HashMap<>(toQueue(queue));
        arguments.put("x-max-length", 1);
        channel.queueDeclare(queue, false, false, false, arguments);

        AmqpClient.publishConfirmed(channel, "", queue, "dropped", "kept");

        assertThat(amqp.raw().drain(1, queue)).containsExactly("kept");
    }

    @Test
    @Spec(section = "2.8", row = "9: a rejected entry between makes it no cycle")
    @SinceRabbit(value = "4.0", before = "turns the order of the older entries at every third death and sees a cycle")
    void rejectionBreaksTheCycle() throws Exception {
        String dlx = amqp.exchange(channel, "direct");
        String one = amqp.queue(channel, brief(toExchange(dlx, "two")));
        String two = amqp.queue(channel, toExchange(dlx, "three"));
        String three = amqp.queue(channel, brief(toQueue(one)));
        channel.queueBind(two, dlx, "two");
        channel.queueBind(three, dlx, "three");
        publish(channel, "", one, NONE, "body");

        rejectNext(channel, two);

        assertThat(deathsInShort(next(channel, two)))
                .containsExactly(one + " expired 2", three + " expired 1", two + " rejected 1");
    }

    @Test
    @Spec(section = "2.8", row = "9: a rejected entry older than the queue's own does not help")
    void rejectionBeforeTheCycleDoesNotBreakIt() throws Exception {
        String dlx = amqp.exchange(channel, "fanout");
        String cycle = amqp.queue(channel, brief(toExchange(dlx)));
        String witness = amqp.queue(channel);
        channel.queueBind(cycle, dlx, "");
        channel.queueBind(witness, dlx, "");
        String first = amqp.queue(channel, toQueue(cycle));
        publish(channel, "", first, NONE, "body");

        rejectNext(channel, first);

        assertThat(deathsInShort(next(channel, witness))).containsExactly(cycle + " expired 1", first + " rejected 1");
        awaitEmptyForGood(cycle);
        assertThat(channel.basicGet(witness, true)).isNull();
    }

    @Test
    @Spec(section = "2.8", row = "3.13: republished x-death counts on; 4.x: carried as a plain header, not interpreted")
    @SinceRabbit(value = "4.0", before = "the count goes on from what the client sent")
    void doesNotCountOnFromWhatAClientSent() throws Exception {
        String dead = amqp.queue(channel);
        String queue = amqp.queue(channel, toQueue(dead));
        publish(channel, "", queue, NONE, "body");
        rejectNext(channel, queue);
        GetResponse letter = next(channel, dead);

        publish(channel, "", queue, letter.getProps(), "again");
        rejectNext(channel, queue);

        assertThat(deathsInShort(next(channel, dead))).containsExactly(queue + " rejected 1");
    }

    @Test
    @Spec(section = "2.8", row = "4.x: x-death of a client is kept verbatim as a user header")
    void keepsWhatAClientSentAsXDeath() throws Exception {
        String queue = amqp.queue(channel);
        List<Integer> odd = List.of(1, 2, 3);

        publish(
                channel,
                "",
                queue,
                new AMQP.BasicProperties.Builder()
                        .headers(Map.of("x-death", odd, "x-first-death-queue", 7))
                        .build(),
                "body");

        assertThat(next(channel, queue).getProps().getHeaders())
                .isEqualTo(Map.of("x-death", odd, "x-first-death-queue", 7));
    }

    /** For longer than a round of the cycle would take. */
    private void awaitEmptyForGood(String queue) {
        await().during(6 * SHORT_MS, TimeUnit.MILLISECONDS)
                .atMost(10, TimeUnit.SECONDS)
                .until(() -> channel.queueDeclarePassive(queue).getMessageCount() == 0);
    }

    private static Map<String, Object> brief(Map<String, Object> arguments) {
        Map<String, Object> all = new HashMap<>(arguments);
        all.put("x-message-ttl", SHORT_MS);
        return all;
    }
}
