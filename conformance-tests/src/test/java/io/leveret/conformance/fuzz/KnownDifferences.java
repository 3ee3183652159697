package io.leveret.conformance.fuzz;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * In which answers Leveret and RabbitMQ 3.10 may differ, and why; {@code docs/compatibility.md} tells of the same. Beside
 * these, {@link DeathText} hides what older versions write otherwise into x-death.
 */
final class KnownDifferences {

    /** Whether what two brokers said to the step at an index of a script is such a difference. */
    interface Pattern {
        boolean matches(Script script, int index, String ours, String theirs);
    }

    /** One for which the steps before do not matter. */
    private interface StepPattern extends Pattern {
        boolean matches(Step step, String ours, String theirs);

        @Override
        default boolean matches(Script script, int index, String ours, String theirs) {
            return matches(script.steps().get(index), ours, theirs);
        }
    }

    /**
     * One of them.
     *
     * @param ends whether the two brokers are in different states from there on, so that the rest of a script says nothing
     */
    private record Known(String reason, boolean ends, Pattern pattern) {

        static Known step(String reason, boolean ends, StepPattern pattern) {
            return new Known(reason, ends, pattern);
        }
    }

    private static final List<Known> ALL = List.of(
            Known.step(
                    "an unknown exchange type closes the connection up to 3.x, the channel since 4.0",
                    true,
                    (step, ours, theirs) -> step.operation() instanceof Operation.ExchangeDeclare
                            && ours.contains("channel.close 406 PRECONDITION_FAILED - unknown exchange type")
                            && theirs.matches(
                                    ".*connection.close 503 COMMAND_INVALID - (unknown|invalid) exchange type.*")),
            Known.step(
                    "x-queue-mode has had no effect since 3.12, and any value is taken since",
                    true,
                    (step, ours, theirs) -> step.operation() instanceof Operation.QueueDeclare declare
                            && declare.arguments().has("x-queue-mode")
                            && theirs.contains("invalid arg 'x-queue-mode'")),
            Known.step(
                    "a mandatory answer to a reply consumer was returned until 4.2, although it arrives",
                    false,
                    (step, ours, theirs) -> isReturnedAnswer(step, ours, theirs) && !asksForAnAnswer(step.operation())),
            Known.step(
                    "such an answer that asks for one itself shows its publisher the address for that",
                    true,
                    KnownDifferences::isReturnedAnswer),
            new Known(
                    "a reply that is published in a transaction went out at once until 4.1, and does at the commit since",
                    true,
                    (script, index, ours, theirs) ->
                            script.steps().get(index).operation() instanceof Operation.Publish publish
                                    && publish.key().startsWith("$reply")
                                    && isInTransaction(script, index)
                                    && Lines.without(theirs, Lines.DELIVERY).equals(ours)),
            Known.step(
                    "to bind the queue of direct replies is 403 since 4.x; before there was none, 404, and no error to unbind it",
                    true,
                    (step, ours, theirs) ->
                            ours.contains("cannot bind or unbind to a volatile (direct reply-to) queue")),
            Known.step(
                    "x-queue-type is put into the arguments of each queue since 3.13, so that another is compared with it",
                    false,
                    (step, ours, theirs) -> ours.contains("inequivalent arg 'x-queue-type'")
                            && theirs.contains("inequivalent arg 'x-")),
            Known.step(
                    "some arguments of queues make RabbitMQ 3.10 fail: unknown types of queues without a name, decimals",
                    true,
                    (step, ours, theirs) -> step.operation() instanceof Operation.QueueDeclare
                            && ours.contains("channel.close 406")
                            && theirs.contains("connection.close 541 INTERNAL_ERROR")),
            Known.step(
                    "a method that names no queue, on a channel that nobody has opened, is a matter of the channel there",
                    true,
                    (step, ours, theirs) -> step.unopened()
                            && ours.contains("connection.close 504")
                            && theirs.contains("channel.close 404 NOT_FOUND - no previously declared queue")),
            Known.step(
                    "what the channel at fault gives back may reach another one before their connection is closed",
                    true,
                    (step, ours, theirs) -> ours.contains(step.connection() + "/0 connection.close")
                            && withoutGivenTo(step, ours, theirs).equals(withoutGivenTo(step, theirs, ours))),
            Known.step(
                    "what one command brings back from several consumers comes back consumer by consumer there, at once here",
                    true,
                    (step, ours, theirs) -> isRequeueOfMany(step.operation())
                            && Lines.areSameForAnybody(ours, theirs)
                            && Lines.onlyInOne(ours, theirs).stream()
                                    .allMatch(line -> line.matches("\\d/\\d deliver to '[^']*' again .*"))),
            Known.step(
                    "what is over its time and over a limit of 0 at once dies of the one here, of the other there",
                    false,
                    (step, ours, theirs) -> anyReason(ours).equals(anyReason(theirs))),
            new Known(
                    "whose turn it is where a channel limits all its consumers together: here its grant takes a while",
                    true,
                    GlobalQos::otherConsumer),
            new Known(
                    "what expires, or has to go, before a channel that limits all its consumers together is asked",
                    true,
                    GlobalQos::goneMeanwhile),
            new Known(
                    "RabbitMQ counts what was got before a channel limits all its consumers together, and never lets go of it",
                    true,
                    GlobalQos::countsWhatWasGot),
            new Known(
                    "RabbitMQ holds back consumers without acknowledgements, too, while a channel's limit over all is reached",
                    true,
                    GlobalQos::holdsBackWithoutAck),
            Known.step(
                    "what a transaction publishes is delivered there before what it gives back has come back",
                    true,
                    (step, ours, theirs) -> step.operation() instanceof Operation.Mode mode
                            && mode.name().equals("tx.commit")
                            && Lines.areSameForAnybody(ours, theirs)
                            && Lines.onlyInOne(ours, theirs).stream().anyMatch(line -> line.contains(" again "))),
            new Known(
                    "RabbitMQ sees what has expired only at the end or when it gets to the head, and with priorities it may"
                            + " come in at the head: it counts and delivers it then",
                    true,
                    new ExpiredInPriorities()),
            Known.step(
                    "the values of arguments that a type of queue does not have were looked at as well",
                    false,
                    QuorumQueues::anotherArgumentIsRefused),
            new Known(
                    "who holds what it got from a quorum queue counts as a consumer there",
                    false,
                    QuorumQueues::countsWhoHasGot),
            new Known(
                    "what comes back to a quorum queue stands in the order of its return there, at its place here",
                    true,
                    QuorumQueues::orderOfReturn),
            new Known(
                    "what has expired behind the head of a quorum queue is counted there",
                    false,
                    QuorumQueues::countsWhatHasExpired),
            new Known(
                    "what comes back to a full quorum queue is delivered there before the limit is held, and after it here",
                    true,
                    QuorumQueues::deliversBeforeItDrops),
            new Known(
                    "what comes to a queue whose messages live for no time, by a policy, is not counted there",
                    false,
                    PolicyEffects::countsWhatIsOver),
            new Known(
                    "what comes to a queue whose messages live for no time, by a policy, pushes nothing out of it there",
                    true,
                    PolicyEffects::pushesOthersOut),
            new Known(
                    "a policy of a limit and a refusal drops what is too much already there, and nothing here",
                    true,
                    PolicyEffects::dropsWhatIsThere),
            new Known(
                    "a quorum queue that is full refuses one or two messages late there",
                    true,
                    QuorumQueues::refusesLate),
            Known.step("any x-delivery-limit was taken until 3.13", true, QuorumQueues::anyLimitIsTaken),
            new Known(
                    "whose turn it is in a quorum queue, where a consumer has been cancelled and is there again",
                    true,
                    QuorumQueues::otherConsumer),
            new Known(
                    "a channel that has used another queue of a quorum queue's name may fail there",
                    true,
                    QuorumQueues::failsInside),
            new Known(
                    "a message and its dead letter from another queue come to a quorum queue in either order there",
                    true,
                    QuorumQueues::deadLetterFirst),
            Known.step(
                    "user_id was checked before expiration, CC and BCC until 3.12",
                    false,
                    (step, ours, theirs) -> step.operation() instanceof Operation.Publish
                            && ours.contains("channel.close 406")
                            && theirs.contains("channel.close 406 PRECONDITION_FAILED - user_id property set to")));

    private static boolean isReturnedAnswer(Step step, String ours, String theirs) {
        return step.operation() instanceof Operation.Publish publish
                && publish.flags().has("mandatory")
                && publish.key().startsWith("$reply")
                && Lines.without(theirs, "return 312").equals(ours);
    }

    private static boolean asksForAnAnswer(Operation operation) {
        return operation instanceof Operation.Publish publish
                && publish.properties().has("reply-to");
    }

    private static String anyReason(String lines) {
        return lines.replaceAll("reason S (maxlen|expired)", "reason S *");
    }

    private static boolean isRequeueOfMany(Operation operation) {
        return operation instanceof Operation.Recover
                || (operation instanceof Operation.Settle settle
                        && settle.isMultiple()
                        && settle.flags().has("requeue"));
    }

    /** To anybody, without the messages that either broker has delivered on the connection of the step. */
    private static List<String> withoutGivenTo(Step step, String said, String otherSaid) {
        List<String> given = Stream.of(said, otherSaid)
                .flatMap(each -> Lines.of(each).stream())
                .filter(line -> line.startsWith(step.connection() + "/") && line.contains(Lines.DELIVERY))
                .map(Lines::toAnybody)
                .toList();
        return Lines.of(said).stream()
                .map(Lines::toAnybody)
                .filter(line -> !given.contains(line))
                .toList();
    }

    private static boolean isInTransaction(Script script, int index) {
        Step last = script.steps().get(index);
        return script.steps().subList(0, index).stream()
                .anyMatch(step -> step.connection() == last.connection()
                        && step.channel() == last.channel()
                        && step.operation() instanceof Operation.Mode mode
                        && mode.name().equals("tx.select"));
    }

    private final Map<String, Integer> met = new TreeMap<>();

    /** The first difference that is not known. */
    Optional<Difference> first(Script script, List<List<String>> ours, List<List<String>> theirs) {
        boolean isSorted = QuorumQueues.areIn(script);
        for (int i = 0; i < Math.max(ours.size(), theirs.size()); i++) {
            List<String> our = at(i, ours, isSorted);
            List<String> their = at(i, theirs, isSorted);
            if (our.equals(their)) {
                continue;
            }
            int index = i;
            Optional<Known> known = ALL.stream()
                    .filter(each -> each.pattern().matches(script, index, our.toString(), their.toString()))
                    .findFirst();
            if (known.isEmpty()) {
                return Optional.of(new Difference(script, i, ours, our, their));
            }
            met.merge(known.get().reason(), 1, Integer::sum);
            if (known.get().ends()) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Also the first delivery of a quorum queue has its headers sorted there, since it has a count of 0. */
    private static List<String> at(int index, List<List<String>> transcript, boolean isSorted) {
        if (index >= transcript.size()) {
            return List.of("! ended");
        }
        List<String> said = transcript.get(index);
        return isSorted
                ? said.stream()
                        .map(line -> line.contains("x-delivery-count") ? line : ContentText.withSortedHeaders(line))
                        .toList()
                : said;
    }

    /** Which were met how often. */
    Map<String, Integer> met() {
        return met;
    }
}
