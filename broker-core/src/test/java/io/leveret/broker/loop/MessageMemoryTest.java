package io.leveret.broker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What leaves memory more slowly than messages come. */
class MessageMemoryTest {

    private static final int BUDGET = 1_000;
    private static final int PAGE = 400;

    private final MessageMemory memory = new MessageMemory(BUDGET, 100_000);
    private final List<String> resumed = new ArrayList<>();

    private void beginPages(int count) {
        for (int i = 0; i < count; i++) {
            memory.beginWrite(PAGE);
        }
    }

    private void endPage() {
        memory.add(-PAGE);
        memory.endWrite();
    }

    @Test
    void isBehindOnceMessagesAndPagesTakeTwiceTheBudget() {
        beginPages(5);
        assertThat(memory.isBehind()).isFalse();
        memory.add(1);
        assertThat(memory.isBehind()).isTrue();
        endPage();
        assertThat(memory.isBehind()).isFalse();
    }

    @Test
    void isNotBehindWhileNothingIsOnItsWay() {
        memory.add(50 * BUDGET);
        assertThat(memory.isBehind()).isFalse();
    }

    @Test
    void thresholdLiesBelowAnAlarmThatIsNear() {
        MessageMemory near = new MessageMemory(BUDGET, BUDGET + 200);
        near.beginWrite(BUDGET + 101);
        assertThat(near.isBehind()).isTrue();
        assertThat(near.isExhausted()).isFalse();
    }

    @Test
    void whoWaitsGoesOnWhenHalfOfThePagesAreWritten() {
        memory.add(3 * BUDGET);
        beginPages(6);
        memory.whenWritten(() -> resumed.add("first"));
        endPage();
        endPage();
        memory.whenWritten(() -> resumed.add("second"));
        assertThat(resumed).isEmpty();
        endPage();
        assertThat(resumed).containsExactly("first");
        endPage();
        assertThat(resumed).containsExactly("first", "second");
    }

    @Test
    void whoWaitsGoesOnWhenMemoryIsFreeForAnotherReason() {
        memory.add(2 * BUDGET);
        beginPages(6);
        memory.whenWritten(() -> resumed.add("one"));
        memory.add(-BUDGET);
        assertThat(resumed).isEmpty();
        memory.add(-BUDGET);
        endPage();
        endPage();
        assertThat(resumed).isEmpty();
        memory.add(-PAGE);
        assertThat(resumed).containsExactly("one");
    }

    @Test
    void theLastPageLetsEverybodyGoOn() {
        beginPages(1);
        memory.whenWritten(() -> resumed.add("one"));
        memory.whenWritten(() -> resumed.add("other"));
        endPage();
        assertThat(resumed).containsExactly("one", "other");
    }
}
