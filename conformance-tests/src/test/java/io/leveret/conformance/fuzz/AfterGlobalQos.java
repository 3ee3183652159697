package io.leveret.conformance.fuzz;

import java.util.List;

/**
 * The same messages, for other consumers, one of which has a limit together with all others of its channel: that channel is
 * asked before it is served, and another may come first meanwhile.
 */
final class AfterGlobalQos implements KnownDifferences.Pattern {

    @Override
    public boolean matches(Script script, int index, String ours, String theirs) {
        List<String> differing = Lines.onlyInOne(ours, theirs);
        return toAnybody(ours).equals(toAnybody(theirs))
                && script.steps().subList(0, index + 1).stream()
                        .filter(step -> step.operation() instanceof Operation.Qos qos && qos.global())
                        .map(step -> step.connection() + "/" + step.channel() + Lines.DELIVERY)
                        .anyMatch(limited -> differing.stream().anyMatch(line -> line.startsWith(limited)));
    }

    private static List<String> toAnybody(String said) {
        return Lines.of(said).stream().map(Lines::toAnybody).sorted().toList();
    }
}
