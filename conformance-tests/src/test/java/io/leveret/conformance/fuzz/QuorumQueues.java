package io.leveret.conformance.fuzz;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What may differ where a script has queues of type quorum. */
final class QuorumQueues {

    private static final Pattern REFUSED = Pattern.compile("invalid arg '([^']*)' for queue");
    private static final Pattern CONSUMERS = Pattern.compile("consumer-count=\\d+");
    private static final Pattern COUNTS = Pattern.compile("message-count=\\d+|\\d+ left");
    private static final Pattern EXPIRES_AT_ONCE = Pattern.compile("message-ttl=0|expiration='\\+?0+'");
    private static final Pattern TAG = Pattern.compile(" tag \\d+");
    private static final Set<String> OF_QUORUM = Set.of(
            "x-dead-letter-strategy",
            "x-delivery-limit",
            "x-quorum-initial-group-size",
            "x-max-in-memory-length",
            "x-max-in-memory-bytes");
    private static final Set<String> OF_OTHERS =
            Set.of("x-max-priority", "x-queue-mode", "x-queue-version", "x-max-age");

    private QuorumQueues() {}

    private static boolean isQuorum(Operation.QueueDeclare declare) {
        return "quorum".equals(declare.arguments().get("x-queue-type"));
    }

    /** Those that a script may have declared up to a step. */
    private static Stream<Operation.QueueDeclare> declared(Script script, int index) {
        return script.steps().subList(0, index + 1).stream()
                .filter(step -> step.operation() instanceof Operation.QueueDeclare declare && isQuorum(declare))
                .map(step -> (Operation.QueueDeclare) step.operation());
    }

    /** Whether a script has any. */
    static boolean areIn(Script script) {
        return declared(script, script.steps().size() - 1).findAny().isPresent();
    }

    /** There the value of an argument that the queue cannot have is looked at as well. */
    static boolean anotherArgumentIsRefused(Step step, String ours, String theirs) {
        if (!(step.operation() instanceof Operation.QueueDeclare declare)
                || !ours.contains("channel.close 406 PRECONDITION_FAILED - invalid arg")) {
            return false;
        }
        Matcher refused = REFUSED.matcher(theirs);
        return refused.find() && (isQuorum(declare) ? OF_OTHERS : OF_QUORUM).contains(refused.group(1));
    }

    /** There what somebody has got, and holds, counts as a consumer. */
    static boolean countsWhoHasGot(Script script, int index, String ours, String theirs) {
        return script.steps().get(index).operation() instanceof Operation.QueueDeclare asked
                && CONSUMERS
                        .matcher(ours)
                        .replaceAll("")
                        .equals(CONSUMERS.matcher(theirs).replaceAll(""))
                && declared(script, index).anyMatch(each -> each.queue().equals(asked.queue()))
                && script.steps().subList(0, index).stream()
                        .anyMatch(step -> step.operation() instanceof Operation.Get);
    }

    /** As many of these queues, among them others that have come back. */
    static boolean orderOfReturn(Script script, int index, String ours, String theirs) {
        List<String> ourOnly = Lines.only(ours, theirs);
        List<String> theirOnly = Lines.only(theirs, ours);
        return declared(script, index).findAny().isPresent()
                && ourOnly.size() == theirOnly.size()
                && ourOnly.stream().anyMatch(QuorumQueues::hasComeBack)
                && (theirOnly.stream().anyMatch(QuorumQueues::hasComeBack)
                        || declared(script, index)
                                .anyMatch(each -> !each.arguments().has("x-delivery-limit")))
                && Stream.concat(ourOnly.stream(), theirOnly.stream())
                        .allMatch(line -> line.contains(Lines.DELIVERY) || line.contains(" get-ok "));
    }

    /** There what has expired is counted until it gets to the head, and somebody asks for it. */
    static boolean countsWhatHasExpired(Script script, int index, String ours, String theirs) {
        return declared(script, index).findAny().isPresent()
                && EXPIRES_AT_ONCE
                        .matcher(script.steps().subList(0, index + 1).toString())
                        .find()
                && !ours.equals(theirs)
                && COUNTS.matcher(ours)
                        .replaceAll("")
                        .equals(COUNTS.matcher(theirs).replaceAll(""));
    }

    /** There consumers get what comes back to a full queue, before what is too much of it goes. */
    static boolean deliversBeforeItDrops(Script script, int index, String ours, String theirs) {
        String played = script.steps().subList(0, index + 1).toString();
        String ourUntagged = TAG.matcher(ours).replaceAll("");
        String theirUntagged = TAG.matcher(theirs).replaceAll("");
        List<String> ourOnly = Lines.only(ourUntagged, theirUntagged);
        List<String> theirOnly = Lines.only(theirUntagged, ourUntagged);
        return declared(script, index).findAny().isPresent()
                && played.contains("max-length")
                && (!(script.steps().get(index).operation() instanceof Operation.Publish) || ours.contains(".close "))
                && theirOnly.stream().anyMatch(QuorumQueues::hasComeBack)
                && theirOnly.stream().allMatch(line -> line.contains(Lines.DELIVERY))
                && ourOnly.stream().allMatch(line -> hasComeBack(line) || line.contains("reason S maxlen"));
    }

    /** There any value of the delivery limit is taken, and one that is no number is none. */
    static boolean anyLimitIsTaken(Step step, String ours, String theirs) {
        return step.operation() instanceof Operation.QueueDeclare
                && ours.contains("invalid arg 'x-delivery-limit' for queue")
                && ours.contains("expected integer")
                && theirs.contains("queue.declare-ok");
    }

    /** There a consumer that was cancelled while it held messages, and is there again, may have another turn. */
    static boolean otherConsumer(Script script, int index, String ours, String theirs) {
        return declared(script, index).findAny().isPresent()
                && script.steps().subList(0, index).stream()
                        .anyMatch(step -> step.operation() instanceof Operation.Cancel)
                && Lines.areSameForAnybody(ours, theirs)
                && Lines.onlyInOne(ours, theirs).stream().allMatch(line -> line.contains(Lines.DELIVERY));
    }

    /** There it takes until the publisher hears of it, and one or two more are taken until then. */
    static boolean refusesLate(Script script, int index, String ours, String theirs) {
        String played = script.steps().subList(0, index + 1).toString();
        String likeTheirs =
                COUNTS.matcher(ours.replace("nacked [", "confirmed [")).replaceAll("");
        String theirsUncounted = COUNTS.matcher(theirs).replaceAll("");
        return declared(script, index)
                        .anyMatch(
                                each -> "reject-publish".equals(each.arguments().get("x-overflow")))
                && played.contains("max-length")
                && (likeTheirs.equals(theirsUncounted)
                        || likeTheirs.equals(Lines.without(theirsUncounted, Lines.DELIVERY))
                        || (ours.contains("get-empty") && theirs.contains("get-ok"))
                        // What was taken late takes the room of what comes after it.
                        || theirsUncounted.equals(Lines.without(likeTheirs, Lines.DELIVERY)));
    }

    /** A channel that has used another queue of the name, or has cancelled a consumer of that tag, may fail there. */
    static boolean failsInside(Script script, int index, String ours, String theirs) {
        return declared(script, index).findAny().isPresent()
                && !ours.contains("INTERNAL_ERROR")
                && theirs.contains("/0 connection.close 541 INTERNAL_ERROR (none)");
    }

    /** There a message and its own dead letter from another queue may come in either order. */
    static boolean deadLetterFirst(Script script, int index, String ours, String theirs) {
        return declared(script, index).findAny().isPresent()
                && Lines.areSameForAnybody(ours, theirs)
                && Lines.onlyInOne(ours, theirs).stream().anyMatch(line -> line.contains("x-death A["))
                && Lines.onlyInOne(ours, theirs).stream().allMatch(line -> line.contains(Lines.DELIVERY));
    }

    private static boolean hasComeBack(String line) {
        return line.contains(" again ") && line.contains("x-delivery-count");
    }
}
