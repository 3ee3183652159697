package io.leveret.app.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeapKeeperTest {

    private static final long MIB = 1 << 20;

    /** An old generation of 1,000 MiB. */
    private static final class Fake implements OldGeneration {
        private volatile long inUse;
        private final AtomicInteger collections = new AtomicInteger();
        private volatile long watched;

        @Override
        public long used() {
            return inUse;
        }

        @Override
        public long max() {
            return 1_000 * MIB;
        }

        @Override
        public void collect() {
            collections.incrementAndGet();
        }

        @Override
        public void watch(long bytes) {
            watched = bytes;
        }
    }

    private final Fake heap = new Fake();
    private final List<Boolean> shortages = new ArrayList<>();
    private final HeapKeeper keeper = new HeapKeeper(heap, shortages::add);

    @AfterEach
    void close() {
        keeper.close();
    }

    @Test
    void looksAgainWhenThereIsTwiceAsMuchAsIsInUse() {
        heap.inUse = 300 * MIB;
        keeper.collect();
        assertThat(heap.watched).isEqualTo(600 * MIB);
    }

    @Test
    void letsAsMuchLieAsIsNotWorthACollection() {
        heap.inUse = 10 * MIB;
        keeper.collect();
        assertThat(heap.watched).isEqualTo(HeapKeeper.BYTES_MIN);
    }

    @Test
    void neverWatchesForMoreThanThereCanBe() {
        heap.inUse = 600 * MIB;
        keeper.collect();
        assertThat(heap.watched).isEqualTo(heap.max());
    }

    @Test
    void collectsWhenItIsTooFull() {
        keeper.tooFull();
        await().until(() -> heap.collections.get() == 1);
    }

    @Test
    void tellsOnceWhenTheHeapIsNearlyInUseAndOnceWhenHalfIsFree() {
        for (int inUse : List.of(700, 760, 900, 600, 490, 700)) {
            heap.inUse = inUse * MIB;
            keeper.collect();
        }
        assertThat(shortages).containsExactly(true, false);
    }

    @Test
    void findsTheGenerationOfTheSerialCollectorOnly() {
        boolean serial = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .anyMatch(collector -> collector.getName().equals("MarkSweepCompact"));
        assertThat(TenuredGeneration.find().isPresent()).isEqualTo(serial);
    }
}
