package io.leveret.broker;

/**
 * Totals of the whole broker, counted while it serves: a moment's look, not a snapshot across owners.
 *
 * @param version Leveret's own
 * @param syncPolicy how sure a message is when it is confirmed: "always", "interval", "os", or "none" without a store
 * @param rabbitVersion the RabbitMQ version whose behaviour clients may expect
 */
public record Overview(
        String version,
        String rabbitVersion,
        String nodeName,
        String clusterName,
        int connections,
        int channels,
        int exchanges,
        int queues,
        int consumers,
        long messagesReady,
        long messagesUnacked,
        String syncPolicy) {}
