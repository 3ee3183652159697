package io.leveret.broker.vhost;

import io.leveret.broker.queue.ReplayBounds;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;

/** The arguments of queue.declare that keep acknowledged messages for replay. RabbitMQ has none like them. */
final class ReplayArguments {

    private ReplayArguments() {}

    /** @param durable whether the queue will be: what another holds is not in the journal, and could not be kept */
    static void validate(FieldTable arguments, boolean durable, String queue) {
        FieldValue age = arguments.get(ReplayBounds.MAX_AGE);
        FieldValue bytes = arguments.get(ReplayBounds.MAX_BYTES);
        if (age != null && !(age instanceof FieldValue.LongString)) {
            throw Arguments.invalid(ReplayBounds.MAX_AGE, queue, "{unacceptable_type," + age.typeName() + "}");
        }
        if (age != null && !ReplayBounds.isAge(age.render())) {
            throw Arguments.invalid(ReplayBounds.MAX_AGE, queue, "invalid_max_age");
        }
        if (bytes != null) {
            long count = Arguments.integer(bytes, ReplayBounds.MAX_BYTES, queue);
            if (count < 0) {
                throw Arguments.invalid(ReplayBounds.MAX_BYTES, queue, "{value_negative," + count + "}");
            }
        }
        if (!durable && (age != null || bytes != null)) {
            throw Arguments.invalid(
                    age == null ? ReplayBounds.MAX_BYTES : ReplayBounds.MAX_AGE,
                    queue,
                    "\"only durable queues keep messages\"");
        }
    }
}
