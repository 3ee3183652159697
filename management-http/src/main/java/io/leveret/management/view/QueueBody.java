package io.leveret.management.view;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One queue in the answers of {@code GET /api/queues} and below. Components are written in snake case.
 *
 * @param type {@code classic}: the only type there is
 * @param messages ready and unacknowledged together
 * @param state {@code running}, {@code idle} and so on
 * @param policy name of the policy that it follows, or null
 * @param operatorPolicy the same of the operators' policy
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
        Map<String, Object> effectivePolicyDefinition) {}
