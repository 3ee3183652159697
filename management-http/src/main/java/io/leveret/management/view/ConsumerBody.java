package io.leveret.management.view;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One consumer in the answers of {@code GET /api/consumers}.
 *
 * @param active whether it is served, and does not wait until another has left
 * @param activityStatus {@code up}, {@code single_active} or {@code waiting}
 */
public record ConsumerBody(
        QueueName queue,
        ChannelDetails channelDetails,
        String consumerTag,
        boolean exclusive,
        boolean ackRequired,
        int prefetchCount,
        boolean active,
        String activityStatus,
        Map<String, Object> arguments) {

    /** Of what it consumes. */
    public record QueueName(String name, String vhost) {}

    /** Where it belongs. */
    public record ChannelDetails(
            String name,
            int number,
            String connectionName,
            @Nullable String peerHost,
            @Nullable Integer peerPort,
            String user,
            String node) {}
}
