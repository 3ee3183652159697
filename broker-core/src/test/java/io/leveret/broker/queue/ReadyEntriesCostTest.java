package io.leveret.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts what the ready entries compare and allocate, which is the same on every machine, in queues of any depth. */
class ReadyEntriesCostTest {

    private static final int PURGE_BYTES_MAX = 2_000;

    private final QueueFixture fixture = new QueueFixture(QueueTerms.UNSET, QueueTerms.UNSET);
    private long comparisons;
    private final ReadyEntries ready = new ReadyEntries(new Priorities(1, PriorityOrder.NONE), (a, b) -> {
        comparisons++;
        return Long.compare(a.position(), b.position());
    });

    private List<QueueEntry> fill(int size) {
        Message message = QueueFixture.message("m", 0);
        List<QueueEntry> entries = new ArrayList<>(size);
        for (int position = 1; position <= size; position++) {
            QueueEntry entry = new QueueEntry(fixture.queue, message, position, QueueEntry.NEVER);
            entries.add(entry);
            ready.append(entry);
        }
        return entries;
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 1_000_000})
    void takingInOrderComparesNothing(int size) {
        fill(size);
        for (int position = 1; position <= size; position++) {
            assertThat(ready.poll().position()).isEqualTo(position);
        }
        assertThat(comparisons).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 1_000_000})
    void comingBackToItsPlaceComparesWithFewOfThoseThatCameBack(int size) {
        List<QueueEntry> taken = fill(size);
        for (int n = 0; n < size; n++) {
            ready.poll();
        }
        SplittableRandom random = new SplittableRandom(size);
        for (int n = size - 1; n >= 0; n--) {
            QueueEntry entry = taken.set(random.nextInt(n + 1), taken.get(n));
            ready.putBack(entry);
        }
        for (int position = 1; position <= size; position++) {
            if (ready.poll().position() != position) {
                throw new AssertionError("out of order at " + position);
            }
        }
        int depth = Integer.SIZE - Integer.numberOfLeadingZeros(size);
        // Up the heap once, down once with two comparisons for each step.
        assertThat(comparisons / size).isLessThanOrEqualTo(3L * depth);
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 1_000_000})
    void aPurgeHandsOverAllWithoutLookingAtAny(int size) {
        // The first purge links the code.
        fill(1);
        ready.purgeTo(new Purged());
        fill(size);
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Purged purged = new Purged();
        long before = thread.getCurrentThreadAllocatedBytes();
        ready.purgeTo(purged);
        assertThat(thread.getCurrentThreadAllocatedBytes() - before).isLessThan(PURGE_BYTES_MAX);
        assertThat(ready.size()).isZero();
    }
}
