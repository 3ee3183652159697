package io.leveret.broker;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One exchange for those who look from outside.
 *
 * @param name empty for the default exchange
 * @param arguments as plain Java values: String, Long, Double, Boolean, List, Map
 * @param policy name of the policy that it follows, or null
 */
public record ExchangeInfo(
        String vhost,
        String name,
        String type,
        boolean durable,
        boolean autoDelete,
        boolean internal,
        Map<String, Object> arguments,
        @Nullable String policy) {}
