package io.leveret.store.seq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeqSetTest {

    @Test
    @DisplayName("a hundred million positions without a gap take less than 300 kilobytes")
    void dense() {
        SeqSet set = new SeqSet();
        for (long seq = 1; seq <= 100_000_000; seq += 1000) {
            set.addRange(seq, seq + 999);
        }
        assertEquals(100_000_000, set.size());
        assertTrue(set.footprintBytes() < 300_000, () -> "bytes: " + set.footprintBytes());
        assertEquals(List.of("1-100000000"), ranges(set));
    }

    @Test
    @DisplayName("every second position takes no more than its bits")
    void everySecond() {
        SeqSet set = new SeqSet();
        for (long seq = 2; seq <= 2_000_000; seq += 2) {
            set.add(seq);
        }
        assertEquals(1_000_000, set.size());
        assertTrue(set.footprintBytes() < 2_000_000 / 8 * 1.1, () -> "bytes: " + set.footprintBytes());
    }

    @Test
    @DisplayName("ranges that touch across a block are one")
    void acrossBlocks() {
        SeqSet set = new SeqSet();
        set.addRange(65_530, 65_540);
        set.addRange(131_071, 131_073);
        assertEquals(List.of("65530-65540", "131071-131073"), ranges(set));
        assertEquals(131_071, set.ceiling(65_541));
        assertEquals(SeqSet.NONE, set.ceiling(131_074));
    }

    /** Spans small and wide, so that ranges as well as bits are met, and both borders of blocks. */
    @ParameterizedTest
    @ValueSource(longs = {100, 3_000, 70_000, 200_000})
    @DisplayName("does what a sorted set of all its members does")
    void asModel(long span) {
        for (int seed = 0; seed < 30; seed++) {
            run(new SplittableRandom(seed), span);
        }
    }

    private static void run(SplittableRandom random, long span) {
        SeqSet set = new SeqSet();
        TreeSet<Long> model = new TreeSet<>();
        long longest = random.nextBoolean() ? 2 : span / 4;
        for (int step = 0; step < 400; step++) {
            long first = 1 + random.nextLong(span);
            long last = first + random.nextLong(longest);
            int before = model.size();
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    for (int i = 0; i < 40; i++) {
                        long seq = 1 + random.nextLong(span);
                        assertEquals(model.add(seq), set.add(seq));
                    }
                    before = model.size();
                    add(model, first, last);
                    assertEquals(model.size() - before, set.addRange(first, last));
                }
                case 2 -> {
                    model.subSet(first, true, last, true).clear();
                    assertEquals(before - model.size(), set.removeRange(first, last));
                }
                default -> {
                    assertEquals(model.subSet(first, true, last, true).size(), set.count(first, last));
                    assertEquals(model.contains(first), set.contains(first));
                    Long ceiling = model.ceiling(first);
                    assertEquals(ceiling == null ? SeqSet.NONE : ceiling, set.ceiling(first));
                    Long floor = model.floor(first);
                    assertEquals(floor == null ? SeqSet.NONE : floor, set.floor(first));
                }
            }
            assertEquals(model.size(), set.size());
            assertEquals(model.isEmpty() ? SeqSet.NONE : model.first(), set.first());
            assertEquals(model.isEmpty() ? SeqSet.NONE : model.last(), set.last());
        }
        TreeSet<Long> members = new TreeSet<>();
        set.forEachRange((first, last) -> add(members, first, last));
        assertEquals(model, members);
    }

    @ParameterizedTest
    @ValueSource(longs = {100, 3_000, 70_000, 400_000})
    @DisplayName("its parts make the same set again, and so does a copy, which goes its own way")
    void parts(long span) {
        for (int seed = 0; seed < 30; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            SeqSet set = new SeqSet();
            long longest = 1 + random.nextLong(span / 4);
            int count = random.nextInt(3_000);
            for (int i = 0; i < count; i++) {
                long first = 1 + random.nextLong(span);
                set.addRange(first, first + random.nextLong(longest));
                if (random.nextInt(3) == 0) {
                    set.removeRange(first, first + random.nextLong(longest));
                }
            }
            SeqSet again = new SeqSet();
            long[] before = {-1};
            set.forEachPart((first, octets) -> {
                assertTrue(first > before[0]);
                before[0] = first;
                again.addPart(first, octets);
            });
            assertEquals(ranges(set), ranges(again), "seed " + seed);
            assertEquals(set.size(), again.size(), "seed " + seed);
            SeqSet copy = set.copy();
            assertEquals(ranges(set), ranges(copy), "seed " + seed);
            set.clear();
            again.addRange(1, 2 * span);
            copy.removeRange(1, span);
            assertEquals(2 * span, again.size());
        }
    }

    @Test
    @DisplayName("a hundred million positions without a gap are one part of a few octets")
    void densePart() {
        SeqSet set = new SeqSet();
        set.addRange(5, 100_000_004);
        List<byte[]> parts = new ArrayList<>();
        set.forEachPart((first, octets) -> parts.add(octets));
        assertEquals(1, parts.size());
        assertTrue(parts.get(0).length < 10);
    }

    @Test
    @DisplayName("members are given from a position on, as many as fit")
    void members() {
        SeqSet set = new SeqSet();
        set.addRange(65_530, 65_540);
        set.add(200_000);
        set.add(1_000_000);
        long[] three = new long[3];
        assertEquals(3, set.members(65_534, 1_000_000, three));
        assertEquals(
                List.of(65_534L, 65_535L, 65_536L), Arrays.stream(three).boxed().toList());
        long[] many = new long[20];
        assertEquals(2, set.members(65_540, 999_999, many));
        assertEquals(200_000, many[1]);
        assertEquals(0, set.members(1, 65_529, many));
        assertEquals(1, set.members(200_001, Long.MAX_VALUE - 1, many));
    }

    private static void add(Set<Long> set, long first, long last) {
        for (long seq = first; seq <= last; seq++) {
            set.add(seq);
        }
    }

    private static List<String> ranges(SeqSet set) {
        List<String> ranges = new ArrayList<>();
        set.forEachRange((first, last) -> ranges.add(first + "-" + last));
        return ranges;
    }
}
