package io.leveret.broker;

import java.util.Map;

/**
 * One policy for those who look from outside.
 *
 * @param applyTo {@code all}, {@code queues} and so on
 * @param definition as plain Java values
 */
public record PolicyInfo(
        String vhost, String name, String pattern, String applyTo, double priority, Map<String, Object> definition) {}
