package io.leveret.conformance.fuzz;

import com.rabbitmq.client.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a client knows of one of its channels, and what has come on it in the step under way. One thread. */
final class PlayedChannel {

    /** A message that the client has got and not settled. Those of one step are of one group. */
    private record Held(long deliveryTag, int group) {}

    private record Arrived(String consumerTag, long deliveryTag, String text) {}

    /** For a settlement of a held message where none is held. */
    static final long NOTHING = -1;

    private final int number;
    private final List<Held> held = new ArrayList<>();
    private final List<Held> settledInTransaction = new ArrayList<>();
    private final Set<String> consumers = new HashSet<>();
    private final Set<String> consumersWithoutAck = new HashSet<>();
    private final TreeSet<Long> confirmed = new TreeSet<>();
    private boolean isOpen;
    private boolean isConfirming;
    private boolean isTransactional;
    private boolean isClosing;
    private long published;
    private long delivered;
    private long lastSettled = 1;
    private int syncs;

    private final List<String> answers = new ArrayList<>();
    private final List<String> returns = new ArrayList<>();
    private final List<String> cancels = new ArrayList<>();
    private final List<String> anomalies = new ArrayList<>();
    private final TreeSet<Long> acked = new TreeSet<>();
    private final TreeSet<Long> nacked = new TreeSet<>();
    private final List<Arrived> arrived = new ArrayList<>();
    /** Where the answer of the last get is among what arrived. */
    private static final String NO_CONSUMER = "";

    PlayedChannel(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    boolean isOpen() {
        return isOpen;
    }

    void opened() {
        isOpen = true;
    }

    void closed() {
        isOpen = false;
        isClosing = false;
        isConfirming = false;
        isTransactional = false;
        published = 0;
        delivered = 0;
        lastSettled = 1;
        syncs = 0;
        held.clear();
        settledInTransaction.clear();
        consumers.clear();
        consumersWithoutAck.clear();
        confirmed.clear();
    }

    // Sending

    void closing() {
        isClosing = true;
    }

    boolean isClosing() {
        return isClosing;
    }

    void syncSent() {
        syncs++;
    }

    /** Whether all that was sent before the last sync has been answered. */
    boolean isSynced() {
        return !isOpen || syncs == 0;
    }

    /** Whether something was answered in this step. */
    boolean isAnswered() {
        return !answers.isEmpty();
    }

    void publishSent() {
        if (isConfirming) {
            published++;
        }
    }

    boolean allConfirmed() {
        return !isOpen || !isConfirming || confirmed.size() >= published;
    }

    void consumeSent(Operation.Consume consume) {
        if (consume.flags().has("nowait")) {
            consumers.add(consume.consumerTag());
        }
        if (consume.flags().has("no-ack")) {
            consumersWithoutAck.add(consume.consumerTag());
        }
    }

    /** Which delivery tag is meant on the wire, or {@link #NOTHING}; what it settles is not held any more. */
    long settle(Operation.Settle settle) {
        if (settle.which() == Operation.Settle.UNKNOWN) {
            return 1_000_000;
        }
        if (settle.which() == Operation.Settle.PAST) {
            return lastSettled;
        }
        if (settle.which() == Operation.Settle.ALL) {
            if (settle.isMultiple()) {
                settled(List.copyOf(held));
            }
            return 0;
        }
        if (held.isEmpty()) {
            return NOTHING;
        }
        Held meant = held.get(settle.which() % held.size());
        if (!settle.isMultiple()) {
            settled(List.of(meant));
            return meant.deliveryTag();
        }
        // Within a group the order of deliveries from several queues is open: multiple goes to the group's end.
        List<Held> upToIt =
                held.stream().filter(each -> each.group() <= meant.group()).toList();
        long deliveryTag = upToIt.stream().mapToLong(Held::deliveryTag).max().orElseThrow();
        settled(upToIt);
        return deliveryTag;
    }

    private void settled(List<Held> which) {
        held.removeAll(which);
        if (!which.isEmpty()) {
            lastSettled = which.get(0).deliveryTag();
        }
        if (isTransactional) {
            settledInTransaction.addAll(which);
        }
    }

    void recovered() {
        held.clear();
    }

    // Receiving

    void synced() {
        syncs--;
    }

    void answered(Method method, String text) {
        answers.add(text);
        switch (method.protocolMethodName()) {
            case "confirm.select-ok" -> isConfirming = true;
            case "tx.select-ok" -> isTransactional = true;
            case "tx.commit-ok" -> settledInTransaction.clear();
            case "tx.rollback-ok" -> {
                held.addAll(settledInTransaction);
                held.sort(Comparator.comparingLong(Held::deliveryTag));
                settledInTransaction.clear();
            }
            default -> {}
        }
    }

    /** What came as an answer, although not on this channel. */
    void told(String text) {
        answers.add(text);
    }

    void consuming(String consumerTag, boolean isWithoutAck) {
        consumers.add(consumerTag);
        if (isWithoutAck) {
            consumersWithoutAck.add(consumerTag);
        }
    }

    void consumesNoMore(String consumerTag) {
        consumers.remove(consumerTag);
        consumersWithoutAck.remove(consumerTag);
    }

    void cancelled(String consumerTag) {
        cancels.add("basic.cancel of '" + consumerTag + "'");
        consumesNoMore(consumerTag);
    }

    void returned(String text) {
        returns.add(text);
        if (isConfirming && confirmed.contains(published)) {
            anomalies.add("returned after its confirm");
        }
    }

    void confirmed(long deliveryTag, boolean multiple, boolean isAck) {
        if (deliveryTag > published) {
            anomalies.add("confirms " + deliveryTag + " of " + published);
        }
        for (long tag = multiple ? 1 : deliveryTag; tag <= deliveryTag; tag++) {
            if (confirmed.add(tag)) {
                (isAck ? acked : nacked).add(tag);
            } else if (!multiple) {
                anomalies.add("confirms " + tag + " again");
            }
        }
    }

    void delivered(String consumerTag, long deliveryTag, String text) {
        if (!consumers.contains(consumerTag)) {
            anomalies.add("delivery to '" + consumerTag + "', which is no consumer");
        }
        arrived.add(new Arrived(consumerTag, deliveryTag, text));
    }

    void got(long deliveryTag, boolean isWithoutAck, String text) {
        if (isWithoutAck) {
            consumersWithoutAck.add(NO_CONSUMER);
        } else {
            consumersWithoutAck.remove(NO_CONSUMER);
        }
        arrived.add(new Arrived(NO_CONSUMER, deliveryTag, text));
    }

    void anomaly(String text) {
        anomalies.add(text);
    }

    // The end of a step

    /** What has come, in an order that does not depend on that of different senders. */
    List<String> endOfStep(int step, Names names) {
        List<String> lines = new ArrayList<>();
        answers.forEach(answer -> lines.add(names.shown(answer)));
        returns.forEach(line -> lines.add(names.shown(line)));
        arrived.sort(Comparator.comparing(each -> names.shown(each.consumerTag())));
        List<Long> tags = new ArrayList<>();
        long before = delivered;
        for (Arrived each : arrived) {
            delivered++;
            tags.add(each.deliveryTag());
            lines.add(names.shown(each.text()) + " tag " + delivered);
            if (isOpen && !consumersWithoutAck.contains(each.consumerTag())) {
                held.add(new Held(each.deliveryTag(), step));
            }
        }
        if (isOpen
                && !tags.stream()
                        .sorted()
                        .toList()
                        .equals(java.util.stream.LongStream.rangeClosed(before + 1, delivered)
                                .boxed()
                                .toList())) {
            lines.add("! delivery tags " + tags + " after " + before);
        }
        if (!acked.isEmpty()) {
            lines.add("confirmed " + acked);
        }
        if (!nacked.isEmpty()) {
            lines.add("nacked " + nacked);
        }
        cancels.stream().map(names::shown).sorted().forEach(lines::add);
        anomalies.forEach(line -> lines.add("! " + names.shown(line)));
        forget();
        return lines.stream().map(line -> number + " " + line).toList();
    }

    private void forget() {
        answers.clear();
        returns.clear();
        arrived.clear();
        acked.clear();
        nacked.clear();
        cancels.clear();
        anomalies.clear();
    }
}
