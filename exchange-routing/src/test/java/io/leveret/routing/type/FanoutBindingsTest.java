package io.leveret.routing.type;

import static io.leveret.codec.value.FieldTable.EMPTY;
import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.value.ShortString;
import org.junit.jupiter.api.Test;

class FanoutBindingsTest {

    private static final ShortString KEY = ShortString.of("key");

    private final BindingTable<String> table =
            BindingTable.<String>fanout().with(KEY, EMPTY, "one").with(ShortString.EMPTY, EMPTY, "two");

    @Test
    void matchesEveryBindingWhateverTheKey() {
        assertThat(Visited.by(table, "anything")).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void severalKeysMatchOnce() {
        assertThat(Visited.by(table, "a", "b", "c")).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void removedBindingMatchesNoMore() {
        assertThat(Visited.by(table.without(KEY, "one"), "")).containsExactly("two");
    }

    @Test
    void isEmptyWhenTheLastBindingHasGone() {
        assertThat(table.without(KEY, "one").without(ShortString.EMPTY, "two").isEmpty())
                .isTrue();
    }
}
