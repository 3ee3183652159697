package io.leveret.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.testing.SteppedLoops;
import io.leveret.codec.value.FieldTable;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SingleActiveConsumerTest {

    private final Loop home = new SteppedLoops(1).loop(0);
    private SingleActiveConsumer order = new SingleActiveConsumer(false);

    private Consumer consumer(String tag, int priority) {
        QueueFixture.Collector sink = new QueueFixture.Collector(() -> home, false, 0);
        Consumer consumer =
                new Consumer(() -> home, sink, new Consumer.Terms(tag, false, false, 0, priority, FieldTable.EMPTY));
        order.add(consumer);
        return consumer;
    }

    private String active() {
        return Objects.requireNonNull(order.next()).terms().tag();
    }

    @Test
    void servesTheFirstWhateverPriorityOthersHave() {
        Consumer first = consumer("first", 0);
        consumer("high", 9);
        for (int i = 0; i < 3; i++) {
            assertThat(active()).isEqualTo("first");
            order.served(first);
        }
    }

    @Test
    void theHighestPriorityThatHasWaitedLongestTakesOver() {
        Consumer first = consumer("first", 0);
        consumer("low", 0);
        Consumer high = consumer("high", 9);
        Consumer later = consumer("as high, later", 9);
        order.remove(first);
        assertThat(active()).isEqualTo("high");
        order.remove(high);
        assertThat(active()).isEqualTo("as high, later");
        order.remove(later);
        assertThat(active()).isEqualTo("low");
    }

    @Test
    void nobodyPassesTheActiveOneWhileItHasNoRoom() {
        Consumer first = consumer("first", 0);
        consumer("second", 0);
        order.block(first);
        assertThat(order.next()).isNull();
        assertThat(order.unblock(first)).isTrue();
        assertThat(order.unblock(first)).as("a second time").isFalse();
        assertThat(active()).isEqualTo("first");
    }

    @Test
    void theNextIsServedAtOnceWhenABlockedOneLeaves() {
        Consumer first = consumer("first", 0);
        consumer("second", 0);
        order.block(first);
        assertThat(order.remove(first)).isTrue();
        assertThat(order.remove(first)).as("a second time").isFalse();
        assertThat(active()).isEqualTo("second");
        assertThat(order.unblock(first)).isTrue();
        assertThat(active()).isEqualTo("second");
    }

    @Test
    void oneThatWaitsLeavesWithoutAChange() {
        Consumer first = consumer("first", 0);
        Consumer second = consumer("second", 0);
        Consumer third = consumer("third", 0);
        order.remove(second);
        assertThat(active()).isEqualTo("first");
        assertThat(order.all()).isEqualTo(List.of(first, third));
        assertThat(order.size()).isEqualTo(2);
    }

    @Test
    void theFirstAfterAllHaveLeftIsActive() {
        order.remove(consumer("first", 0));
        assertThat(order.next()).isNull();
        consumer("second", -5);
        assertThat(active()).isEqualTo("second");
    }

    @Test
    void whereTheyRelieveEachOtherTheHighestPriorityIsServedAtOnce() {
        order = new SingleActiveConsumer(true);
        consumer("first", 0);
        consumer("as low", 0);
        assertThat(active()).isEqualTo("first");
        Consumer high = consumer("high", 9);
        consumer("middle", 5);
        assertThat(active()).isEqualTo("high");
        order.remove(high);
        assertThat(active()).isEqualTo("middle");
    }

    @Test
    void oneThatHoldsSomethingIsRelievedOnlyWhenItHasGivenThatBack() {
        order = new SingleActiveConsumer(true);
        QueueFixture fixture = new QueueFixture(QueueTerms.UNSET, QueueTerms.UNSET);
        fixture.enqueue("m", Message.NO_EXPIRATION);
        QueueEntry held = fixture.queue.state().entries().poll();
        Consumer first = consumer("first", 0);
        first.hold(held);
        consumer("high", 9);
        assertThat(order.next()).isNull();
        first.release(held);
        assertThat(active()).isEqualTo("high");
    }
}
