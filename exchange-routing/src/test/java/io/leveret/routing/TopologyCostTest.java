package io.leveret.routing;

import static io.leveret.routing.House.exchange;
import static io.leveret.routing.House.name;
import static io.leveret.routing.House.toQueue;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Measures what a change or a route allocates, since that, unlike time, is the same on every machine: a change that
 * copied anything of the size of the house would allocate some hundred kilobytes.
 */
class TopologyCostTest {

    private static final int BINDINGS = 100_000;
    private static final int CHANGE_BYTES_MAX = 16_000;

    @ParameterizedTest
    @EnumSource
    void changeToAnExchangeWithManyBindingsIsCheap(ExchangeType type) {
        House house = new House().add(exchange("x", type));
        TestQueue[] queues = new TestQueue[BINDINGS];
        for (int i = 0; i < BINDINGS; i++) {
            queues[i] = house.addQueue("q" + i);
            house.bind("x", "q" + i, "key." + i);
        }
        Topology<TestQueue> topology = house.topology();

        assertThat(bytes(() -> topology.withBinding(toQueue("x", queues[7], "more"))))
                .isLessThan(CHANGE_BYTES_MAX);
        assertThat(bytes(() -> topology.withoutBinding(toQueue("x", queues[7], "key.7"))))
                .isLessThan(CHANGE_BYTES_MAX);
        assertThat(bytes(() -> topology.withoutQueue(queues[7]))).isLessThan(CHANGE_BYTES_MAX);
    }

    @ParameterizedTest
    @EnumSource
    void changeToAQueueWithManyBindingsIsCheap(ExchangeType type) {
        House house = new House().add(exchange("x", type));
        TestQueue queue = house.addQueue("q");
        for (int i = 0; i < BINDINGS; i++) {
            house.bind("x", "q", "key." + i);
        }
        Topology<TestQueue> topology = house.topology();

        assertThat(bytes(() -> topology.withBinding(toQueue("x", queue, "more"))))
                .isLessThan(CHANGE_BYTES_MAX);
        assertThat(bytes(() -> topology.withoutBinding(toQueue("x", queue, "key.7"))))
                .isLessThan(CHANGE_BYTES_MAX);
        assertThat(topology.withoutQueue(queue).hasBindingsFrom(name("x"))).isFalse();
    }

    @Test
    void manyBindingsUnderOneKeyAreNoBurden() {
        House house = new House().add(exchange("x", ExchangeType.DIRECT));
        for (int i = 0; i < BINDINGS; i++) {
            house.bind("x", "q" + i, "key");
        }
        TestQueue queue = house.addQueue("another");
        Topology<TestQueue> topology = house.topology();

        assertThat(bytes(() -> topology.withBinding(toQueue("x", queue, "key"))))
                .isLessThan(CHANGE_BYTES_MAX);
        assertThat(bytes(() -> topology.withoutQueue(queue))).isLessThan(CHANGE_BYTES_MAX);
    }

    @Test
    void routeToOneQueueAllocatesNextToNothing() {
        House house = new House().add(exchange("x", ExchangeType.DIRECT)).bind("x", "q", "key");
        Topology<TestQueue> topology = house.topology();
        List<ShortString> key = List.of(name("key"));
        List<ShortString> queueName = List.of(name("q"));

        assertThat(bytes(() -> Router.route(topology, name("x"), key, () -> FieldTable.EMPTY)))
                .isLessThan(600);
        assertThat(bytes(() -> Router.route(topology, ShortString.EMPTY, queueName, () -> FieldTable.EMPTY)))
                .isLessThan(100);
    }

    /** What one call allocates, after a few that link the code. */
    private static long bytes(Supplier<?> call) {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 10; i++) {
            assertThat(call.get()).isNotNull();
        }
        long before = thread.getCurrentThreadAllocatedBytes();
        Object result = call.get();
        long allocated = thread.getCurrentThreadAllocatedBytes() - before;
        assertThat(result).isNotNull();
        return allocated;
    }
}
