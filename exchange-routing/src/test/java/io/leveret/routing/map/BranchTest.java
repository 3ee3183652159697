package io.leveret.routing.map;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BranchTest {

    private static final MapEntry<String, Integer> A = new MapEntry<>("a", 1, 0);

    /** The bit in which the two hashes differ decides how many levels lie between the branch and its leaves. */
    @ParameterizedTest
    @ValueSource(ints = {0, 4, 5, 9, 10, 29, 30, 31})
    void branchWithOneLeafLeftBecomesThatLeaf(int bit) {
        MapEntry<String, Integer> b = new MapEntry<>("b", 2, 1 << bit);
        Branch<String, Integer> branch = Branch.of(A, b, 0);

        assertThat(branch.find("a", A.hash(), 0)).isSameAs(A);
        assertThat(branch.find("b", b.hash(), 0)).isSameAs(b);
        assertThat(branch.without("a", A.hash(), 0)).isSameAs(b);
        assertThat(branch.without("b", b.hash(), 0)).isSameAs(A);
    }

    @Test
    void collisionLeftAloneStandsForItsBranch() {
        Slot<String, Integer> collision = Collision.of(A, new MapEntry<>("b", 2, A.hash()));
        MapEntry<String, Integer> c = new MapEntry<>("c", 3, 1 << 20);

        assertThat(collision.with(c, 0).without("c", c.hash(), 0)).isSameAs(collision);
    }

    @Test
    void branchAboveABranchStays() {
        MapEntry<String, Integer> b = new MapEntry<>("b", 2, 1 << 5);
        MapEntry<String, Integer> c = new MapEntry<>("c", 3, 1);
        Slot<String, Integer> left =
                Objects.requireNonNull(Branch.of(A, b, 0).with(c, 0).without("c", c.hash(), 0));

        assertThat(left.find("a", A.hash(), 0)).isSameAs(A);
        assertThat(left.find("b", b.hash(), 0)).isSameAs(b);
    }
}
