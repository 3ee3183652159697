package io.leveret.conformance.fuzz;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What may differ where a channel limits all its consumers together, and is asked before one of them is served. */
final class GlobalQos {

    private static final Pattern GOES_AT_ONCE = Pattern.compile("message-ttl=0|expiration='\\+?0+'|max-length");
    private static final Pattern GONE = Pattern.compile("reason S (expired|maxlen)|confirmed \\[|nacked \\[");

    private GlobalQos() {}

    /** The same messages, for other consumers, one of which is of such a channel. */
    static boolean otherConsumer(Script script, int index, String ours, String theirs) {
        List<String> differing = Lines.onlyInOne(ours, theirs);
        return Lines.areSameForAnybody(ours, theirs)
                && differing.stream().anyMatch(line -> isLimited(line, script, index));
    }

    /** Here a message has expired, or had to go, before the channel answered. */
    static boolean goneMeanwhile(Script script, int index, String ours, String theirs) {
        List<String> theirOnly = Lines.only(theirs, ours);
        return GOES_AT_ONCE
                        .matcher(script.steps().subList(0, index + 1).toString())
                        .find()
                && theirOnly.stream().anyMatch(line -> isLimited(line, script, index))
                && Stream.concat(theirOnly.stream(), Lines.only(ours, theirs).stream())
                        .allMatch(line -> GONE.matcher(line).find()
                                || (theirOnly.contains(line) && isLimited(line, script, index)));
    }

    /** There what a channel had got by basic.get when it set its limit counts for ever. */
    static boolean countsWhatWasGot(Script script, int index, String ours, String theirs) {
        List<String> ourOnly = Lines.only(ours, theirs);
        return Lines.only(theirs, ours).isEmpty()
                && ourOnly.stream()
                        .allMatch(line -> limits(script, index)
                                .filter(limit -> line.startsWith(deliveryTo(limit)))
                                .anyMatch(limit -> before(script, script.steps().indexOf(limit))
                                        .anyMatch(step -> step.operation() instanceof Operation.Get
                                                && deliveryTo(step).equals(deliveryTo(limit)))));
    }

    /** There the limit holds back consumers that do not acknowledge, too. */
    static boolean holdsBackWithoutAck(Script script, int index, String ours, String theirs) {
        List<String> ourOnly = Lines.only(ours, theirs);
        return Lines.only(theirs, ours).isEmpty()
                && ourOnly.stream().allMatch(line -> isLimited(line, script, index))
                && ourOnly.stream()
                        .allMatch(line -> before(script, index + 1)
                                .anyMatch(step -> step.operation() instanceof Operation.Consume consume
                                        && consume.flags().has("no-ack")
                                        && line.startsWith(deliveryTo(step)
                                                + (consume.consumerTag().isEmpty()
                                                        ? "'$tag"
                                                        : "'" + consume.consumerTag() + "'"))));
    }

    private static boolean isLimited(String line, Script script, int index) {
        return limits(script, index).anyMatch(limit -> line.startsWith(deliveryTo(limit)));
    }

    /** The steps that set such a limit. */
    private static Stream<Step> limits(Script script, int index) {
        return before(script, index).filter(step -> step.operation() instanceof Operation.Qos qos && qos.global());
    }

    private static Stream<Step> before(Script script, int index) {
        return script.steps().subList(0, index).stream();
    }

    private static String deliveryTo(Step step) {
        return step.connection() + "/" + step.channel() + Lines.DELIVERY;
    }
}
