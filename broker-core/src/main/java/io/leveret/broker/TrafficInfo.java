package io.leveret.broker;

import java.util.List;

/**
 * What the broker has done with messages since it started.
 *
 * @param received published by clients
 * @param receivedConfirm those of them that were to be confirmed
 * @param confirmed confirmed
 * @param routed copies for queues
 * @param dropped those that nobody was to get
 * @param returned those that nobody was to get, and that were returned therefore
 * @param delivered what queues have delivered, for each type of queue
 * @param deaths messages that have died in queues
 * @param sizes how large the bodies are that were published
 * @param deadLettersConfirmed dead letters sent at least once that somebody has
 */
public record TrafficInfo(
        long received,
        long receivedConfirm,
        long confirmed,
        long routed,
        long dropped,
        long returned,
        List<Delivered> delivered,
        List<Deaths> deaths,
        Sizes sizes,
        long deadLettersConfirmed) {

    /**
     * How large bodies are.
     *
     * @param bounds the most octets of each range; behind the last there is one without end
     * @param counts how many are in each range, one more than there are bounds
     * @param sum octets of all
     */
    public record Sizes(List<Long> bounds, List<Long> counts, long sum) {}

    /**
     * What queues of one type have delivered.
     *
     * @param queueType {@code classic} or {@code quorum}
     * @param consumedAck to consumers that acknowledge
     * @param consumedNoAck to others
     * @param gotAck by basic.get, to be acknowledged
     * @param gotNoAck by basic.get without
     */
    public record Delivered(
            String queueType,
            long consumedAck,
            long consumedNoAck,
            long gotAck,
            long gotNoAck,
            long redelivered,
            long acknowledged,
            long getEmpty) {}

    /**
     * Messages that have died.
     *
     * @param queueType {@code classic} or {@code quorum}
     * @param strategy {@code disabled}, {@code at_most_once} or {@code at_least_once}
     * @param reason {@code expired}, {@code rejected}, {@code maxlen} or {@code delivery_limit}
     */
    public record Deaths(String queueType, String strategy, String reason, long count) {}
}
