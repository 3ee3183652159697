package io.leveret.broker.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private final Admission admission = new Admission(100);
    private final List<String> resumed = new ArrayList<>();

    @Test
    void isExhaustedOnceEverythingIsTaken() {
        admission.take(99);
        assertThat(admission.isExhausted()).isFalse();
        admission.take(1);
        assertThat(admission.isExhausted()).isTrue();
    }

    @Test
    void takesWhatHasBeenReadAlreadyEvenIfItIsTooMuch() {
        admission.take(1_000);
        admission.giveBack(900);
        assertThat(admission.isExhausted()).isTrue();
        admission.giveBack(1);
        assertThat(admission.isExhausted()).isFalse();
    }

    @Test
    void resumesInTheOrderInWhichTheyStoppedOnceThereIsRoom() {
        admission.take(150);
        admission.whenRoom(() -> resumed.add("first"));
        admission.whenRoom(() -> resumed.add("second"));
        admission.giveBack(50);
        assertThat(resumed).isEmpty();
        admission.giveBack(1);
        assertThat(resumed).containsExactly("first", "second");
    }

    @Test
    void keepsTheRestWaitingIfTheFirstUsesUpTheRoom() {
        admission.take(100);
        admission.whenRoom(() -> admission.take(50));
        admission.whenRoom(() -> resumed.add("second"));
        admission.giveBack(10);
        assertThat(resumed).isEmpty();
        admission.giveBack(50);
        assertThat(resumed).containsExactly("second");
    }

    @Test
    void refusesToTakeBackMoreThanWasTaken() {
        admission.take(1);
        assertThatThrownBy(() -> admission.giveBack(2)).isInstanceOf(AssertionError.class);
    }
}
