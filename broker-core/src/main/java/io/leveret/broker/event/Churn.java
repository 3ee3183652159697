package io.leveret.broker.event;

import io.leveret.codec.value.FieldTable;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Counts what comes and goes, and passes on that it does. Any thread. */
public final class Churn implements Events {

    /** What is counted. */
    public enum Kind {
        CONNECTION_CREATED,
        CONNECTION_CLOSED,
        CHANNEL_CREATED,
        CHANNEL_CLOSED,
        QUEUE_CREATED,
        QUEUE_DELETED,
        QUEUE_DECLARED
    }

    private static final Map<String, Kind> KINDS = Map.of(
            "connection.created", Kind.CONNECTION_CREATED,
            "connection.closed", Kind.CONNECTION_CLOSED,
            "channel.created", Kind.CHANNEL_CREATED,
            "channel.closed", Kind.CHANNEL_CLOSED,
            "queue.created", Kind.QUEUE_CREATED,
            "queue.deleted", Kind.QUEUE_DELETED);

    private final Events listener;
    /** Made whole at the beginning. */
    private final EnumMap<Kind, LongAdder> counts = new EnumMap<>(Kind.class);

    public Churn(Events listener) {
        this.listener = listener;
        for (Kind kind : Kind.values()) {
            counts.put(kind, new LongAdder());
        }
    }

    @Override
    public void happened(String type, Supplier<FieldTable.Builder> details) {
        Kind kind = KINDS.get(type);
        if (kind != null) {
            of(kind).increment();
        }
        listener.happened(type, details);
    }

    @Override
    public void queueDeclared() {
        of(Kind.QUEUE_DECLARED).increment();
    }

    /** How often since the broker began. */
    public long count(Kind kind) {
        return of(kind).sum();
    }

    private LongAdder of(Kind kind) {
        return Objects.requireNonNull(counts.get(kind));
    }
}
