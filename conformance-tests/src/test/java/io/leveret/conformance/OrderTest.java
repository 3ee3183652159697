package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import io.leveret.conformance.raw.Delivery;
import io.leveret.conformance.raw.RawConnection;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What one channel publishes to one queue arrives in that order. */
class OrderTest {

    private static final int COUNT = 2_000;

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @Test
    @Spec(section = "2.4", row = "order of 2,000 messages to a waiting consumer")
    void deliversInTheOrderOfPublishing() {
        RawConnection consumer = amqp.raw();
        String queue = consumer.declareQueue(1, amqp.name("queue"));
        consumer.consume(1, queue, "tag");

        amqp.raw().inOneWrite(all -> publish(all, queue, ""));

        assertThat(texts(consumer)).isEqualTo(expected(""));
    }

    @Test
    @Spec(section = "2.4", row = "order of 2,000 messages that waited")
    void deliversABacklogInTheOrderOfPublishing() {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));
        raw.inOneWrite(all -> publish(all, queue, ""));

        raw.consume(1, queue, "tag");

        assertThat(texts(raw)).isEqualTo(expected(""));
    }

    @Test
    @Spec(section = "2.4", row = "order of 2,000 messages with a small prefetch")
    void keepsTheOrderAcrossAcknowledgements() {
        RawConnection raw = amqp.raw();
        String queue = raw.declareQueue(1, amqp.name("queue"));
        raw.qos(1, 10, false).inOneWrite(all -> publish(all, queue, ""));

        raw.consume(1, queue, "tag");

        assertThat(Stream.generate(() -> {
                            Delivery delivery = raw.expectContent(1);
                            raw.ack(1, delivery.deliveryTag(), false);
                            return delivery.text();
                        })
                        .limit(COUNT)
                        .toList())
                .isEqualTo(expected(""));
    }

    @Test
    @Spec(section = "2.4", row = "order of each of two publishers")
    void keepsTheOrderOfEachPublisher() {
        RawConnection consumer = amqp.raw();
        String queue = consumer.declareQueue(1, amqp.name("queue"));
        consumer.consume(1, queue, "tag");

        amqp.raw().inOneWrite(all -> publish(all, queue, "a"));
        amqp.raw().inOneWrite(all -> publish(all, queue, "b"));

        List<String> texts = Stream.generate(() -> consumer.expectContent(1).text())
                .limit(2 * COUNT)
                .toList();
        assertThat(texts.stream().filter(text -> text.startsWith("a")).toList()).isEqualTo(expected("a"));
        assertThat(texts.stream().filter(text -> text.startsWith("b")).toList()).isEqualTo(expected("b"));
    }

    @Test
    @Spec(section = "2.4", row = "order through a fanout to three queues")
    void keepsTheOrderInEveryQueueOfAFanout() {
        RawConnection raw = amqp.raw();
        String exchange = amqp.exchange(amqp.channel(), "fanout");
        List<String> queues = Stream.generate(() -> raw.declareQueue(1, amqp.name("queue")))
                .limit(3)
                .toList();
        for (String queue : queues) {
            AMQP.Queue.Bind bind = new AMQP.Queue.Bind.Builder()
                    .queue(queue)
                    .exchange(exchange)
                    .build();
            raw.call(1, bind, AMQP.Queue.BindOk.class);
        }

        raw.inOneWrite(all -> {
            for (int i = 0; i < COUNT; i++) {
                all.publish(1, exchange, "", "" + i);
            }
        });

        for (String queue : queues) {
            RawConnection consumer = amqp.raw().consume(1, queue, "tag");
            assertThat(texts(consumer)).isEqualTo(expected(""));
        }
    }

    private static void publish(RawConnection raw, String queue, String prefix) {
        for (int i = 0; i < COUNT; i++) {
            raw.publish(1, "", queue, prefix + i);
        }
    }

    private static List<String> texts(RawConnection consumer) {
        return Stream.generate(() -> consumer.expectContent(1).text())
                .limit(COUNT)
                .toList();
    }

    private static List<String> expected(String prefix) {
        return IntStream.range(0, COUNT).mapToObj(i -> prefix + i).toList();
    }
}
