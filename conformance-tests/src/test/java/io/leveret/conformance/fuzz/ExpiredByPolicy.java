package io.leveret.conformance.fuzz;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What comes to a queue for which a policy has said that messages live for no time: where it has no dead letters RabbitMQ
 * throws it away at once, behind messages that were there before as well. Here it goes when it gets to the head.
 */
final class ExpiredByPolicy {

    private static final Pattern COUNTS = Pattern.compile("message-count=\\d+|\\d+ left");

    private ExpiredByPolicy() {}

    private static boolean mayBe(Script script, int index) {
        return script.steps().subList(0, index + 1).stream()
                .anyMatch(step -> step.operation() instanceof Operation.Policy policy
                        && Integer.valueOf(0).equals(policy.definition().get("message-ttl")));
    }

    /** Other counts only. */
    static boolean isCounted(Script script, int index, String ours, String theirs) {
        return mayBe(script, index)
                && COUNTS.matcher(ours).replaceAll("").equals(COUNTS.matcher(theirs).replaceAll(""));
    }

    /** Here it has pushed others out of a full queue. */
    static boolean pushesOthersOut(Script script, int index, String ours, String theirs) {
        List<String> ourOnly = Lines.only(ours, theirs);
        List<String> theirOnly = Lines.only(theirs, ours);
        return mayBe(script, index)
                && script.steps().subList(0, index + 1).toString().contains("max-length")
                && theirOnly.size() >= ourOnly.size()
                && Stream.concat(ourOnly.stream(), theirOnly.stream())
                        .allMatch(line -> line.contains(Lines.DELIVERY)
                                || line.contains(" get-ok ")
                                || line.contains("basic.get-empty"));
    }
}
