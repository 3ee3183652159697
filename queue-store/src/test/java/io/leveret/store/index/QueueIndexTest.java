package io.leveret.store.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class QueueIndexTest {

    private final QueueIndex queue = new QueueIndex(1);

    private List<String> entries() {
        List<String> entries = new ArrayList<>();
        for (Run run : queue.runs()) {
            assertThat(run.size()).isPositive();
            for (int i = 0; i < run.size(); i++) {
                entries.add(run.seq(i) + "@" + run.lsn(i) + "/" + run.bodyLsn(i));
            }
        }
        return entries;
    }

    @Test
    void doesAsASortedMapWould() {
        for (long seed = 0; seed < 30; seed++) {
            SplittableRandom chance = new SplittableRandom(seed);
            TreeMap<Long, String> expected = new TreeMap<>();
            QueueIndex index = new QueueIndex(1);
            long next = 1;
            for (int i = 0; i < 6000; i++) {
                if (chance.nextInt(5) < 3) {
                    // Now and then far ahead, or somewhere in a gap that was left.
                    next += chance.nextInt(50) == 0 ? 5 + chance.nextInt(100) : 1;
                    long seq = chance.nextInt(20) == 0 ? 1 + chance.nextLong(next) : next++;
                    if (chance.nextInt(2000) == 0) {
                        next += 1L << 32;
                    }
                    if (!expected.containsKey(seq)) {
                        long body = chance.nextBoolean() ? StoreIndex.NO_BODY : seq * 3;
                        index.add(seq, seq * 2, body);
                        expected.put(seq, seq + "@" + seq * 2 + "/" + body);
                    }
                } else if (!expected.isEmpty()) {
                    long first = chance.nextBoolean() ? expected.firstKey() : 1 + chance.nextLong(next);
                    long last = first + chance.nextInt(chance.nextInt(100) == 0 ? 3000 : 4);
                    index.remove(first, last);
                    expected.subMap(first, true, last, true).clear();
                }
            }
            List<String> found = new ArrayList<>();
            for (Run run : index.runs()) {
                for (int i = 0; i < run.size(); i++) {
                    found.add(run.seq(i) + "@" + run.lsn(i) + "/" + run.bodyLsn(i));
                }
            }
            assertThat(found).as("seed %d", seed).containsExactlyElementsOf(expected.values());
            assertThat(index.size()).isEqualTo(expected.size());
        }
    }

    @Test
    void runsThatAreEmptyAreLetGo() {
        for (int i = 1; i <= 10_000; i++) {
            queue.add(i, i, StoreIndex.NO_BODY);
        }
        queue.remove(1, 9_999);
        assertThat(queue.runs()).hasSize(1);
        assertThat(entries()).containsExactly("10000@10000/0");
        queue.remove(10_000, 10_000);
        assertThat(queue.runs()).isEmpty();
        assertThat(queue.seqMax()).isEqualTo(10_000);
    }

    @Test
    void removingWhatIsNotThereDoesNothing() {
        queue.remove(1, Long.MAX_VALUE - 1);
        queue.add(5, 50, 40);
        queue.remove(1, 4);
        queue.remove(6, 100);
        assertThat(entries()).containsExactly("5@50/40");
    }
}
