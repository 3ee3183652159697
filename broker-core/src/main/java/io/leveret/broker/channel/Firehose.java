package io.leveret.broker.channel;

import io.leveret.broker.notice.NoticePublisher;
import io.leveret.broker.queue.Message;
import io.leveret.broker.queue.Queue;
import io.leveret.codec.value.BasicProperties;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The firehose: where a virtual host is traced, each message that a client publishes or gets is copied to {@code
 * amq.rabbitmq.trace}, with all that is known of it in headers. What comes from there is not copied again. Used on the
 * connection's loop.
 */
final class Firehose {

    private static final ShortString EXCHANGE = ShortString.of("amq.rabbitmq.trace");

    private Firehose() {}

    /** A client has published a message that goes to these queues. */
    static void published(AmqpChannel channel, Message message, List<Queue> targets) {
        List<FieldValue> names = new ArrayList<>(targets.size());
        for (Queue target : targets) {
            names.add(FieldValue.LongString.of(target.name().toString()));
        }
        FieldTable.Builder headers = headers(channel, message);
        who(channel, headers);
        headers.put("routed_queues", new FieldValue.Array(names));
        send(channel, "publish." + message.exchange(), message, headers);
    }

    /** A client gets a message from a queue. */
    static void delivered(AmqpChannel channel, Message message, Queue queue, boolean redelivered) {
        if (message.exchange().equals(EXCHANGE)) {
            return;
        }
        FieldTable.Builder headers = headers(channel, message).put("redelivered", redelivered ? 1 : 0);
        who(channel, headers);
        send(channel, "deliver." + queue.name(), message, headers);
    }

    private static void send(AmqpChannel channel, String routingKey, Message message, FieldTable.Builder headers) {
        new NoticePublisher(channel.loop())
                .publish(
                        channel.host().topology().virtualHost(),
                        EXCHANGE,
                        ShortString.shortened(routingKey),
                        BasicProperties.builder().headers(headers.build()).build(),
                        message.content(),
                        message.propertiesLength());
    }

    private static FieldTable.Builder headers(AmqpChannel channel, Message message) {
        List<FieldValue> keys = new ArrayList<>();
        for (ShortString key : message.allRoutingKeys()) {
            keys.add(FieldValue.LongString.of(key.toString()));
        }
        return FieldTable.builder()
                .put("exchange_name", message.exchange().toString())
                .put("routing_keys", new FieldValue.Array(keys))
                .put("properties", properties(message))
                .put("node", channel.host().terms().node());
    }

    private static void who(AmqpChannel channel, FieldTable.Builder headers) {
        headers.put("vhost", channel.host().topology().virtualHost().name())
                .put("connection", channel.host().connectionName())
                .put("channel", channel.number())
                .put("user", channel.host().access().user());
    }

    /** By RabbitMQ's names of the properties; numbers are 32 bits wide, as there. */
    private static FieldTable properties(Message message) {
        BasicProperties sent = BasicProperties.decode(message.content(), 0, message.propertiesLength());
        FieldTable.Builder table = FieldTable.builder();
        text(table, "cluster_id", sent.clusterId());
        text(table, "app_id", sent.appId());
        text(table, "user_id", sent.userId());
        text(table, "type", sent.type());
        if (sent.timestamp() != null) {
            table.put("timestamp", (int) (long) sent.timestamp());
        }
        text(table, "message_id", sent.messageId());
        text(table, "expiration", sent.expiration());
        text(table, "reply_to", sent.replyTo());
        text(table, "correlation_id", sent.correlationId());
        if (sent.priority() != null) {
            table.put("priority", sent.priority());
        }
        if (sent.deliveryMode() != null) {
            table.put("delivery_mode", sent.deliveryMode());
        }
        if (sent.headers() != null) {
            table.put("headers", sent.headers());
        }
        text(table, "content_encoding", sent.contentEncoding());
        text(table, "content_type", sent.contentType());
        return table.build();
    }

    private static void text(FieldTable.Builder table, String name, @Nullable ShortString value) {
        if (value != null) {
            table.put(name, value.toString());
        }
    }
}
