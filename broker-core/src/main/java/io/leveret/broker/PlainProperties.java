package io.leveret.broker;

import io.leveret.codec.value.BasicProperties;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message's properties as the Java values that JSON has, by AMQP's names in snake case. */
final class PlainProperties {

    private static final int OCTET_MAX = 0xFF;

    private PlainProperties() {}

    static Map<String, Object> of(BasicProperties properties) {
        Map<String, Object> values = new LinkedHashMap<>();
        put(values, "cluster_id", properties.clusterId());
        put(values, "app_id", properties.appId());
        put(values, "user_id", properties.userId());
        put(values, "type", properties.type());
        put(values, "timestamp", properties.timestamp());
        put(values, "message_id", properties.messageId());
        put(values, "expiration", properties.expiration());
        put(values, "reply_to", properties.replyTo());
        put(values, "correlation_id", properties.correlationId());
        put(values, "priority", properties.priority());
        put(values, "delivery_mode", properties.deliveryMode());
        FieldTable headers = properties.headers();
        put(values, "headers", headers == null ? null : PlainValues.of(headers));
        put(values, "content_encoding", properties.contentEncoding());
        put(values, "content_type", properties.contentType());
        return values;
    }

    private static void put(Map<String, Object> values, String name, @Nullable Object value) {
        if (value != null) {
            values.put(name, value instanceof ShortString text ? text.toString() : value);
        }
    }

    /**
     * The reverse.
     *
     * @throws IllegalArgumentException if a value does not fit, and which
     */
    static BasicProperties of(Map<String, ?> values) {
        return BasicProperties.builder()
                .clusterId(text(values, "cluster_id"))
                .appId(text(values, "app_id"))
                .userId(text(values, "user_id"))
                .type(text(values, "type"))
                .timestamp(number(values, "timestamp"))
                .messageId(text(values, "message_id"))
                .expiration(text(values, "expiration"))
                .replyTo(text(values, "reply_to"))
                .correlationId(text(values, "correlation_id"))
                .priority(octet(values, "priority"))
                .deliveryMode(octet(values, "delivery_mode"))
                .headers(
                        values.get("headers") instanceof Map<?, ?> headers
                                        && PlainValues.field(headers) instanceof FieldValue.Table table
                                ? table.table()
                                : null)
                .contentEncoding(text(values, "content_encoding"))
                .contentType(text(values, "content_type"))
                .build();
    }

    private static @Nullable ShortString text(Map<String, ?> values, String name) {
        Object value = values.get(name);
        return value == null ? null : PlainValues.name(name, String.valueOf(value));
    }

    private static @Nullable Long number(Map<String, ?> values, String name) {
        return values.get(name) instanceof Number number ? number.longValue() : null;
    }

    private static @Nullable Integer octet(Map<String, ?> values, String name) {
        Long number = number(values, name);
        if (number == null) {
            return null;
        }
        if (number < 0 || number > OCTET_MAX) {
            throw new IllegalArgumentException(name + " out of range: " + number);
        }
        return (int) (long) number;
    }
}
