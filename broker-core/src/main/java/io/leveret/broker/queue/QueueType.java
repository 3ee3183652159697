package io.leveret.broker.queue;

import io.leveret.broker.stats.Total;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import org.jspecify.annotations.Nullable;

/** What kind of queue it is, by its argument {@code x-queue-type}. */
public enum QueueType {
    /** The kind that does what its arguments and policies say; the default. */
    CLASSIC("classic", Total.CLASSIC_QUEUES),
    /**
     * RabbitMQ's replicated kind, here with one member: always durable, keeps every message on the disk, and counts how often
     * each comes back (BEHAVIOUR section 2.13).
     */
    QUORUM("quorum", Total.QUORUM_QUEUES);

    /** The argument that names it. */
    public static final String ARGUMENT = "x-queue-type";

    private final String title;
    private final Total total;

    QueueType(String title, Total total) {
        this.title = title;
        this.total = total;
    }

    /** The one of that name, or null if there is none here. */
    public static @Nullable QueueType named(String title) {
        for (QueueType type : values()) {
            if (type.title.equals(title)) {
                return type;
            }
        }
        return null;
    }

    /** The one that validated arguments name. */
    public static QueueType of(FieldTable arguments) {
        FieldValue named = arguments.get(ARGUMENT);
        QueueType type = named == null ? null : named(named.render());
        return type == null ? CLASSIC : type;
    }

    /** As arguments and the API name it. */
    public String title() {
        return title;
    }

    /** With which others its counts are added up. */
    Total total() {
        return total;
    }

    /** As texts and events name it: {@code rabbit_classic_queue}. */
    public String moduleName() {
        return "rabbit_" + title + "_queue";
    }
}
