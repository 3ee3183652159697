package io.leveret.store.seq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Counts how many blocks an operation compares with, since that, unlike time, is the same on every machine: with each
 * member in a block of its own no more than a few times the depth of the tree, whatever the size.
 */
class SeqSetCostTest {

    private static final int APART = 1 << SeqBlock.BITS;
    /** A removal finds its block, removes it, and looks for the next. */
    private static final int SEARCHES_MAX = 4;

    private long comparisons;
    private final SeqSet set = new SeqSet((a, b) -> {
        comparisons++;
        return Long.compare(a, b);
    });

    private static long mostPerOperation(int size) {
        // A red-black tree is at most twice as deep as a full one.
        return (long) SEARCHES_MAX * 2 * (Integer.SIZE - Integer.numberOfLeadingZeros(size));
    }

    private void fill(int size) {
        for (long n = 0; n < size; n++) {
            set.add(1 + n * APART);
        }
    }

    private static int[] shuffled(int size) {
        SplittableRandom random = new SplittableRandom(size);
        int[] order = new int[size];
        for (int n = 0; n < size; n++) {
            int other = random.nextInt(n + 1);
            order[n] = order[other];
            order[other] = n;
        }
        return order;
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 300_000})
    void settlingInAnyOrderComparesWithFew(int size) {
        fill(size);
        comparisons = 0;
        for (int n : shuffled(size)) {
            assertThat(set.remove(1 + (long) n * APART)).isTrue();
        }
        assertThat(set.isEmpty()).isTrue();
        assertThat(comparisons / size).isLessThanOrEqualTo(mostPerOperation(size));
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 300_000})
    void findingTheNextComparesWithFew(int size) {
        fill(size);
        comparisons = 0;
        for (int n : shuffled(size)) {
            assertThat(set.ceiling(1 + (long) n * APART)).isEqualTo(1 + (long) n * APART);
        }
        assertThat(comparisons / size).isLessThanOrEqualTo(mostPerOperation(size));
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 300_000})
    void purgingComparesWithFewForEach(int size) {
        fill(size);
        comparisons = 0;
        assertThat(set.removeRange(1, (long) size * APART)).isEqualTo(size);
        assertThat(comparisons / size).isLessThanOrEqualTo(mostPerOperation(size));
    }
}
