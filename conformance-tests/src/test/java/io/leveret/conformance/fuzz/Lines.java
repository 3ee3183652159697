package io.leveret.conformance.fuzz;

import java.util.ArrayList;
import java.util.List;

/** What a broker has said to a step, printed as one text, taken apart again. */
final class Lines {

    static final String DELIVERY = " deliver to ";

    private Lines() {}

    static List<String> of(String said) {
        return List.of(said.substring(1, said.length() - 1).split(", (?=\\d/\\d)"));
    }

    /** Those that one broker has said and the other has not. */
    static List<String> onlyInOne(String ours, String theirs) {
        List<String> only = new ArrayList<>(of(ours));
        of(theirs).forEach(only::remove);
        List<String> their = new ArrayList<>(of(theirs));
        of(ours).forEach(their::remove);
        only.addAll(their);
        return only;
    }

    /** The text without those that say something. */
    static String without(String said, String what) {
        return of(said).stream().filter(line -> !line.contains(what)).toList().toString();
    }

    /** Of a delivery what does not depend on who gets it; any other line as it is. */
    static String toAnybody(String line) {
        return line.replaceFirst("^\\d/\\d deliver to '[^']*'(.*) tag \\d+$", "deliver$1");
    }
}
