package io.leveret.management.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One queue in the answers of {@code GET /api/queues} and below. Components are written in snake case.
 *
 * @param type {@code classic} or {@code quorum}
 * @param messages ready, unacknowledged, and dead letters that nobody has taken yet
 * @param state {@code running}, {@code idle} and so on
 * @param policy name of the policy that it follows, or null
 * @param operatorPolicy the same of the operators' policy
 * @param leader the node that has a quorum queue; null, and not written, for others
 * @param members the nodes that have it, as it is with the leader
 * @param online those of them that run
 * @param messagesDlx dead letters of a quorum queue that nobody has taken yet
 * @param detail what else there is to say, written as fields of the queue
 * @param deliveryLimit how often a message of a quorum queue may come back, or {@code unlimited}
 */
public record QueueBody(
        String name,
        String vhost,
        String type,
        boolean durable,
        boolean autoDelete,
        boolean exclusive,
        Map<String, Object> arguments,
        String node,
        String state,
        int consumers,
        long messages,
        long messagesReady,
        long messagesUnacknowledged,
        @Nullable String policy,
        @Nullable String operatorPolicy,
        Map<String, Object> effectivePolicyDefinition,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String leader,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> members,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> online,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Object deliveryLimit,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long messagesDlx,
        @JsonUnwrapped @Nullable QueueDetailBody detail) {

    /** What is shown of a queue where nobody wants figures. */
    public record Plain(
            String name,
            String vhost,
            String type,
            boolean durable,
            boolean autoDelete,
            boolean exclusive,
            Map<String, Object> arguments,
            String node,
            String state) {}

    /** The same with how many messages there are. */
    public record Counted(@JsonUnwrapped Plain queue, long messages, long messagesReady, long messagesUnacknowledged) {}

    /** That of this one. */
    public Plain plain() {
        return new Plain(name, vhost, type, durable, autoDelete, exclusive, arguments, node, state);
    }

    /** That of this one. */
    public Counted counted() {
        return new Counted(plain(), messages, messagesReady, messagesUnacknowledged);
    }
}
