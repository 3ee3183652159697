package io.leveret.conformance.fuzz;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A message that expires at once and comes into a queue with priorities ahead of others: RabbitMQ looks only when a queue
 * was empty or something is taken from it, and until then counts it, or delivers it.
 */
final class ExpiredInPriorities implements KnownDifferences.Pattern {

    private static final Pattern PUBLISHED = Pattern.compile("expiration='\\+?0+'");
    /** What is delivered of it, alive or as a dead letter. */
    private static final Pattern DELIVERED = Pattern.compile("expiration=\\+?0+[,}]|reason S expired");

    private static final Pattern COUNTED = Pattern.compile("message-count=|get-ok|get-empty");

    @Override
    public boolean matches(Script script, int index, String ours, String theirs) {
        List<Step> played = script.steps().subList(0, index + 1);
        Set<String> queues = new HashSet<>();
        Set<String> expiring = new HashSet<>();
        for (Step step : played) {
            if (step.operation() instanceof Operation.QueueDeclare declare
                    && declare.arguments().has("x-max-priority")) {
                queues.add(declare.queue());
                if (declare.arguments().toString().contains("x-message-ttl=0")) {
                    expiring.add(declare.queue());
                }
            }
        }
        if (played.stream()
                .anyMatch(step -> step.operation() instanceof Operation.Policy
                        && step.toString().contains("message-ttl=0"))) {
            expiring.addAll(queues);
        }
        boolean expires = !expiring.isEmpty()
                || played.stream()
                        .anyMatch(step -> step.operation() instanceof Operation.Publish
                                && PUBLISHED.matcher(step.toString()).find());
        String asked = played.get(index).operation().toString();
        boolean counts = queues.stream().anyMatch(queue -> asked.contains(" '" + queue + "'"));
        List<String> differing = Lines.onlyInOne(ours, theirs);
        List<String> deliveries =
                differing.stream().filter(line -> line.contains(Lines.DELIVERY)).toList();
        return expires
                && differing.stream()
                        .filter(line -> !deliveries.contains(line))
                        .allMatch(line -> counts && COUNTED.matcher(line).find())
                && deliveries.stream().allMatch(line -> isExpired(line) || isOf(queues, line, played))
                && (deliveries.isEmpty()
                        || deliveries.stream().anyMatch(line -> isExpired(line) || isOf(expiring, line, played)));
    }

    private static boolean isExpired(String delivery) {
        return DELIVERED.matcher(delivery).find();
    }

    /** Whether the delivery is for a consumer of one of these queues. */
    private static boolean isOf(Set<String> queues, String delivery, List<Step> played) {
        return played.stream()
                .anyMatch(step -> step.operation() instanceof Operation.Consume consume
                        && queues.contains(consume.queue())
                        && delivery.startsWith(step.connection() + "/" + step.channel() + Lines.DELIVERY
                                + (consume.consumerTag().isEmpty() ? "'$tag" : "'" + consume.consumerTag() + "'")));
    }
}
