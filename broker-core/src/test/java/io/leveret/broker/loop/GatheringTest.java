package io.leveret.broker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class GatheringTest {

    private static final int PAUSED_US = 80;

    private final Gathering gathering = new Gathering();
    private long nowUs;
    private int looks;
    private int pauses;

    /**
     * Looks for so long.
     *
     * @param lookUs how long a look takes
     * @param bytesAfter what a look brings after so many microseconds since the last
     */
    private void run(int ms, int lookUs, LongUnaryOperator bytesAfter) {
        looks = 0;
        pauses = 0;
        for (long untilUs = nowUs + ms * 1000L; nowUs < untilUs; looks++) {
            boolean paused = gathering.pausesBeforeLook(nowUs / 1000);
            pauses += paused ? 1 : 0;
            int sinceUs = lookUs + (paused ? PAUSED_US : 0);
            nowUs += sinceUs;
            gathering.arrived((int) bytesAfter.applyAsLong(sinceUs));
        }
    }

    private void aProducer(int ms, int messagesPerMs, int bytes) {
        run(ms, 4, us -> Math.max(1, us * messagesPerMs / 1000) * bytes);
    }

    @Test
    void waitsForMoreWhileAProducerSendsSmallMessagesOneByOne() {
        aProducer(100, 250, 50);
        aProducer(100, 250, 50);
        assertThat(pauses).isGreaterThan(looks * 9 / 10);
    }

    @Test
    void doesNotSlowDownAClientThatWaitsForEachAnswer() {
        run(10_000, 30, us -> 50);
        assertThat(pauses).isGreaterThan(0).isLessThan(looks / 100);
    }

    @Test
    void triesMoreSeldomTheLongerItWasInVain() {
        run(1_000, 30, us -> 50);
        int first = pauses;
        run(60_000, 30, us -> 50);
        assertThat(pauses).isLessThan(first * 20);
    }

    @Test
    void doesNotWaitWhileALookBringsMuch() {
        aProducer(200, 250_000, 50);
        assertThat(pauses).isZero();
    }

    @Test
    void doesNotWaitWhileLooksAreFew() {
        run(1_000, 150, us -> 50);
        assertThat(pauses).isZero();
    }

    @Test
    void doesNotWaitBeforeALookThatFollowsOneThatBroughtNothing() {
        aProducer(200, 250, 50);
        run(1, 1, us -> 0);
        assertThat(pauses).isLessThanOrEqualTo(1);
    }

    @Test
    void stopsWhenTheProducerBecomesSlow() {
        aProducer(200, 250, 50);
        run(100, 20, us -> 50);
        run(100, 20, us -> 50);
        assertThat(pauses).isLessThan(looks / 2);
    }

    @Test
    void findsOutThatLargerMessagesNoLongerComeTogether() {
        aProducer(200, 250, 50);
        run(10_000, 30, us -> 2_000);
        run(10_000, 30, us -> 2_000);
        assertThat(pauses).isLessThan(looks / 100);
    }
}
