package io.leveret.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutstandingTest {

    private final List<Long> settled = new ArrayList<>();

    private int settle(Outstanding outstanding, long tag, boolean multiple) {
        settled.clear();
        return outstanding.settle(tag, multiple, settled::add);
    }

    private static Outstanding with(int max, int published) {
        Outstanding outstanding = new Outstanding(max);
        for (int i = 1; i <= published; i++) {
            outstanding.published(100 + i);
        }
        return outstanding;
    }

    @Test
    void givesBackTheStampOfEachThatIsConfirmed() {
        Outstanding outstanding = with(10, 5);
        assertThat(settle(outstanding, 2, false)).isEqualTo(1);
        assertThat(settled).containsExactly(102L);
        assertThat(settle(outstanding, 4, true)).isEqualTo(3);
        assertThat(settled).containsExactly(101L, 103L, 104L);
        assertThat(settle(outstanding, 0, true)).isEqualTo(1);
        assertThat(settled).containsExactly(105L);
        assertThat(outstanding.isEmpty()).isTrue();
    }

    @Test
    void hasRoomForAsManyAsAreSettled() {
        Outstanding outstanding = with(3, 3);
        assertThat(outstanding.room()).isZero();
        settle(outstanding, 2, true);
        assertThat(outstanding.room()).isEqualTo(2);
    }

    @Test
    void doesNotCountTwiceNorWhatWasNeverPublished() {
        Outstanding outstanding = with(10, 3);
        settle(outstanding, 2, false);
        assertThat(settle(outstanding, 2, false)).isZero();
        assertThat(settle(outstanding, 9, false)).isZero();
        assertThat(settle(outstanding, 9, true)).isEqualTo(2);
        assertThat(settle(outstanding, 1, true)).isZero();
        assertThat(outstanding.room()).isEqualTo(10);
    }

    @Test
    void oneThatIsNeverConfirmedHoldsTheOthersUpOnlyInTheEnd() {
        Outstanding outstanding = with(4, 1);
        int published = 1;
        while (outstanding.room() > 0) {
            outstanding.published(0);
            published++;
            settle(outstanding, published, false);
        }
        assertThat(published).isBetween(8, 16);
        settle(outstanding, 1, false);
        assertThat(outstanding.room()).isEqualTo(4);
    }

    @Test
    void goesRoundForEver() {
        Outstanding outstanding = new Outstanding(3);
        for (long tag = 1; tag <= 1000; tag++) {
            outstanding.published(tag);
            assertThat(settle(outstanding, tag, tag % 2 == 0)).isEqualTo(1);
            assertThat(settled).containsExactly(tag);
        }
    }
}
