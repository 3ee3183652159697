package io.leveret.management.view;

import java.util.List;

/**
 * One feature flag in the answer of {@code GET /api/feature-flags}.
 *
 * @param state {@code enabled}
 * @param stability {@code stable}
 */
public record FeatureFlagBody(
        String name, String desc, String docUrl, String state, String stability, String providedBy) {

    /**
     * What tools look for before they use it. NServiceBus asks for streams, too, and then uses none; a queue of that type is
     * refused when it is declared.
     */
    public static final List<FeatureFlagBody> ALL = List.of(
            enabled("implicit_default_bindings", "Default bindings are implicit"),
            enabled("quorum_queue", "Support queues of type `quorum`"),
            enabled("stream_queue", "Support queues of type `stream`"),
            enabled("user_limits", "Connection and channel limits of users"),
            enabled("virtual_host_metadata", "Description and tags of virtual hosts"));

    private static FeatureFlagBody enabled(String name, String desc) {
        return new FeatureFlagBody(name, desc, "", "enabled", "stable", "rabbit");
    }
}
