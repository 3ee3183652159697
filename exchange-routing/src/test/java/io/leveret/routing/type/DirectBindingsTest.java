package io.leveret.routing.type;

import static io.leveret.codec.value.FieldTable.EMPTY;
import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.value.ShortString;
import org.junit.jupiter.api.Test;

class DirectBindingsTest {

    private static final ShortString A = ShortString.of("a");
    private static final ShortString B = ShortString.of("b");

    private final BindingTable<String> table = BindingTable.<String>direct()
            .with(A, EMPTY, "one")
            .with(A, EMPTY, "two")
            .with(B, EMPTY, "three");

    @Test
    void matchesTheEqualKeyOnly() {
        assertThat(Visited.by(table, "a")).containsExactlyInAnyOrder("one", "two");
        assertThat(Visited.by(table, "b")).containsExactly("three");
        assertThat(Visited.by(table, "A")).isEmpty();
        assertThat(Visited.by(table, "")).isEmpty();
    }

    @Test
    void wildcardsAreOrdinaryKeys() {
        BindingTable<String> wild = BindingTable.<String>direct().with(ShortString.of("#"), EMPTY, "wild");

        assertThat(Visited.by(wild, "a")).isEmpty();
        assertThat(Visited.by(wild, "#")).containsExactly("wild");
    }

    @Test
    void emptyKeyIsAKey() {
        BindingTable<String> empty = BindingTable.<String>direct().with(ShortString.EMPTY, EMPTY, "empty");

        assertThat(Visited.by(empty, "")).containsExactly("empty");
        assertThat(Visited.by(empty, "a")).isEmpty();
    }

    @Test
    void keysThatAreNoTextAreComparedAsBytes() {
        ShortString one = ShortString.copyOf(new byte[] {(byte) 0xFF}, 0, 1);
        ShortString other = ShortString.copyOf(new byte[] {(byte) 0xFE}, 0, 1);
        BindingTable<String> binary = BindingTable.<String>direct().with(one, EMPTY, "binary");

        assertThat(one).as("as text both are a replacement character").hasToString(other.toString());
        assertThat(Visited.by(binary, one)).containsExactly("binary");
        assertThat(Visited.by(binary, other)).isEmpty();
    }

    @Test
    void everyKeyOfTheMessageCounts() {
        assertThat(Visited.by(table, "a", "x", "b")).containsExactlyInAnyOrder("one", "two", "three");
    }

    @Test
    void removedBindingMatchesNoMore() {
        assertThat(Visited.by(table.without(A, "one"), "a")).containsExactly("two");
        assertThat(Visited.by(table, "a")).hasSize(2);
    }

    @Test
    void removingUnderAnotherKeyChangesNothing() {
        assertThat(Visited.allIn(table.without(B, "one"))).containsExactlyInAnyOrder("one", "two", "three");
    }

    @Test
    void isEmptyWhenTheLastBindingHasGone() {
        assertThat(table.isEmpty()).isFalse();
        assertThat(table.without(A, "one").without(A, "two").without(B, "three").isEmpty())
                .isTrue();
    }
}
