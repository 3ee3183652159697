package io.leveret.broker;

import java.util.Map;

/**
 * One queue for those who look from outside.
 *
 * @param arguments as plain Java values: String, Long, Double, Boolean, List, Map
 * @param state {@code running}
 */
public record QueueInfo(
        String vhost,
        String name,
        boolean durable,
        boolean autoDelete,
        boolean exclusive,
        Map<String, Object> arguments,
        long ready,
        long unacked,
        int consumers,
        String state) {}
