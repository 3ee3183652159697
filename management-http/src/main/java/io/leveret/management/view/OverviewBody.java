package io.leveret.management.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code GET /api/overview}: RabbitMQ's fields as far as they are true of this broker. Components are
 * written in snake case.
 *
 * @param rabbitmqVersion the RabbitMQ release whose behaviour is followed; clients branch on it
 * @param syncPolicy ours: "always", "interval" or "os", or "none" for a broker that keeps nothing
 * @param ratesMode always "basic": rates of each object, and not of each pair of them
 * @param messageStats not written before anything was counted
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
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Listener> listeners,
        String syncPolicy,
        ChurnBody churnRates,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, Object> messageStats) {

    /** Messages in all queues together. */
    public record QueueTotals(long messages, long messagesReady, long messagesUnacknowledged) {}

    /** How many there are of each kind. */
    public record ObjectTotals(int channels, int connections, int consumers, int exchanges, int queues) {}

    /** Where the API is served. */
    public record Context(List<String> sslOpts, String node, String description, String path, String ip, String port) {}

    /** For how long rates are kept, in seconds. */
    public record Retention(List<Integer> global, List<Integer> basic, List<Integer> detailed) {

        private static final Retention KEPT = new Retention(List.of(600, 3600), List.of(600, 3600), List.of(600, 3600));
    }

    /** The whole answer: these fields, and what is the same at any time or what others than the broker know. */
    public record Whole(
            @JsonUnwrapped OverviewBody overview,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            List<Context> contexts,

            List<TypeBody> exchangeTypes,
            Retention sampleRetentionPolicies,
            String erlangVersion,
            String erlangFullVersion,
            String releaseSeriesSupportStatus,
            Map<String, String> clusterTags,
            Map<String, String> nodeTags,
            boolean isOpPolicyUpdatingEnabled,
            boolean disableStats,
            boolean enableQueueTotals,
            int statisticsDbEventQueue) {}

    /**
     * This with all else.
     *
     * @param more listeners that the broker does not know; null to show neither listeners nor contexts
     */
    public Whole whole(@Nullable List<Listener> more, List<Context> contexts) {
        List<Listener> all = new ArrayList<>();
        if (more != null) {
            all.addAll(listeners);
            all.addAll(more);
        }
        String java = "Java " + Runtime.version();
        return new Whole(
                new OverviewBody(
                        managementVersion,
                        ratesMode,
                        productName,
                        productVersion,
                        rabbitmqVersion,
                        clusterName,
                        node,
                        queueTotals,
                        objectTotals,
                        all,
                        syncPolicy,
                        churnRates,
                        messageStats),
                more == null ? null : contexts,
                TypeBody.EXCHANGES,
                Retention.KEPT,
                java,
                java,
                "supported",
                Map.of(),
                Map.of(),
                true,
                false,
                false,
                0);
    }

    /**
     * One listening socket.
     *
     * @param protocol {@code amqp}, {@code amqp/ssl} or {@code http}
     */
    public record Listener(String node, String protocol, String ipAddress, int port) {}
}
