package io.leveret.management.view;

import java.util.List;
import java.util.Map;

/** A virtual host as {@code /api/vhosts} shows it. */
public record VirtualHostBody(
        String name,
        String description,
        List<String> tags,
        String defaultQueueType,
        Metadata metadata,
        boolean tracing,
        Map<String, String> clusterState) {

    /** What was said of it when it was made. */
    public record Metadata(String description, List<String> tags) {}
}
