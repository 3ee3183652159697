package io.leveret.routing.type;

import static io.leveret.codec.value.FieldTable.EMPTY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.leveret.codec.value.ShortString;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The edge tables were checked against RabbitMQ 3.10. */
class TopicTrieTest {

    private static final String DEEP = "#.#.#.#.#.#.#.#.#.#.#.#.#.#.#.#.#.#.#.#.a";

    @ParameterizedTest(name = "{0} matches {1}")
    @CsvSource(
            delimiter = ' ',
            value = {
                "'' ''",
                "a a",
                "a.b a.b",
                "é.* é.x",
                // one word, which may be empty
                "* a",
                "* *",
                "*.* a.b",
                "*.* .",
                "*.*.* ..",
                "a.* a.",
                "*.b .b",
                "a.*.b a..b",
                // zero or more words
                "# ''",
                "# a",
                "# a.b.c",
                "# .",
                "# #",
                "a.# a",
                "a.# a.",
                "a.# a.b.c",
                "#.b b",
                "#.b .b",
                "#.b a.a.b",
                "a.#.b a.b",
                "a.#.b a.x.b",
                "a.#.b a.x.y.b",
                "a.#.b a.b.b",
                "#. .",
                "#. a.",
                ".# .",
                ".# .a",
                // several of them
                "#.# ''",
                "#.# a",
                "#.#.# a.b",
                "a.#.#.b a.b",
                "#.#.#.#.a a",
                "#.#.#.#.a b.b.a",
                "#.a.#.b.# x.a.y.z.b",
                // mixed
                "#.* .",
                "#.* a",
                "*.# a",
                "*.# a.b",
                "#.*.# a.b",
                "*.#.* a.b",
                "*.#.* a.b.c.d",
                // empty words are words
                ". .",
                ".. ..",
                "a..b a..b",
                "a. a.",
                ".a .a",
                // wildcards only as whole words
                "#x #x",
                "*x *x",
                "a.#x a.#x",
                "## ##",
                "** **"
            })
    void matches(String pattern, String key) {
        assertThat(Visited.by(trieOf(pattern), key)).containsExactly(pattern);
    }

    @ParameterizedTest(name = "{0} does not match {1}")
    @CsvSource(
            delimiter = ' ',
            value = {
                "'' .",
                "'' a",
                "a ''",
                "a A",
                "a.b a",
                "a a.b",
                "a.b a..b",
                ". ''",
                ". a",
                "a a.",
                // the empty key has no word, not an empty one
                "* ''",
                "#.* ''",
                "*.# ''",
                "#.*.# ''",
                "#. ''",
                ".# ''",
                "*.* a",
                "* .",
                "* a.b",
                "a.* a",
                "*.b b",
                "a.# b",
                "a.# ''",
                "#.b b.a",
                "a.#.b a",
                "a.#.b b",
                "*.#.* a",
                "#.#.#.#.a a.b",
                "#.a.#.b.# x.b.y.a",
                "#x a",
                "#x x",
                "*x ax",
                "## a.b",
                "** a",
                "a.#b a.c.b"
            })
    void doesNotMatch(String pattern, String key) {
        assertThat(Visited.by(trieOf(pattern), key)).isEmpty();
    }

    @Test
    void reportsEveryMatchingPatternOnce() {
        BindingTable<String> trie = trieOf("#", "#.#", "a.#", "a.*", "*.b", "a.b", "#.b", "*.*.#", "a", "b.#", "*");

        assertThat(Visited.by(trie, "a.b"))
                .containsExactlyInAnyOrder("#", "#.#", "a.#", "a.*", "*.b", "a.b", "#.b", "*.*.#");
    }

    @Test
    void everyKeyOfTheMessageCounts() {
        assertThat(Visited.by(trieOf("a.*", "b.*", "c.*"), "a.1", "b.1")).containsExactlyInAnyOrder("a.*", "b.*");
    }

    @Test
    void samePatternHoldsSeveralBindings() {
        ShortString pattern = ShortString.of("a.#");
        BindingTable<String> trie =
                BindingTable.<String>topic().with(pattern, EMPTY, "one").with(pattern, EMPTY, "two");

        assertThat(Visited.by(trie, "a.b")).containsExactlyInAnyOrder("one", "two");
        assertThat(Visited.by(trie.without(pattern, "one"), "a.b")).containsExactly("two");
    }

    @Test
    void removalLeavesLongerAndShorterPatterns() {
        BindingTable<String> trie = without(trieOf("a", "a.b", "a.b.c"), "a.b");

        assertThat(Visited.allIn(trie)).containsExactlyInAnyOrder("a", "a.b.c");
        assertThat(Visited.by(trie, "a.b")).isEmpty();
    }

    @Test
    void removingAnUnknownPatternChangesNothing() {
        BindingTable<String> trie = without(without(trieOf("a.b"), "a.b.c"), "x.#");

        assertThat(Visited.allIn(trie)).containsExactly("a.b");
    }

    @Test
    void removalPrunesEmptyNodes() {
        TopicNode<String> root = TopicNode.empty();
        String[] patterns = {"a.b.c", "a.*.c", "a.#.c", "#.#", "*.*"};
        for (String pattern : patterns) {
            root = root.with(words(pattern), 0, pattern);
        }
        for (String pattern : patterns) {
            root = root.without(words(pattern), 0, pattern);
        }

        assertThat(root.isEmpty()).isTrue();
        assertThat(root.plainChild(ShortString.of("a"))).isNull();
    }

    @Test
    void pruningKeepsNodesThatAreOnAnotherWay() {
        TopicNode<String> root = TopicNode.<String>empty()
                .with(words("a.b"), 0, "short")
                .with(words("a.b.c.d"), 0, "long")
                .without(words("a.b.c.d"), 0, "long");

        TopicNode<String> b = child(child(root, "a"), "b");
        assertThat(b.bindings()).containsExactly("short");
        assertThat(b.plainChild(ShortString.of("c"))).isNull();
    }

    @Test
    void changeLeavesTheOldTrieAsItWas() {
        BindingTable<String> old = trieOf("a.#");
        without(old, "a.#");
        old.with(ShortString.of("#"), EMPTY, "#");

        assertThat(Visited.by(old, "a.b")).containsExactly("a.#");
    }

    @Test
    void manyHashesOnALongKeyDoNotBlowUp() {
        String longKey = "b.".repeat(127);
        BindingTable<String> trie =
                trieOf(DEEP, "*." + DEEP, DEEP + ".#.*.#.*.#.*", "#.b." + DEEP, "#.*.#.b.#." + DEEP);

        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            for (int i = 0; i < 100; i++) {
                assertThat(Visited.by(trie, longKey)).isEmpty();
            }
        });
    }

    @Test
    void matchingGoesOnBeyondAFewHashes() {
        BindingTable<String> trie = BindingTable.topic();
        for (int i = 0; i < 40; i++) {
            String pattern = "#.a.".repeat(i) + "#.b";
            trie = trie.with(ShortString.of(pattern), EMPTY, pattern);
        }

        assertThat(Visited.by(trie, "a.".repeat(50) + "b")).hasSize(40).doesNotHaveDuplicates();
    }

    @Test
    void keyOfDotsAloneIsAllEmptyWords() {
        String dots = ".".repeat(255);

        assertThat(Visited.by(trieOf("#", "#.#.", dots, "*"), dots)).containsExactlyInAnyOrder("#", "#.#.", dots);
    }

    @Test
    void wordsSplitAtEveryDot() {
        assertThat(words("a..b."))
                .containsExactly(ShortString.of("a"), ShortString.EMPTY, ShortString.of("b"), ShortString.EMPTY);
        assertThat(words("")).isEmpty();
        assertThat(words(".")).hasSize(2);
        assertThat(words(".".repeat(255))).hasSize(256);
    }

    private static TopicNode<String> child(TopicNode<String> node, String word) {
        return Objects.requireNonNull(node.plainChild(ShortString.of(word)), word);
    }

    private static ShortString[] words(String key) {
        return TopicWords.of(ShortString.of(key));
    }

    /** Every pattern is bound, with its own text as the binding. */
    private static BindingTable<String> trieOf(String... patterns) {
        BindingTable<String> trie = BindingTable.topic();
        for (String pattern : List.of(patterns)) {
            trie = trie.with(ShortString.of(pattern), EMPTY, pattern);
        }
        return trie;
    }

    private static BindingTable<String> without(BindingTable<String> trie, String pattern) {
        return trie.without(ShortString.of(pattern), pattern);
    }
}
