package io.leveret.store.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts the runs that a settlement looks at: its own, among a thousand or a million. */
class RunsCostTest {

    private final Runs runs = new Runs(new Shared(new NoSpill()));
    private long visits;

    /** Each message in a segment of its own, so in a run of its own. */
    private void fill(int size) {
        for (int seq = 1; seq <= size; seq++) {
            runs.enter(seq, new Place(seq, 100, false));
        }
    }

    private void settle(long firstSeq, long lastSeq) {
        runs.visit(firstSeq, lastSeq, (first, last, segment, held, bytes, refersBack) -> {
            visits++;
            return held;
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 1_000_000})
    void anAcknowledgementLooksAtItsOwnRunOnlyWhereverThatIs(int size) {
        fill(size);
        SplittableRandom random = new SplittableRandom(size);
        int count = 1_000;
        for (int n = 0; n < count; n++) {
            // One of each thousandth, the thousandths in any order.
            int seq = 1 + (int) (n * 617L % count * (size / count)) + random.nextInt(size / count);
            settle(seq, seq);
        }
        assertThat(visits).isEqualTo(count);
        assertThat(runs.size()).isEqualTo(size - count);
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 1_000_000})
    void drainingInOrderLooksAtEachRunOnce(int size) {
        fill(size);
        for (int seq = 1; seq <= size; seq++) {
            settle(seq, seq);
        }
        assertThat(visits).isEqualTo(size);
        assertThat(runs.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 1_000_000})
    void aPurgeLooksAtEachRunOnce(int size) {
        fill(size);
        settle(1, size);
        assertThat(visits).isEqualTo(size);
        assertThat(runs.size()).isZero();
    }
}
