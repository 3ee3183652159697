package io.leveret.conformance.fuzz;

import java.util.ArrayList;
import java.util.List;

/** Steps to be played one after the other, and the seed that they come from. */
record Script(long seed, List<Step> steps) {

    /** The same without some steps. */
    Script without(int from, int to) {
        List<Step> fewer = new ArrayList<>(steps.subList(0, from));
        fewer.addAll(steps.subList(to, steps.size()));
        return new Script(seed, fewer);
    }

    Script with(int index, Step step) {
        List<Step> changed = new ArrayList<>(steps);
        changed.set(index, step);
        return new Script(seed, changed);
    }

    /** A line for each step. */
    @Override
    public String toString() {
        StringBuilder lines = new StringBuilder("script of seed " + seed + "\n");
        for (int i = 0; i < steps.size(); i++) {
            lines.append("%3d  %s%n".formatted(i, steps.get(i)));
        }
        return lines.toString();
    }
}
