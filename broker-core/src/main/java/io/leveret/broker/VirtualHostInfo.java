package io.leveret.broker;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A virtual host, for those who look from outside.
 *
 * @param description empty if it has none
 * @param defaultQueueType of durable queues that name none, or null if that is the broker's
 * @param limits {@code max-connections} and {@code max-queues}, if they are set
 * @param traced whether what clients publish and get is copied to {@code amq.rabbitmq.trace}
 */
public record VirtualHostInfo(
        String name,
        String description,
        List<String> tags,
        @Nullable String defaultQueueType,
        Map<String, Long> limits,
        boolean traced) {

    public VirtualHostInfo {
        tags = List.copyOf(tags);
        limits = Map.copyOf(limits);
    }
}
