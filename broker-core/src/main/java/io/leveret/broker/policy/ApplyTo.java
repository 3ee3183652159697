package io.leveret.broker.policy;

import org.jspecify.annotations.Nullable;

/** Which things a policy may be for. */
public enum ApplyTo {
    ALL("all", true),
    QUEUES("queues", true),
    CLASSIC_QUEUES("classic_queues", true),
    QUORUM_QUEUES("quorum_queues", false),
    STREAMS("streams", false),
    EXCHANGES("exchanges", false);

    private final String title;
    private final boolean forQueues;

    ApplyTo(String title, boolean forQueues) {
        this.title = title;
        this.forQueues = forQueues;
    }

    static @Nullable ApplyTo named(String title) {
        for (ApplyTo applyTo : values()) {
            if (applyTo.title.equals(title)) {
                return applyTo;
            }
        }
        return null;
    }

    /** As the API writes it. */
    public String title() {
        return title;
    }

    /** Whether it means the queues that there are here, all of which are classic ones. */
    boolean isForQueues() {
        return forQueues;
    }
}
