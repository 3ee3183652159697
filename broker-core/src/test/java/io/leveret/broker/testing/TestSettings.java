package io.leveret.broker.testing;

import io.leveret.broker.compat.Compat;
import io.leveret.broker.queue.PriorityOrder;
import io.leveret.broker.queue.QueueSettings;
import io.leveret.broker.queue.QueueTerms;
import io.leveret.codec.value.FieldTable;

/** What queues of tests are declared with, which nobody owns. */
public final class TestSettings {

    private TestSettings() {}

    /** As RabbitMQ 4.2 understands it. */
    public static QueueSettings of(boolean durable, boolean autoDelete, FieldTable arguments, QueueTerms declared) {
        return QueueSettings.of(durable, autoDelete, null, arguments, declared, PriorityOrder.quorum(Compat.DEFAULT));
    }
}
