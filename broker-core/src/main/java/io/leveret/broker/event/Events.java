package io.leveret.broker.event;

import io.leveret.codec.value.FieldTable;
import java.util.function.Supplier;

/** Is told what happens in a broker: what comes and goes, who logs in, what is changed. Any thread. */
public interface Events {

    /** Nobody listens. */
    Events NONE = (type, details) -> {};

    /**
     * Something has happened. Returns at once.
     *
     * @param type RabbitMQ's name of the event, such as {@code queue.created}
     * @param details what is told of it, asked for only if somebody listens
     */
    void happened(String type, Supplier<FieldTable.Builder> details);

    /** A queue was declared, whether it was there before or not. No event of RabbitMQ's, so nobody but who counts is told. */
    default void queueDeclared() {}
}
