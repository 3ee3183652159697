package io.leveret.broker;

import java.util.List;

/**
 * A virtual host, for those who look from outside.
 *
 * @param description empty if it has none
 */
public record VirtualHostInfo(String name, String description, List<String> tags) {

    public VirtualHostInfo {
        tags = List.copyOf(tags);
    }
}
