package io.leveret.management.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    public record Metadata(
            String description,
            List<String> tags,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String defaultQueueType) {}
}
