package io.leveret.management.view;

import java.util.Map;

/**
 * One binding in the answers of {@code GET /api/bindings} and below. Components are written in snake case.
 *
 * @param destinationType {@code queue} or {@code exchange}
 * @param propertiesKey what tells it apart from others between the same two
 */
public record BindingBody(
        String source,
        String vhost,
        String destination,
        String destinationType,
        String routingKey,
        Map<String, Object> arguments,
        String propertiesKey) {

    /** Whether it leads there. */
    public boolean isTo(String type, String name) {
        return destinationType.equals(type) && destination.equals(name);
    }
}
