package io.leveret.conformance.client;

import java.util.List;
import java.util.Map;

/** The same table as {@code client/workload/topics.json}: the keys that each pattern gets, in the order of publishing. */
final class TopicTable {

    static final List<String> KEYS = List.of(
            "quick.orange.rabbit",
            "lazy.orange.elephant",
            "quick.orange.fox",
            "lazy.brown.fox",
            "lazy",
            "kern.critical",
            "a.b",
            "a.x.y.b",
            "quick.orange.new.rabbit",
            "");

    static final Map<String, List<String>> BY_PATTERN = Map.of(
            "#", KEYS,
            "*", List.of("lazy"),
            "*.orange.*", List.of("quick.orange.rabbit", "lazy.orange.elephant", "quick.orange.fox"),
            "*.*.rabbit", List.of("quick.orange.rabbit"),
            "lazy.#", List.of("lazy.orange.elephant", "lazy.brown.fox", "lazy"),
            "a.#.b", List.of("a.b", "a.x.y.b"),
            "kern.critical", List.of("kern.critical"));

    private TopicTable() {}
}
