package io.leveret.broker;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A parameter of a virtual host, for those who look from outside.
 *
 * @param component what it is for
 * @param value in the order of its keys
 */
public record ParameterInfo(String component, String vhost, String name, Map<String, Long> value) {

    public ParameterInfo {
        value = Collections.unmodifiableMap(new TreeMap<>(value));
    }
}
