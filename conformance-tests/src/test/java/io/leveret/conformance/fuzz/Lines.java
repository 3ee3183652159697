package io.leveret.conformance.fuzz;

import java.util.ArrayList;
import java.util.List;

/** What a broker has said to a step, printed as one text, taken apart again. */
final class Lines {

    static final String DELIVERY = " deliver to ";

    private Lines() {}

    static List<String> of(String said) {
        String lines = said.substring(1, said.length() - 1);
        return lines.isEmpty() ? List.of() : List.of(lines.split(", (?=\\d/\\d)"));
    }

    /** Those that one broker has said and the other has not. */
    static List<String> onlyInOne(String ours, String theirs) {
        List<String> both = only(ours, theirs);
        both.addAll(only(theirs, ours));
        return both;
    }

    /** Those of the one that the other has not. */
    static List<String> only(String said, String otherSaid) {
        List<String> only = new ArrayList<>(of(said));
        of(otherSaid).forEach(only::remove);
        return only;
    }

    /** The text without those that say something. */
    static String without(String said, String what) {
        return of(said).stream().filter(line -> !line.contains(what)).toList().toString();
    }

    /** Whether both say the same, the same deliveries included, but perhaps to others. */
    static boolean areSameForAnybody(String ours, String theirs) {
        return toAnybodySorted(ours).equals(toAnybodySorted(theirs));
    }

    private static List<String> toAnybodySorted(String said) {
        return of(said).stream().map(Lines::toAnybody).sorted().toList();
    }

    /** Of a delivery what does not depend on who gets it; any other line as it is. */
    static String toAnybody(String line) {
        return line.replaceFirst("^\\d/\\d deliver to '[^']*'(.*) tag \\d+$", "deliver$1");
    }
}
