package io.leveret.conformance;

import static io.leveret.conformance.DeadLetters.deaths;
import static io.leveret.conformance.DeadLetters.next;
import static io.leveret.conformance.DeadLetters.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.Method;
import io.leveret.conformance.raw.RawConnection;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Full queues that turn publishers away: reject-publish and reject-publish-dlx. */
class OverflowTest {

    private static final AMQP.Confirm.Select SELECT = new AMQP.Confirm.Select.Builder().build();

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    private Channel channel;
    private RawConnection raw;

    @BeforeEach
    void openConfirmingChannel() {
        channel = amqp.channel();
        raw = amqp.raw();
        raw.call(1, SELECT, AMQP.Confirm.SelectOk.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reject-publish", "reject-publish-dlx"})
    @Spec(section = "2.10", row = "3: reject-publish: new message nacked (confirm mode); classic exact")
    void nacksWhatIsBeyondTheLimit(String overflow) {
        String queue = full(overflow, Map.of());

        AMQP.Basic.Nack nack = raw.publish(1, "", queue, "refused").expect(1, AMQP.Basic.Nack.class);

        assertThat(nack.getDeliveryTag()).isEqualTo(3);
        assertThat(raw.drain(1, queue)).containsExactly("one", "two");
    }

    @Test
    @Spec(section = "2.10", row = "3: reject-publish: or dropped silently")
    void dropsSilentlyWithoutConfirms() throws Exception {
        String queue = full("reject-publish", Map.of());

        channel.basicPublish("", queue, null, "dropped".getBytes(StandardCharsets.UTF_8));

        assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isEqualTo(2);
        assertThat(raw.drain(1, queue)).containsExactly("one", "two");
    }

    @Test
    @Spec(section = "2.10", row = "3: reject-publish: room again")
    void acceptsAgainWhenThereIsRoom() {
        String queue = full("reject-publish", Map.of());
        raw.publish(1, "", queue, "refused").expect(1, AMQP.Basic.Nack.class);

        raw.get(1, queue);

        raw.publish(1, "", queue, "three").expect(1, AMQP.Basic.Ack.class);
        raw.publish(1, "", queue, "refused").expect(1, AMQP.Basic.Nack.class);
        assertThat(raw.drain(1, queue)).containsExactly("two", "three");
    }

    @Test
    @Spec(section = "2.10", row = "3: reject-publish: bytes that would be too many")
    void nacksABodyThatDoesNotFit() {
        String queue = queue("reject-publish", Map.of("x-max-length-bytes", 10));
        raw.publish(1, "", queue, "12345").expect(1, AMQP.Basic.Ack.class);

        raw.publish(1, "", queue, "123456").expect(1, AMQP.Basic.Nack.class);
        raw.publish(1, "", queue, "67890").expect(1, AMQP.Basic.Ack.class);

        assertThat(raw.drain(1, queue)).containsExactly("12345", "67890");
    }

    @Test
    @Spec(section = "2.10", row = "3: reject-publish: messages that come back are not refused")
    void keepsWhatComesBack() {
        String queue = full("reject-publish", Map.of());
        long tag = raw.get(1, queue).deliveryTag();
        raw.publish(1, "", queue, "three").expect(1, AMQP.Basic.Ack.class);

        raw.nack(1, tag, false, true);

        assertThat(raw.drain(1, queue)).containsExactly("one", "two", "three");
    }

    @Test
    @Spec(section = "2.1", row = "4: any target queue rejecting: basic.nack; the others keep the message")
    void nacksOnceWhereOneOfSeveralQueuesIsFull() throws Exception {
        String exchange = amqp.exchange(channel, "fanout");
        String full = full("reject-publish", Map.of());
        String empty = amqp.queue(channel);
        channel.queueBind(full, exchange, "");
        channel.queueBind(empty, exchange, "");

        raw.publish(1, exchange, "", "to both").expect(1, AMQP.Basic.Nack.class);

        assertThat(text(next(channel, empty))).isEqualTo("to both");
        raw.publish(1, "", empty, "only there");
        assertThat(raw.expect(1, AMQP.Basic.Ack.class).getDeliveryTag()).isEqualTo(4);
    }

    @Test
    @Spec(section = "2.10", row = "3: reject-publish: a refused mandatory message was routed: no return")
    void returnsNothingThatItRefuses() {
        String queue = full("reject-publish", Map.of());
        AMQP.Basic.Publish mandatory =
                new AMQP.Basic.Publish.Builder().routingKey(queue).mandatory().build();

        raw.publish(1, mandatory, new AMQP.BasicProperties(), new byte[1]);

        raw.expect(1, AMQP.Basic.Nack.class);
    }

    @Test
    @Spec(section = "2.10", row = "3: reject-publish: every tag is settled, each once")
    void settlesEveryTagOfManyAtOnce() {
        int count = 1_000;
        int room = 100;
        String queue = queue("reject-publish", Map.of("x-max-length", room));
        raw.inOneWrite(all -> {
            for (int i = 0; i < count; i++) {
                all.publish(1, "", queue, "" + i);
            }
        });

        Map<Long, Boolean> accepted = new HashMap<>();
        long next = 1;
        while (accepted.size() < count) {
            Method method = raw.readFrame().method();
            boolean ack = method instanceof AMQP.Basic.Ack;
            long tag = ack ? ((AMQP.Basic.Ack) method).getDeliveryTag() : ((AMQP.Basic.Nack) method).getDeliveryTag();
            boolean multiple = ack ? ((AMQP.Basic.Ack) method).getMultiple() : ((AMQP.Basic.Nack) method).getMultiple();
            for (long settled = multiple ? next : tag; settled <= tag; settled++) {
                accepted.putIfAbsent(settled, ack);
            }
            while (accepted.containsKey(next)) {
                next++;
            }
        }

        assertThat(accepted.values().stream().filter(ack -> ack)).hasSize(room);
        assertThat(raw.drain(1, queue)).hasSize(room).startsWith("0", "1").endsWith("99");
    }

    @Test
    @Spec(section = "2.10", row = "3, 5: reject-publish with max-length 0 refuses even where a consumer waits")
    void limitOfZeroRefusesEverything() {
        String queue = queue("reject-publish", Map.of("x-max-length", 0));
        raw.consume(1, queue, "waiting");

        raw.publish(1, "", queue, "refused").expect(1, AMQP.Basic.Nack.class);

        raw.expectNothingMore(1, queue);
    }

    @Test
    @Spec(section = "2.10", row = "3: reject-publish does not dead-letter what it refuses")
    void rejectPublishMakesNoDeadLetter() throws Exception {
        String dead = amqp.queue(channel);
        String queue = full("reject-publish", DeadLetters.toQueue(dead));

        raw.publish(1, "", queue, "refused").expect(1, AMQP.Basic.Nack.class);

        assertThat(channel.basicGet(dead, true)).isNull();
    }

    @Test
    @Spec(section = "2.10", row = "4: reject-publish-dlx: also dead-letters the refused message with reason maxlen")
    void rejectPublishDlxMakesADeadLetter() throws Exception {
        String dead = amqp.queue(channel);
        String queue = full("reject-publish-dlx", DeadLetters.toQueue(dead));

        raw.publish(1, "", queue, "refused").expect(1, AMQP.Basic.Nack.class);

        GetResponse letter = next(channel, dead);
        assertThat(text(letter)).isEqualTo("refused");
        assertThat(deaths(letter).get(0)).containsEntry("reason", "maxlen").containsEntry("queue", queue);
    }

    @Test
    @Spec(section = "2.10", row = "4: reject-publish-dlx without confirms")
    void rejectPublishDlxMakesADeadLetterWithoutConfirms() throws Exception {
        String dead = amqp.queue(channel);
        String queue = full("reject-publish-dlx", DeadLetters.toQueue(dead));

        channel.basicPublish("", queue, null, new byte[3]);

        assertThat(next(channel, dead).getBody()).hasSize(3);
        assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isEqualTo(2);
    }

    @Test
    @Spec(section = "2.10", row = "3: x-overflow without a limit does nothing")
    void refusesNothingWithoutALimit() {
        String queue = queue("reject-publish", Map.of());

        for (int i = 0; i < 10; i++) {
            raw.publish(1, "", queue, "" + i).expect(1, AMQP.Basic.Ack.class);
        }

        assertThat(raw.drain(1, queue)).hasSize(10);
    }

    /** A queue with room for two, and "one" and "two" in it. */
    private String full(String overflow, Map<String, Object> arguments) {
        Map<String, Object> all = new HashMap<>(arguments);
        all.put("x-max-length", 2);
        String queue = queue(overflow, all);
        raw.publish(1, "", queue, "one").expect(1, AMQP.Basic.Ack.class);
        raw.publish(1, "", queue, "two").expect(1, AMQP.Basic.Ack.class);
        return queue;
    }

    private String queue(String overflow, Map<String, Object> arguments) {
        Map<String, Object> all = new HashMap<>(arguments);
        all.put("x-overflow", overflow);
        return amqp.queue(channel, all);
    }
}
