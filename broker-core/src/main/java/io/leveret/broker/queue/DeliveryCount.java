package io.leveret.broker.queue;

import io.leveret.codec.value.BasicProperties;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;
import java.util.TreeMap;

/** Tells the consumers of quorum queues, in a header, how often a message has come back. */
final class DeliveryCount {

    private static final ShortString X_DELIVERY_COUNT = ShortString.of("x-delivery-count");

    private DeliveryCount() {}

    /** The message with that header in the place of one that its publisher has sent; headers are then sorted by name. */
    static Message told(Message message, int count) {
        BasicProperties properties = BasicProperties.decode(message.content(), 0, message.propertiesLength());
        TreeMap<ShortString, FieldValue> sorted = new TreeMap<>();
        sorted.put(X_DELIVERY_COUNT, new FieldValue.Int64(count));
        if (properties.headers() != null) {
            for (FieldTable.Entry header : properties.headers().entries()) {
                sorted.putIfAbsent(header.name(), header.value());
            }
        }
        FieldTable.Builder headers = FieldTable.builder();
        sorted.forEach(headers::put);
        return message.with(properties.toBuilder().headers(headers.build()).build());
    }
}
