package io.leveret.conformance.fuzz;

import java.util.function.Predicate;

/**
 * Makes a script that fails shorter, as long as it fails: leaves out half of the steps, then fewer at a time, then flags and
 * arguments of those that are left. One thread.
 */
final class Shrinker {

    private final Predicate<Script> fails;
    private int triesLeft;

    /**
     * @param fails whether a script still fails; asked up to {@code tries} times
     */
    Shrinker(Predicate<Script> fails, int tries) {
        this.fails = fails;
        this.triesLeft = tries;
    }

    Script shrink(Script failing) {
        Script best = failing;
        for (int size = best.steps().size() / 2; size > 0; size = size / 2) {
            best = withoutRuns(best, size);
        }
        best = withoutRuns(best, 1);
        return simpler(best);
    }

    private Script withoutRuns(Script script, int size) {
        Script best = script;
        for (int from = best.steps().size() - size; from >= 0; from -= size) {
            Script shorter = best.without(from, from + size);
            if (stillFails(shorter)) {
                best = shorter;
            }
            from = Math.min(from, best.steps().size());
        }
        return best;
    }

    private Script simpler(Script script) {
        Script best = script;
        for (int i = 0; i < best.steps().size(); i++) {
            best = simpler(best, i);
        }
        return best;
    }

    private Script simpler(Script script, int index) {
        for (Operation operation : script.steps().get(index).operation().simpler()) {
            Script simpler = script.with(index, script.steps().get(index).with(operation));
            if (stillFails(simpler)) {
                return simpler(simpler, index);
            }
        }
        return script;
    }

    private boolean stillFails(Script script) {
        return triesLeft-- > 0 && !script.steps().isEmpty() && fails.test(script);
    }
}
