package io.leveret.store.seq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SeqCountsTest {

    private static List<String> ranges(SeqCounts counts) {
        List<String> ranges = new ArrayList<>();
        counts.forEachRange((first, last, count) -> ranges.add(first + "-" + last + ":" + count));
        return ranges;
    }

    @Test
    @DisplayName("neighbours with the same number are one range, from whichever side they come")
    void neighbours() {
        SeqCounts counts = new SeqCounts();
        counts.set(5, 1);
        counts.set(7, 1);
        counts.set(6, 1);
        counts.set(8, 2);
        assertEquals(List.of("5-7:1", "8-8:2"), ranges(counts));
    }

    @Test
    @DisplayName("a million neighbours that have come back equally often take the room of one")
    void aMillion() {
        SeqCounts counts = new SeqCounts();
        for (long seq = 1_000_000; seq > 0; seq--) {
            counts.set(seq, 1);
        }
        assertTrue(counts.footprintBytes() < 200, () -> "bytes: " + counts.footprintBytes());
    }

    @Test
    @DisplayName("a copy does not follow")
    void copy() {
        SeqCounts counts = new SeqCounts();
        counts.set(1, 1);
        SeqCounts copy = counts.copy();
        counts.clear();
        assertTrue(counts.isEmpty());
        assertEquals(1, copy.get(1));
    }

    @Test
    @DisplayName("does what a sorted map of all positions does")
    void asModel() {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom chance = new SplittableRandom(seed);
            SeqCounts counts = new SeqCounts();
            TreeMap<Long, Integer> model = new TreeMap<>();
            for (int i = 0; i < 300; i++) {
                long first = chance.nextLong(1, 61);
                long last = first + (chance.nextInt(3) == 0 ? chance.nextInt(12) : 0);
                int count = chance.nextInt(4);
                if (count == 0) {
                    counts.removeRange(first, last);
                    model.subMap(first, last + 1).clear();
                } else {
                    counts.set(first, last, count);
                    for (long seq = first; seq <= last; seq++) {
                        model.put(seq, count);
                    }
                }
                check(seed, counts, model);
            }
        }
    }

    private static void check(int seed, SeqCounts counts, Map<Long, Integer> model) {
        TreeMap<Long, Integer> found = new TreeMap<>();
        long[] lastBefore = {0};
        int[] countBefore = {0};
        counts.forEachRange((first, last, count) -> {
            assertTrue(
                    first > lastBefore[0] + 1 || count != countBefore[0], () -> "seed " + seed + ": " + ranges(counts));
            lastBefore[0] = last;
            countBefore[0] = count;
            for (long seq = first; seq <= last; seq++) {
                found.put(seq, count);
            }
        });
        assertEquals(model, found, "seed " + seed);
        for (long seq = 1; seq < 80; seq++) {
            assertEquals(model.getOrDefault(seq, 0), counts.get(seq), "seed " + seed);
        }
    }
}
