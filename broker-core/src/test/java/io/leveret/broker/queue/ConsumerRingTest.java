package io.leveret.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.testing.SteppedLoops;
import io.leveret.codec.value.FieldTable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsumerRingTest {

    private final Loop home = new SteppedLoops(1).loop(0);
    private final ConsumerRing ring = new ConsumerRing();

    private Consumer consumer(String tag, int priority) {
        QueueFixture.Collector sink = new QueueFixture.Collector(() -> home, false, 0);
        Consumer consumer =
                new Consumer(() -> home, sink, new Consumer.Terms(tag, false, false, 0, priority, FieldTable.EMPTY));
        ring.add(consumer);
        return consumer;
    }

    private List<String> serve(int times) {
        List<String> served = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            Consumer next = ring.next();
            if (next == null) {
                break;
            }
            served.add(next.terms().tag());
            ring.served(next);
        }
        return served;
    }

    private void blockNext() {
        Consumer next = ring.next();
        assertThat(next).isNotNull();
        if (next != null) {
            ring.block(next);
        }
    }

    @Test
    void servesEqualsInTurn() {
        consumer("a", 0);
        consumer("b", 0);
        consumer("c", 0);
        assertThat(serve(7)).containsExactly("a", "b", "c", "a", "b", "c", "a");
    }

    @Test
    void servesTheHighestPriorityAsLongAsItHasRoom() {
        consumer("low", -1);
        Consumer high = consumer("high", 5);
        consumer("middle", 0);
        assertThat(serve(2)).containsExactly("high", "high");
        blockNext();
        assertThat(serve(2)).containsExactly("middle", "middle");
        assertThat(ring.unblock(high)).isTrue();
        assertThat(serve(1)).containsExactly("high");
    }

    @Test
    void oneThatWasBlockedComesBackAtTheEndOfTheRound() {
        Consumer a = consumer("a", 0);
        consumer("b", 0);
        consumer("c", 0);
        blockNext();
        assertThat(serve(1)).containsExactly("b");
        assertThat(ring.unblock(a)).isTrue();
        assertThat(ring.unblock(a)).as("a second time").isFalse();
        assertThat(serve(4)).containsExactly("c", "b", "a", "c");
    }

    @Test
    void hasNobodyWhenAllAreBlocked() {
        consumer("a", 0);
        consumer("b", 1);
        blockNext();
        blockNext();
        assertThat(ring.next()).isNull();
        assertThat(ring.size()).isEqualTo(2);
    }

    @Test
    void oneThatLeftWhileBlockedDoesNotComeBack() {
        Consumer a = consumer("a", 0);
        blockNext();
        assertThat(ring.remove(a)).isTrue();
        assertThat(ring.remove(a)).isFalse();
        ring.unblock(a);
        assertThat(ring.next()).isNull();
        assertThat(ring.size()).isZero();
    }

    @Test
    void knowsAllInTheOrderOfSubscription() {
        Consumer a = consumer("a", 0);
        Consumer b = consumer("b", 9);
        assertThat(ring.all()).containsExactly(a, b);
        ring.remove(a);
        assertThat(ring.all()).containsExactly(b);
    }
}
