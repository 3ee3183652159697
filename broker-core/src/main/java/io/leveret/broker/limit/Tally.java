package io.leveret.broker.limit;

import java.util.concurrent.ConcurrentHashMap;

/** Counts what there is of each name, up to a limit. Any thread. */
public final class Tally {

    private final ConcurrentHashMap<String, Long> counts = new ConcurrentHashMap<>();

    /** One more, unless there are as many as there may be; whether that was so. */
    public boolean take(String name, long most) {
        boolean[] taken = {false};
        counts.compute(name, (same, known) -> {
            long count = known == null ? 0 : known;
            taken[0] = count < most;
            return taken[0] ? Long.valueOf(count + 1) : known;
        });
        return taken[0];
    }

    /** One less. */
    public void giveBack(String name) {
        counts.computeIfPresent(name, (same, count) -> count > 1 ? count - 1 : null);
    }
}
