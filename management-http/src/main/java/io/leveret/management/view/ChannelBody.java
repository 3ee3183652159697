package io.leveret.management.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One channel in the answers of {@code GET /api/channels} and below.
 *
 * @param acksUncommitted acknowledged in a transaction under way
 * @param idleSince when it was used last, if that is a while ago; not written otherwise
 * @param messageStats not written before anything was counted
 * @param consumerDetails its consumers, where one channel is asked for; not written otherwise
 */
public record ChannelBody(
        String name,
        int number,
        String node,
        String vhost,
        String user,
        String userWhoPerformedAction,
        ConnectionDetails connectionDetails,
        String state,
        boolean confirm,
        boolean transactional,
        int consumerCount,
        int messagesUnacknowledged,
        int messagesUnconfirmed,
        int messagesUncommitted,
        int acksUncommitted,
        int prefetchCount,
        int globalPrefetchCount,
        int pendingRaftCommands,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String idleSince,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, Object> messageStats,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<ConsumerBody> consumerDetails) {

    /** Where it belongs. */
    public record ConnectionDetails(
            String name,
            @Nullable String peerHost,
            @Nullable Integer peerPort) {}

    /** The same with its consumers. */
    public ChannelBody with(List<ConsumerBody> consumers) {
        return new ChannelBody(
                name,
                number,
                node,
                vhost,
                user,
                userWhoPerformedAction,
                connectionDetails,
                state,
                confirm,
                transactional,
                consumerCount,
                messagesUnacknowledged,
                messagesUnconfirmed,
                messagesUncommitted,
                acksUncommitted,
                prefetchCount,
                globalPrefetchCount,
                pendingRaftCommands,
                idleSince,
                messageStats,
                List.copyOf(consumers));
    }
}
