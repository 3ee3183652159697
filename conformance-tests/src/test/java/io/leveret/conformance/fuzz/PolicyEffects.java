package io.leveret.conformance.fuzz;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What may differ where policies come and go. */
final class PolicyEffects {

    private static final Pattern COUNTS = Pattern.compile("message-count=\\d+|\\d+ left");

    private PolicyEffects() {}

    private static boolean livesForNoTime(Script script, int index) {
        return script.steps().subList(0, index + 1).stream()
                .anyMatch(step -> step.operation() instanceof Operation.Policy policy
                        && Integer.valueOf(0).equals(policy.definition().get("message-ttl")));
    }

    /**
     * Other counts only: what comes to a queue for which a policy has said that messages live for no time, and which has no
     * dead letters, is thrown away at once there, behind messages that were there before as well. Here it goes when it gets to
     * the head.
     */
    static boolean countsWhatIsOver(Script script, int index, String ours, String theirs) {
        return livesForNoTime(script, index)
                && COUNTS.matcher(ours)
                        .replaceAll("")
                        .equals(COUNTS.matcher(theirs).replaceAll(""));
    }

    /** Here such a message has pushed others out of a full queue. */
    static boolean pushesOthersOut(Script script, int index, String ours, String theirs) {
        List<String> ourOnly = Lines.only(ours, theirs);
        List<String> theirOnly = Lines.only(theirs, ours);
        return livesForNoTime(script, index)
                && script.steps().subList(0, index + 1).toString().contains("max-length")
                && theirOnly.size() >= ourOnly.size()
                && Stream.concat(ourOnly.stream(), theirOnly.stream())
                        .allMatch(line -> line.contains(Lines.DELIVERY)
                                || line.contains(" get-ok ")
                                || line.contains("basic.get-empty"));
    }

    /**
     * A policy that limits a queue and has it refuse what is too much drops what is too much already there, as it looks at the
     * limit first; here what is in the queue stays.
     */
    static boolean dropsWhatIsThere(Script script, int index, String ours, String theirs) {
        List<String> ourOnly = Lines.only(ours, theirs);
        List<String> theirOnly = Lines.only(theirs, ours);
        return script.steps().subList(0, index + 1).stream()
                        .anyMatch(step -> step.operation() instanceof Operation.Policy policy
                                && String.valueOf(policy.definition().get("overflow"))
                                        .startsWith("reject-publish"))
                && script.steps().subList(0, index + 1).stream()
                        .anyMatch(step -> step.operation() instanceof Operation.Policy
                                && step.toString().contains("max-length"))
                && (ourOnly.size() >= theirOnly.size()
                        || theirOnly.stream().anyMatch(line -> line.contains("reason S maxlen")))
                && Stream.concat(ourOnly.stream(), theirOnly.stream())
                        .allMatch(line -> line.contains(Lines.DELIVERY)
                                || line.contains(" get-ok ")
                                || line.contains("basic.get-empty")
                                || COUNTS.matcher(line).find());
    }
}
