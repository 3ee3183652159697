package io.leveret.broker;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One queue for those who look from outside.
 *
 * @param type {@code classic} or {@code quorum}
 * @param arguments as plain Java values: String, Long, Double, Boolean, List, Map
 * @param state {@code running}
 * @param policy name of the policy that it follows, or null
 * @param operatorPolicy the same of the operators' policy
 * @param policyDefinition what both say together; empty without one
 * @param deadLetters dead letters that are tried until somebody has them
 * @param deliveryLimit how often a message may come back before it dies, or null for no limit
 */
public record QueueInfo(
        String vhost,
        String name,
        String type,
        boolean durable,
        boolean autoDelete,
        boolean exclusive,
        Map<String, Object> arguments,
        long ready,
        long unacked,
        int consumers,
        String state,
        @Nullable String policy,
        @Nullable String operatorPolicy,
        Map<String, Object> policyDefinition,
        @Nullable Long deliveryLimit,
        long deadLetters) {}
