package io.leveret.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SharesTest {

    private static final List<String> THREE = List.of("a", "b", "c");

    @Test
    void oneHasAll() {
        assertThat(Shares.of(THREE, 0, 1)).isEqualTo(THREE);
    }

    @Test
    void fewSplitThem() {
        assertThat(Shares.of(THREE, 0, 2)).containsExactly("a", "c");
        assertThat(Shares.of(THREE, 1, 2)).containsExactly("b");
    }

    @Test
    void manyShareThem() {
        assertThat(Shares.of(THREE, 2, 3)).containsExactly("c");
        assertThat(Shares.of(THREE, 3, 5)).containsExactly("a");
        assertThat(Shares.of(THREE, 4, 5)).containsExactly("b");
    }

    @Test
    void thereMayBeNone() {
        assertThat(Shares.of(List.of(), 1, 2)).isEmpty();
    }
}
