package io.leveret.conformance.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

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
        return without(said, line -> line.contains(what));
    }

    static String without(String said, Predicate<String> these) {
        return of(said).stream().filter(these.negate()).toList().toString();
    }
}
