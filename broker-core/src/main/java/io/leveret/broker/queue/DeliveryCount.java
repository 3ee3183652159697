package io.leveret.broker.queue;

import io.leveret.codec.value.BasicProperties;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;

/** Tells the consumers of quorum queues, in a header, how often a message has come back. */
final class DeliveryCount {

    private static final ShortString X_DELIVERY_COUNT = ShortString.of("x-delivery-count");

    private DeliveryCount() {}

    /** The message with that header behind all others, in the place of one that its publisher has sent. */
    static Message told(Message message, int count) {
        BasicProperties properties = BasicProperties.decode(message.content(), 0, message.propertiesLength());
        FieldTable.Builder headers = FieldTable.builder();
        if (properties.headers() != null) {
            for (FieldTable.Entry header : properties.headers().entries()) {
                if (!header.name().equals(X_DELIVERY_COUNT)) {
                    headers.put(header.name(), header.value());
                }
            }
        }
        headers.put(X_DELIVERY_COUNT, new FieldValue.Int64(count));
        return message.with(properties.toBuilder().headers(headers.build()).build());
    }
}
