package io.leveret.broker.connection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What clients have done and been told over several lives of a broker, and what therefore must, may or must not be found
 * in the queues in the end. A message is named {@code publisher-number}, numbers rising per publisher.
 */
final class CrashLedger {

    /** How many priorities messages have. */
    static final int PRIORITIES = 4;

    /** A message in one queue. */
    record Place(String queue, String message) {}

    /** A transaction: what it publishes and what it acknowledges. */
    record Tx(List<Place> publishes, List<Place> acknowledged) {}

    private final Map<String, List<String>> targets = new LinkedHashMap<>();
    private final Set<String> confirmed = new HashSet<>();
    private final Set<Place> delivered = new HashSet<>();
    private final Set<Place> acknowledged = new HashSet<>();
    private final List<Tx> committing = new ArrayList<>();
    private final List<Tx> committed = new ArrayList<>();
    private final Map<Place, Integer> found = new HashMap<>();
    private final Set<String> rejected = new HashSet<>();
    private final Set<String> dead = new HashSet<>();

    void published(String message, List<String> queues) {
        targets.put(message, queues);
    }

    void confirmed(String message) {
        confirmed.add(message);
    }

    void delivered(String queue, String message) {
        require(targets.getOrDefault(message, List.of()).contains(queue), "was never published to", queue, message);
        delivered.add(new Place(queue, message));
    }

    void acknowledged(String queue, String message) {
        acknowledged.add(new Place(queue, message));
    }

    /** A client rejected the message in the queue that has a dead letter exchange. */
    void rejected(String message) {
        rejected.add(message);
    }

    /** What is in the dead letter queue in the end. A crash between the two halves of a move may bring a letter twice. */
    void foundDead(List<String> messages) {
        messages.forEach(message -> require(rejected.contains(message), "died without being rejected", "", message));
        dead.addAll(messages);
    }

    int deaths() {
        return dead.size();
    }

    void committing(Tx transaction) {
        committing.add(transaction);
    }

    void committed(Tx transaction) {
        committing.remove(transaction);
        committed.add(transaction);
    }

    /** Something is in the queue in the end. What a client has seen before must be marked. */
    void flagged(String queue, String message, boolean redelivered) {
        require(redelivered || !delivered.contains(new Place(queue, message)), "is not marked in", queue, message);
    }

    /** What a message is published with. */
    static int priority(String message) {
        return number(message) % PRIORITIES;
    }

    private static int number(String message) {
        return Integer.parseInt(message.substring(message.indexOf('-') + 1));
    }

    /** Everything that is in the queue in the end, first to last. */
    void foundAll(String queue, List<String> messages) {
        boolean ranked = queue.equals(CrashClient.RANKED);
        int lowest = PRIORITIES;
        Map<String, Integer> last = new HashMap<>();
        for (String message : messages) {
            require(targets.getOrDefault(message, List.of()).contains(queue), "was never published to", queue, message);
            found.merge(new Place(queue, message), 1, Integer::sum);
            String publisher = message.substring(0, message.indexOf('-'));
            int number = number(message);
            require(!ranked || priority(message) <= lowest, "comes behind lower priorities in", queue, message);
            lowest = priority(message);
            Integer before = last.put(ranked ? publisher + priority(message) : publisher, number);
            require(before == null || before < number, "is out of order in", queue, message);
        }
    }

    void judge() {
        found.forEach((place, times) -> require(times == 1, "is there twice in", place.queue, place.message));
        for (String message : confirmed) {
            for (String queue : Objects.requireNonNull(targets.get(message))) {
                requireThere(new Place(queue, message));
            }
        }
        for (Tx transaction : committed) {
            transaction.publishes.forEach(this::requireThere);
            transaction.acknowledged.forEach(this::requireGone);
        }
        committing.forEach(this::judgeUndecided);
    }

    /** The client was not told: all of it or nothing. */
    private void judgeUndecided(Tx transaction) {
        boolean tookEffect = transaction.publishes.stream().anyMatch(place -> seen(place));
        if (tookEffect) {
            transaction.publishes.forEach(this::requireThere);
            transaction.acknowledged.forEach(this::requireGone);
        } else if (!transaction.publishes.isEmpty()) {
            transaction.acknowledged.stream()
                    .filter(place -> confirmed.contains(place.message) && !acknowledged.contains(place))
                    .forEach(this::requireThere);
        }
    }

    private boolean seen(Place place) {
        return found.containsKey(place) || delivered.contains(place);
    }

    private void requireThere(Place place) {
        boolean settled = acknowledged.contains(place)
                || committed.stream().anyMatch(other -> other.acknowledged.contains(place))
                || committing.stream().anyMatch(other -> other.acknowledged.contains(place) && tookEffect(other));
        boolean moved = rejected.contains(place.message) && dead.contains(place.message);
        require(settled || moved || found.containsKey(place), "is lost from", place.queue, place.message);
    }

    private boolean tookEffect(Tx transaction) {
        return transaction.publishes.isEmpty() || transaction.publishes.stream().anyMatch(this::seen);
    }

    private void requireGone(Place place) {
        require(!found.containsKey(place), "came back to", place.queue, place.message);
    }

    int size() {
        return targets.size();
    }

    int confirms() {
        return confirmed.size();
    }

    int transactions() {
        return committed.size();
    }

    private static void require(boolean condition, String what, String queue, String message) {
        if (!condition) {
            throw new AssertionError(message + " " + what + " " + queue);
        }
    }
}
