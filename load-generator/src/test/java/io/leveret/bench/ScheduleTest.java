package io.leveret.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

    private static final long SECOND = 1_000_000_000;

    @Test
    void theFirstMessageIsDueAtTheStart() {
        Schedule schedule = new Schedule(500, 10);
        assertThat(schedule.dueNanos(0)).isEqualTo(500);
        assertThat(schedule.dueCount(499)).isZero();
        assertThat(schedule.dueCount(500)).isEqualTo(1);
    }

    @Test
    void spreadsMessagesEvenly() {
        Schedule schedule = new Schedule(0, 4);
        assertThat(schedule.dueNanos(1)).isEqualTo(SECOND / 4);
        assertThat(schedule.dueNanos(4)).isEqualTo(SECOND);
        assertThat(schedule.dueNanos(7)).isEqualTo(SECOND * 7 / 4);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 1000, 999_983, 10_000_000})
    void countsExactlyThoseThatAreDue(int perSecond) {
        Schedule schedule = new Schedule(-SECOND, perSecond);
        for (long message : new long[] {0, 1, 2, 5, perSecond - 1, perSecond, 3L * perSecond + 1}) {
            long due = schedule.dueNanos(message);
            assertThat(schedule.dueCount(due)).isEqualTo(message + 1);
            assertThat(schedule.dueCount(due - 1)).isEqualTo(message);
        }
    }

    @Test
    void keepsTheRateForYears() {
        Schedule schedule = new Schedule(0, 10_000_000);
        long years = 5L * 365 * 24 * 3600;
        assertThat(schedule.dueNanos(years * 10_000_000)).isEqualTo(years * SECOND);
        assertThat(schedule.dueCount(years * SECOND)).isEqualTo(years * 10_000_000 + 1);
    }

    @Test
    void theClockMayStartAnywhere() {
        long late = Long.MAX_VALUE - 10;
        Schedule schedule = new Schedule(late, 1);
        assertThat(schedule.dueCount(late + SECOND)).isEqualTo(2);
        assertThat(schedule.dueNanos(1)).isEqualTo(late + SECOND);
    }
}
