package io.leveret.routing.map;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PersistentSetTest {

    private static final PersistentSet<String> AB =
            PersistentSet.<String>empty().with("a").with("b");

    @Test
    void holdsEveryMemberOnce() {
        assertThat(AB.with("a")).containsExactlyInAnyOrder("a", "b");
        assertThat(AB.size()).isEqualTo(2);
    }

    @Test
    void addingAMemberAgainAnswersTheSameSet() {
        assertThat(AB.with("a")).isSameAs(AB);
    }

    @Test
    void removingAStrangerAnswersTheSameSet() {
        assertThat(AB.without("c")).isSameAs(AB);
    }

    @Test
    void changeLeavesTheOldSetAsItWas() {
        AB.with("c");
        AB.without("a");

        assertThat(AB).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void removingTheLastMemberAnswersTheEmptySet() {
        assertThat(AB.without("a").without("b")).isSameAs(PersistentSet.empty());
    }

    @Test
    void forEachVisitsEveryMember() {
        List<String> seen = new ArrayList<>();
        AB.forEach(seen::add);

        assertThat(seen).containsExactlyInAnyOrder("a", "b");
        assertThat(AB.contains("a")).isTrue();
        assertThat(AB.contains("c")).isFalse();
    }
}
