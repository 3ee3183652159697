package io.leveret.conformance.fuzz;

import java.util.List;

/**
 * The first step to which two brokers said something different.
 *
 * @param index of the step
 * @param transcript what both said before
 */
record Difference(Script script, int index, List<List<String>> transcript, List<String> ours, List<String> theirs) {

    Step step() {
        return script.steps().get(index);
    }

    /** The same for differences that look alike. */
    String kind() {
        return step().operation().getClass().getSimpleName() + ": " + blurred(onlyIn(ours, theirs)) + " instead of "
                + blurred(onlyIn(theirs, ours));
    }

    private static List<String> onlyIn(List<String> these, List<String> not) {
        return these.stream().filter(line -> !not.contains(line)).toList();
    }

    private static String blurred(List<String> lines) {
        return lines.toString()
                .replaceAll("'[^']*'", "'*'")
                .replaceAll("\\d+", "N")
                .replaceAll("queue=[^,)]*", "queue=*");
    }

    /** The script with what both have answered, up to here. */
    String shown() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i <= index; i++) {
            text.append("%3d  %s%n".formatted(i, script.steps().get(i)));
            if (i < index) {
                transcript
                        .get(i)
                        .forEach(line -> text.append("       ").append(line).append('\n'));
            }
        }
        ours.forEach(line -> text.append("  ours   ").append(line).append('\n'));
        theirs.forEach(line -> text.append("  theirs ").append(line).append('\n'));
        return text.toString();
    }
}
