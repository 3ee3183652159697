package io.leveret.broker.channel;

import io.leveret.broker.event.Terms;
import io.leveret.codec.value.FieldTable;

/** Tells of channels and consumers that come and go, with the details that RabbitMQ gives. Used on the connection's loop. */
final class ChannelEvents {

    private static final String ACTOR = "user_who_performed_action";
    private static final String VHOST = "vhost";

    private ChannelEvents() {}

    private static String name(AmqpChannel channel) {
        return channel.host().connectionName() + " (" + channel.number() + ")";
    }

    private static String user(AmqpChannel channel) {
        return channel.host().access().user();
    }

    private static String virtualHost(AmqpChannel channel) {
        return channel.host().topology().virtualHost().name();
    }

    static void opened(AmqpChannel channel) {
        channel.host()
                .terms()
                .events()
                .happened(
                        "channel.created",
                        () -> FieldTable.builder()
                                .put("pid", name(channel))
                                .put("name", name(channel))
                                .put("connection", channel.host().connectionName())
                                .put("number", (long) channel.number())
                                .put("user", user(channel))
                                .put(VHOST, virtualHost(channel))
                                .put(ACTOR, user(channel)));
    }

    static void closed(AmqpChannel channel) {
        channel.host()
                .terms()
                .events()
                .happened(
                        "channel.closed",
                        () -> FieldTable.builder().put("pid", name(channel)).put(ACTOR, user(channel)));
    }

    static void subscribed(AmqpChannel channel, ChannelConsumer consumer) {
        channel.host()
                .terms()
                .events()
                .happened(
                        "consumer.created",
                        () -> identity(channel, consumer)
                                .put("exclusive", consumer.consumer().terms().exclusive())
                                .put(
                                        "ack_required",
                                        !consumer.consumer().terms().noAck())
                                .put("prefetch_count", (long)
                                        consumer.consumer().terms().prefetch())
                                .put(
                                        "arguments",
                                        Terms.entries(
                                                consumer.consumer().terms().arguments())));
    }

    static void unsubscribed(AmqpChannel channel, ChannelConsumer consumer) {
        channel.host().terms().events().happened("consumer.deleted", () -> identity(channel, consumer));
    }

    private static FieldTable.Builder identity(AmqpChannel channel, ChannelConsumer consumer) {
        return FieldTable.builder()
                .put("consumer_tag", consumer.tag().toString())
                .put("channel", name(channel))
                .put("queue", consumer.queue().name().toString())
                .put(VHOST, virtualHost(channel))
                .put(ACTOR, user(channel));
    }
}
