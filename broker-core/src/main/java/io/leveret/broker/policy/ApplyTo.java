package io.leveret.broker.policy;

import org.jspecify.annotations.Nullable;

/** Which things a policy may be for. */
public enum ApplyTo {
    ALL("all"),
    QUEUES("queues"),
    CLASSIC_QUEUES("classic_queues"),
    QUORUM_QUEUES("quorum_queues"),
    STREAMS("streams"),
    EXCHANGES("exchanges");

    private final String title;

    ApplyTo(String title) {
        this.title = title;
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

    /** Whether it means such things. */
    boolean means(Subject subject) {
        return switch (this) {
            case ALL -> true;
            case QUEUES -> subject != Subject.EXCHANGE;
            case CLASSIC_QUEUES -> subject == Subject.CLASSIC_QUEUE;
            case QUORUM_QUEUES -> subject == Subject.QUORUM_QUEUE;
            case STREAMS -> false;
            case EXCHANGES -> subject == Subject.EXCHANGE;
        };
    }
}
