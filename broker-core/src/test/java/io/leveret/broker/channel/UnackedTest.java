package io.leveret.broker.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.leveret.broker.queue.QueueEntry;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnackedTest {

    private static final long SEED = 20_261_121;
    private static final int MILLIONS = 3_000_000;

    private final Entries entries = new Entries();
    private final Unacked unacked = new Unacked();

    @Test
    void knowsNothingAtFirst() {
        assertThat(unacked.size()).isZero();
        assertThat(unacked.take(1)).isNull();
        assertThat(unacked.contains(0)).isFalse();
        assertThat(unacked.takeUpTo(Long.MAX_VALUE, 10, (entry, tag) -> {})).isZero();
    }

    @Test
    void givesAnEntryOnce() {
        QueueEntry entry = entries.next();
        unacked.add(1, entry);
        assertThat(unacked.contains(1)).isTrue();
        assertThat(unacked.take(1)).isSameAs(entry);
        assertThat(unacked.take(1)).isNull();
        assertThat(unacked.contains(1)).isFalse();
    }

    @Test
    void doesNotKnowTagsThatWereNeverGivenOut() {
        unacked.add(5, entries.next());
        for (long tag : new long[] {0, 4, 6, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertThat(unacked.contains(tag)).as("tag %s", tag).isFalse();
            assertThat(unacked.take(tag)).as("tag %s", tag).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 85, 97, 100})
    void agreesWithASortedMap(int percentSettled) {
        for (long seed = SEED; seed < SEED + 40; seed++) {
            compareWithSortedMap(seed, percentSettled);
        }
    }

    private void compareWithSortedMap(long seed, int percentSettled) {
        SplittableRandom random = new SplittableRandom(seed);
        Unacked tested = new Unacked();
        NavigableMap<Long, QueueEntry> model = new TreeMap<>();
        NavigableMap<Long, QueueEntry> gone = new TreeMap<>();
        QueueEntry[] pool = {entries.next(), entries.next(), entries.next()};
        long lastTag = 0;
        for (int step = 0; step < 4_000; step++) {
            String where = "seed " + seed + ", step " + step;
            int kind = random.nextInt(100);
            if (kind < 50 || model.isEmpty()) {
                // Deliveries without acknowledgement take tags too.
                lastTag += 1 + (random.nextInt(20) == 0 ? random.nextInt(3_000) : 0);
                QueueEntry entry = pool[random.nextInt(pool.length)];
                tested.add(lastTag, entry);
                model.put(lastTag, entry);
            } else if (kind < 55 && !gone.isEmpty()) {
                long tag = existing(gone, random);
                QueueEntry entry = Objects.requireNonNull(gone.remove(tag));
                tested.restore(tag, entry);
                model.put(tag, entry);
            } else if (kind < 95) {
                long tag =
                        random.nextInt(100) < percentSettled ? existing(model, random) : random.nextLong(lastTag + 2);
                assertThat(tested.contains(tag)).as(where).isEqualTo(model.containsKey(tag));
                QueueEntry entry = model.remove(tag);
                assertThat(tested.take(tag)).as(where).isSameAs(entry);
                if (entry != null) {
                    gone.put(tag, entry);
                }
            } else {
                long upTo = random.nextLong(lastTag + 2);
                int max = random.nextInt(50);
                List<QueueEntry> taken = new ArrayList<>();
                assertThat(tested.takeUpTo(upTo, max, (entry, tag) -> taken.add(entry)))
                        .as(where)
                        .isEqualTo(taken.size());
                assertThat(taken).as(where).isEqualTo(takeUpTo(model, upTo, max));
            }
            assertThat(tested.size()).as(where).isEqualTo(model.size());
        }
    }

    private static long existing(NavigableMap<Long, QueueEntry> model, SplittableRandom random) {
        Long near = model.ceilingKey(model.firstKey() + random.nextLong(model.lastKey() - model.firstKey() + 1));
        return near == null ? model.firstKey() : near;
    }

    private static List<QueueEntry> takeUpTo(NavigableMap<Long, QueueEntry> model, long upTo, int max) {
        List<QueueEntry> taken = new ArrayList<>();
        while (taken.size() < max && !model.isEmpty() && model.firstKey() <= upTo) {
            taken.add(model.pollFirstEntry().getValue());
        }
        return taken;
    }

    @Test
    void staysSmallWithOneStragglerAndMillionsSettled() {
        QueueEntry entry = entries.next();
        unacked.add(1, entry);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (long tag = 2; tag < MILLIONS; tag++) {
            unacked.add(tag, entry);
            unacked.take(tag);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated).as("octets for %s settlements", MILLIONS).isLessThan(1 << 20);
        assertThat(unacked.size()).isEqualTo(1);
        assertThat(unacked.take(1)).isSameAs(entry);
    }

    @Test
    void staysSmallWhenOneInAThousandIsForgotten() {
        QueueEntry entry = entries.next();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (long tag = 1; tag <= 1_000_000; tag++) {
            unacked.add(tag, entry);
            if (tag % 1_000 != 0) {
                unacked.take(tag);
            }
        }
        assertThat(unacked.size()).isEqualTo(1_000);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(64L << 20);
        assertThat(unacked.takeUpTo(Long.MAX_VALUE, Integer.MAX_VALUE, (taken, tag) -> {}))
                .isEqualTo(1_000);
    }
}
