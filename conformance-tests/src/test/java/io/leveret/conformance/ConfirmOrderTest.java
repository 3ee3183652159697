package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.Method;
import io.leveret.conformance.raw.RawConnection;
import io.leveret.conformance.raw.RawFrame;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Confirms, refusals and returns of one channel, beside queues that overflow, die and are deleted. */
class ConfirmOrderTest {

    private static final AMQP.Confirm.Select SELECT = new AMQP.Confirm.Select.Builder().build();
    private static final AMQP.Tx.Select TX_SELECT = new AMQP.Tx.Select.Builder().build();
    private static final AMQP.Tx.Commit COMMIT = new AMQP.Tx.Commit.Builder().build();

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    private Channel channel;
    private RawConnection raw;

    @BeforeEach
    void open() {
        channel = amqp.channel();
        raw = amqp.raw();
    }

    private void confirms() {
        raw.call(1, SELECT, AMQP.Confirm.SelectOk.class);
    }

    /** For each publish, in the order of the tags, whether it was confirmed. */
    private List<Boolean> outcomes(int count) {
        Boolean[] outcomes = new Boolean[count];
        for (int settled = 0; settled < count; ) {
            Method method = raw.readFrame().method();
            boolean ack = method instanceof AMQP.Basic.Ack;
            long tag = ack ? ((AMQP.Basic.Ack) method).getDeliveryTag() : ((AMQP.Basic.Nack) method).getDeliveryTag();
            boolean multiple = ack ? ((AMQP.Basic.Ack) method).getMultiple() : ((AMQP.Basic.Nack) method).getMultiple();
            for (int i = multiple ? 0 : (int) tag - 1; i < tag; i++) {
                if (outcomes[i] == null) {
                    outcomes[i] = ack;
                    settled++;
                }
            }
        }
        return List.of(outcomes);
    }

    private RawConnection mandatory(String routingKey, String body) {
        AMQP.Basic.Publish publish = new AMQP.Basic.Publish.Builder()
                .exchange("")
                .routingKey(routingKey)
                .mandatory()
                .build();
        return raw.publish(1, publish, new AMQP.BasicProperties(), body.getBytes(StandardCharsets.UTF_8));
    }

    private RawConnection persistent(String routingKey, String body) {
        AMQP.Basic.Publish publish = new AMQP.Basic.Publish.Builder()
                .exchange("")
                .routingKey(routingKey)
                .build();
        return raw.publish(1, publish, MessageProperties.PERSISTENT_BASIC, body.getBytes(StandardCharsets.UTF_8));
    }

    private String queue(Map<String, Object> arguments) {
        return amqp.queue(channel, arguments);
    }

    private String dying(String overflow, String deadLetters) {
        return queue(Map.of(
                "x-max-length",
                1,
                "x-overflow",
                overflow,
                "x-dead-letter-exchange",
                "",
                "x-dead-letter-routing-key",
                deadLetters));
    }

    @Test
    @Spec(section = "2.1", row = "4: drop-head: what is displaced was confirmed")
    void confirmsWhatIsDroppedFromTheHead() {
        String queue = queue(Map.of("x-max-length", 2));
        confirms();
        raw.inOneWrite(one -> one.publish(1, "", queue, "1")
                .publish(1, "", queue, "2")
                .publish(1, "", queue, "3")
                .publish(1, "", queue, "4"));
        assertThat(outcomes(4)).containsOnly(true);
        assertThat(raw.drain(1, queue)).containsExactly("3", "4");
    }

    @Test
    @Spec(section = "2.1", row = "4: drop-head with a limit of 0: confirmed and gone")
    void confirmsWhatIsDroppedAtOnce() {
        String queue = queue(Map.of("x-max-length", 0));
        confirms();
        raw.publish(1, "", queue, "gone").expect(1, AMQP.Basic.Ack.class);
        assertThat(raw.drain(1, queue)).isEmpty();
    }

    @Test
    @Spec(section = "2.1", row = "4: any target queue rejecting: each publish has its own outcome")
    void eachPublishHasItsOwnOutcome() {
        String full = queue(Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
        String other = queue(Map.of());
        confirms();
        raw.inOneWrite(one -> one.publish(1, "", full, "taken")
                .publish(1, "", full, "refused")
                .publish(1, "", other, "taken")
                .publish(1, "", full, "refused")
                .publish(1, "", "nowhere", "unroutable"));
        assertThat(outcomes(5)).containsExactly(true, false, true, false, true);
    }

    @Test
    @Spec(section = "2.1", row = "2: returned before its own confirm, whatever queues decide about others")
    void returnsBeforeTheConfirmOfTheSamePublish() {
        String full = queue(Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
        confirms();
        raw.inOneWrite(one -> {
            one.publish(1, "", full, "taken").publish(1, "", full, "refused");
            mandatory("nowhere", "returned");
        });
        boolean returned = false;
        long confirmed = 0;
        while (confirmed < 3) {
            RawFrame frame = raw.readFrame();
            if (frame.type() != RawFrame.METHOD) {
                continue; // the content of what is returned
            }
            if (frame.method() instanceof AMQP.Basic.Return) {
                returned = true;
            } else if (frame.method() instanceof AMQP.Basic.Ack ack) {
                confirmed = ack.getDeliveryTag();
            }
        }
        assertThat(returned).as("returned before its confirm").isTrue();
    }

    @Test
    @Spec(section = "2.1", row = "4: refused mandatory message: nacked and not returned")
    void refusesAMandatoryMessageWithoutReturningIt() {
        String full = queue(Map.of("x-max-length", 0, "x-overflow", "reject-publish"));
        confirms();
        mandatory(full, "refused").expect(1, AMQP.Basic.Nack.class);
    }

    @Test
    @Spec(section = "2.1", row = "4: reject-publish-dlx: nacked, and dead-lettered all the same")
    void nacksWhatItDeadLetters() {
        String dead = queue(Map.of());
        String full = dying("reject-publish-dlx", dead);
        confirms();
        raw.publish(1, "", full, "taken").expect(1, AMQP.Basic.Ack.class);
        raw.publish(1, "", full, "refused").expect(1, AMQP.Basic.Nack.class);
        assertThat(raw.drain(1, full)).containsExactly("taken");
        assertThat(DeadLetters.text(DeadLetters.next(channel, dead))).isEqualTo("refused");
    }

    @Test
    @Spec(section = "2.1", row = "4: queue deleted meanwhile counts as ack")
    void confirmsWhatIsPublishedBesideADeletion() {
        String queue = amqp.name("queue");
        confirms();
        raw.inOneWrite(one -> {
            one.method(
                    1,
                    new AMQP.Queue.Declare.Builder().queue(queue).durable(true).build());
            persistent(queue, "1");
            persistent(queue, "2");
            one.method(1, new AMQP.Queue.Delete.Builder().queue(queue).build());
            persistent(queue, "3");
        });
        Set<Long> acked = new HashSet<>();
        boolean deleted = false;
        while (acked.size() < 3 || !deleted) {
            Method method = raw.readFrame().method();
            if (method instanceof AMQP.Basic.Ack ack) {
                LongStream.rangeClosed(ack.getMultiple() ? 1 : ack.getDeliveryTag(), ack.getDeliveryTag())
                        .forEach(acked::add);
            } else {
                assertThat(method).isNotInstanceOf(AMQP.Basic.Nack.class);
                deleted |= method instanceof AMQP.Queue.DeleteOk;
            }
        }
    }

    @Test
    @Spec(section = "2.1", row = "a consumer's rejection is none of the queue")
    void confirmsWhatAConsumerRejects() throws Exception {
        String queue = queue(Map.of());
        channel.basicConsume(
                queue,
                false,
                (tag, delivery) -> channel.basicReject(delivery.getEnvelope().getDeliveryTag(), false),
                tag -> {});
        confirms();
        raw.publish(1, "", queue, "rejected").expect(1, AMQP.Basic.Ack.class);
    }

    @Test
    @Spec(section = "1.7", row = "tx: drop-head at the commit")
    void dropsFromTheHeadAtTheCommit() {
        String queue = queue(Map.of("x-max-length", 2));
        raw.call(1, TX_SELECT, AMQP.Tx.SelectOk.class);
        raw.publish(1, "", queue, "1").publish(1, "", queue, "2").publish(1, "", queue, "3");
        raw.call(1, COMMIT, AMQP.Tx.CommitOk.class);
        assertThat(raw.drain(1, queue)).containsExactly("2", "3");
    }

    @Test
    @Spec(section = "1.7", row = "tx: drop-head at the commit: what is displaced is dead-lettered")
    void deadLettersWhatACommitDisplaces() {
        String dead = queue(Map.of());
        String queue = dying("drop-head", dead);
        raw.call(1, TX_SELECT, AMQP.Tx.SelectOk.class);
        raw.publish(1, "", queue, "1").publish(1, "", queue, "2");
        raw.call(1, COMMIT, AMQP.Tx.CommitOk.class);
        assertThat(DeadLetters.text(DeadLetters.next(channel, dead))).isEqualTo("1");
    }

    @Test
    @Spec(section = "1.7", row = "tx: mandatory: several returns in their order, before commit-ok")
    void returnsInTheirOrderBeforeCommitOk() {
        String queue = queue(Map.of());
        raw.call(1, TX_SELECT, AMQP.Tx.SelectOk.class);
        mandatory("nowhere", "1");
        mandatory(queue, "2");
        mandatory("nowhere", "3");
        raw.method(1, COMMIT);
        assertThat(raw.expectContent(1).text()).isEqualTo("1");
        assertThat(raw.expectContent(1).text()).isEqualTo("3");
        raw.expect(1, AMQP.Tx.CommitOk.class);
        assertThat(raw.drain(1, queue)).containsExactly("2");
    }
}
