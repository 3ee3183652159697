package io.leveret.management.view;

import java.util.List;

/**
 * The body of {@code GET /api/overview}: RabbitMQ's fields as far as they are true of this broker. Components are
 * written in snake case.
 *
 * @param rabbitmqVersion the RabbitMQ release whose behaviour is followed; clients branch on it
 * @param syncPolicy ours: "always", "interval" or "os", or "none" for a broker that keeps nothing
 * @param ratesMode always "none": no rates are measured
 */
public record OverviewBody(
        String managementVersion,
        String ratesMode,
        String productName,
        String productVersion,
        String rabbitmqVersion,
        String clusterName,
        String node,
        QueueTotals queueTotals,
        ObjectTotals objectTotals,
        List<Listener> listeners,
        String syncPolicy) {

    /** Messages in all queues together. */
    public record QueueTotals(long messages, long messagesReady, long messagesUnacknowledged) {}

    /** How many there are of each kind. */
    public record ObjectTotals(int channels, int connections, int consumers, int exchanges, int queues) {}

    /**
     * One listening socket.
     *
     * @param protocol {@code amqp}, {@code amqp/ssl} or {@code http}
     */
    public record Listener(String node, String protocol, String ipAddress, int port) {}
}
