package io.leveret.broker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OwnCommitsTest {

    private static final int MANY = 1_000;

    private final OwnCommits commits = new OwnCommits();
    private long nowMs;

    /** How many of so many were allowed, of which every n-th held somebody up. */
    private int allowed(int count, int everyHeldUp) {
        int allowed = 0;
        for (int i = 0; i < count; i++) {
            nowMs++;
            if (commits.areAllowed(nowMs)) {
                commits.committed();
                assertThat(commits.beginWatch()).isTrue();
                assertThat(commits.areAllowed(nowMs)).isFalse();
                commits.endWatch(allowed++ % everyHeldUp == 0, nowMs);
                assertThat(commits.beginWatch()).isFalse();
            }
        }
        return allowed;
    }

    @Test
    void areAllowedWhileHardlyAnybodyIsHeldUp() {
        assertThat(allowed(MANY, 10)).isEqualTo(MANY);
    }

    @Test
    void stopWhenOthersAreHeldUp() {
        assertThat(allowed(MANY, 1)).isLessThan(MANY / 4);
    }

    @Test
    void areTriedMoreSeldomTheLongerTheyHoldOthersUp() {
        int first = allowed(MANY, 1);
        allowed(100 * MANY, 1);
        assertThat(allowed(MANY, 1)).isLessThan(first / 2);
    }

    @Test
    void goOnWhenTheOthersHaveGone() {
        allowed(100 * MANY, 1);
        allowed(20 * MANY, MANY);
        assertThat(allowed(MANY, MANY)).isEqualTo(MANY);
    }
}
