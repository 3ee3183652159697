package io.leveret.conformance.client.stress;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The check that the stress tests rest on sees each fault it is there for. */
class SequenceCheckTest {

    private final SequenceCheck check = new SequenceCheck(1, 4);

    @Test
    void acceptsEachProducersOwnSequence() {
        check.accept(new Stamp(0, 1));
        check.accept(new Stamp(3, 1));
        check.accept(new Stamp(0, 5));
        check.accept(new Stamp(3, 5));
    }

    @Test
    void reportsALostMessage() {
        check.accept(new Stamp(0, 1));

        assertThatThrownBy(() -> check.accept(new Stamp(0, 9)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("something before it is missing (expected: 5)");
    }

    @Test
    void reportsARepeatedMessage() {
        check.accept(new Stamp(0, 1));

        assertThatThrownBy(() -> check.accept(new Stamp(0, 1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("repeated or late (expected: 5)");
    }

    @Test
    void expectsAgainWhatCameAfterTheMark() {
        check.accept(new Stamp(2, 1));
        long[] mark = check.mark();
        check.accept(new Stamp(2, 5));
        check.accept(new Stamp(2, 9));

        check.rewind(mark);

        check.accept(new Stamp(2, 5));
    }
}
