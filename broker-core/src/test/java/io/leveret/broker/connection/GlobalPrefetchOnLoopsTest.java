package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.testing.ErrorLog;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.QueueMethod;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The limit over all consumers of a channel (basic.qos with global) whose queues live on two loops. */
class GlobalPrefetchOnLoopsTest {

    private final SteppedBroker broker = new SteppedBroker(2, 1 << 20, 1);
    private final SteppedClient publisher = broker.open(0);
    private final SteppedClient client = broker.connect(0, 1024);

    @BeforeEach
    void openChannels() {
        ErrorLog.clear();
        client.handshake();
        client.openChannel(1);
        publisher.openChannel(1);
        for (String queue : List.of("a", "b")) {
            publisher.send(
                    1,
                    new QueueMethod.Declare(
                            ShortString.of(queue), false, false, false, false, false, FieldTable.EMPTY));
        }
        publisher.feedAll();
        client.feedAll();
        client.read();
        assertThat(Objects.requireNonNull(broker.queue("a")).home())
                .isNotSameAs(Objects.requireNonNull(broker.queue("b")).home());
    }

    @AfterEach
    void nothingFailed() {
        ErrorLog.requireEmpty();
    }

    private void consume(String queue, boolean noAck) {
        ShortString name = ShortString.of(queue);
        client.send(1, new BasicMethod.Consume(name, name, false, noAck, false, false, FieldTable.EMPTY));
    }

    private void limit(int messages) {
        client.send(1, new BasicMethod.Qos(0, messages, true));
    }

    private void publish(String queue, int count) {
        for (int i = 0; i < count; i++) {
            publisher.publish(1, "", queue, "x".repeat(400));
        }
        publisher.feedAll();
    }

    private List<BasicMethod.Deliver> delivered() {
        client.feedAll();
        List<BasicMethod.Deliver> deliveries = new ArrayList<>();
        client.read().forEach(received -> {
            if (received.method() instanceof BasicMethod.Deliver deliver) {
                deliveries.add(deliver);
            }
        });
        return deliveries;
    }

    private void ack(List<BasicMethod.Deliver> deliveries) {
        client.send(1, new BasicMethod.Ack(deliveries.get(deliveries.size() - 1).deliveryTag(), true));
    }

    @Test
    void twoQueuesShareTheLimit() {
        limit(3);
        consume("a", false);
        consume("b", false);
        client.feedAll();
        publish("a", 10);
        publish("b", 10);
        for (int left = 20; left > 0; ) {
            List<BasicMethod.Deliver> some = delivered();
            assertThat(some).hasSize(Math.min(3, left));
            left -= some.size();
            ack(some);
        }
    }

    @Test
    void aCancelLeavesTheWholeLimitToTheOthers() {
        for (int stepsBefore = 0; stepsBefore < 6; stepsBefore++) {
            limit(2);
            consume("a", false);
            consume("b", false);
            client.feedAll();
            publisher.publish(1, "", "a", "1");
            publisher.publish(1, "", "a", "2");
            publisher.feed(1_000);
            for (int step = 0; step < stepsBefore; step++) {
                broker.loops.step(broker.loops.loop(step % 2));
            }
            client.send(1, new BasicMethod.Cancel(ShortString.of("a"), false));
            client.feedAll();
            publish("b", 2);
            List<BasicMethod.Deliver> first = delivered();
            ack(first);
            List<BasicMethod.Deliver> second = delivered();
            assertThat(first.size() + second.size()).isGreaterThanOrEqualTo(2);
            assertThat(second)
                    .as("after %s steps", stepsBefore)
                    .allMatch(deliver -> deliver.consumerTag().contentEquals("b"));
            if (!second.isEmpty()) {
                ack(second);
            }
            publish("b", 3);
            List<BasicMethod.Deliver> filled = delivered();
            assertThat(filled).as("after %s steps", stepsBefore).hasSize(2);
            ack(filled);
            ack(delivered());
            client.send(1, new BasicMethod.Cancel(ShortString.of("b"), false));
            client.feedAll();
            publisher.send(1, new QueueMethod.Purge(ShortString.of("a"), false));
            publisher.feedAll();
            client.read();
        }
    }

    @Test
    void whatWaitsForAStuckSocketCountsForALimitThatBegins() {
        consume("a", false);
        consume("b", true);
        client.feedAll();
        client.stuck(true);
        publish("a", 10);
        publish("b", 10);
        limit(4);
        client.feedAll();
        client.stuck(false);
        broker.loops.settle();
        List<BasicMethod.Deliver> before = delivered();
        assertThat(before).hasSize(20);
        publish("a", 10);
        assertThat(delivered()).isEmpty();
        ack(before.subList(0, 10));
        assertThat(delivered()).hasSize(4);
    }

    @Test
    void aLimitThatEndsAndBeginsAgainIsWhole() {
        for (int i = 0; i < 5; i++) {
            limit(2);
            if (i == 0) {
                consume("a", false);
                consume("b", false);
            }
            client.feedAll();
            publish("a", 4);
            publish("b", 4);
            limit(0);
            client.feedAll();
            limit(1);
            List<BasicMethod.Deliver> all = delivered();
            assertThat(all).hasSize(8);
            ack(all);
            publish("a", 3);
            publish("b", 3);
            for (int left = 6; left > 0; left--) {
                List<BasicMethod.Deliver> one = delivered();
                assertThat(one).hasSize(1);
                ack(one);
            }
            assertThat(delivered()).isEmpty();
        }
    }
}
