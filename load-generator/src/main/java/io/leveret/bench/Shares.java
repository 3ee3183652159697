package io.leveret.bench;

import java.util.List;
import java.util.stream.IntStream;

/** Who of several producers or consumers works on which of several queues. */
final class Shares {

    private Shares() {}

    /**
     * The share of one of them: together they have all, each has about as much as the others, and where there are more of
     * them than things some share one.
     */
    static <T> List<T> of(List<T> things, int index, int parties) {
        if (things.isEmpty()) {
            return things;
        }
        if (parties >= things.size()) {
            return List.of(things.get(index % things.size()));
        }
        return IntStream.range(0, things.size())
                .filter(i -> i % parties == index)
                .mapToObj(things::get)
                .toList();
    }
}
