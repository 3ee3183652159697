package io.leveret.conformance.fuzz;

import com.rabbitmq.client.AMQP;
import java.util.Date;
import java.util.Map;

/** Turns the properties of a script into those of the client. */
final class MessageProperties {

    private MessageProperties() {}

    @SuppressWarnings({"unchecked", "JavaUtilDate"}) // the client's own types
    static AMQP.BasicProperties of(Arguments properties, Names names) {
        AMQP.BasicProperties.Builder builder = new AMQP.BasicProperties.Builder();
        properties.values().forEach((name, value) -> {
            switch (name) {
                case "delivery-mode" -> builder.deliveryMode((Integer) value);
                case "priority" -> builder.priority((Integer) value);
                case "expiration" -> builder.expiration((String) value);
                case "reply-to" -> builder.replyTo((String) value);
                case "user-id" -> builder.userId((String) value);
                case "message-id" -> builder.messageId((String) value);
                case "content-type" -> builder.contentType((String) value);
                case "timestamp" -> builder.timestamp(new Date((Long) value));
                case "headers" -> builder.headers(new Arguments((Map<String, Object>) value).resolved(names::actual));
                default -> throw new IllegalStateException(name);
            }
        });
        return builder.build();
    }
}
