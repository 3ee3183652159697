package io.leveret.management.metrics;

import io.leveret.broker.ChannelInfo;
import io.leveret.broker.ConnectionInfo;
import io.leveret.broker.QueueInfo;
import io.leveret.broker.StatInfo;
import io.leveret.broker.StatsInfo;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A number that each of many things has: shown of each, or added up.
 *
 * @param family the one of RabbitMQ's families of detailed metrics that it belongs to
 * @param of the number of one of them
 */
record ObjectMetric<T>(String name, String family, MetricsText.Type type, String help, ToDoubleFunction<T> of) {

    private static final String TOTAL = "_total";
    private static final String CHANNEL_FAMILY = "channel_metrics";
    private static final String COARSE = "queue_coarse_metrics";
    private static final Map<String, String> QUEUE_FAMILIES = Map.of(
            "messages_ready",
            COARSE,
            "messages_unacked",
            COARSE,
            "messages",
            COARSE,
            "consumers",
            "queue_consumer_count",
            "messages_published" + TOTAL,
            "queue_delivery_metrics");

    /** Of queues. */
    static final List<ObjectMetric<QueueInfo>> QUEUES = List.of(
            queue("messages_ready", "Messages that wait for a consumer", QueueInfo::ready),
            queue("messages_unacked", "Messages that are delivered and not acknowledged", QueueInfo::unacked),
            queue("messages", "Messages that wait or are not acknowledged", queue -> queue.ready() + queue.unacked()),
            queue("consumers", "Consumers", QueueInfo::consumers),
            queue(
                    "process_memory_bytes",
                    "Memory that the messages take",
                    queue -> queue.figures().memoryBytes()),
            queue(
                    "messages_ram",
                    "Messages in memory",
                    queue -> queue.figures().readyInMemory() + queue.figures().unackedInMemory()),
            queue(
                    "messages_ready_ram",
                    "Messages in memory that wait",
                    queue -> queue.figures().readyInMemory()),
            queue(
                    "messages_unacked_ram",
                    "Messages in memory that are not acknowledged",
                    queue -> queue.figures().unackedInMemory()),
            queue(
                    "messages_persistent",
                    "Messages that survive the broker",
                    queue -> queue.figures().persistent()),
            queue(
                    "messages_persistent_bytes",
                    "Octets of their bodies",
                    queue -> queue.figures().persistentBytes()),
            queue(
                    "messages_bytes",
                    "Octets of the bodies of all messages",
                    queue -> queue.figures().readyBytes() + queue.figures().unackedBytes()),
            queue(
                    "messages_ready_bytes",
                    "Octets of the bodies of those that wait",
                    queue -> queue.figures().readyBytes()),
            queue(
                    "messages_unacked_bytes",
                    "Octets of the bodies of those not acknowledged",
                    queue -> queue.figures().unackedBytes()),
            queue(
                    "messages_paged_out",
                    "Messages that are on the disk only",
                    queue -> queue.figures().pagedOut()),
            queue("messages_published" + TOTAL, "Messages published to it", queue -> count(queue.stats(), "publish")));

    /** Of channels, what they have now. */
    static final List<ObjectMetric<ChannelInfo>> CHANNELS = List.of(
            channel("consumers", "Consumers", ChannelInfo::consumers),
            channel("messages_unacked", "Messages that are delivered and not acknowledged", ChannelInfo::unacked),
            channel("messages_unconfirmed", "Messages that are published and not confirmed", ChannelInfo::unconfirmed),
            channel(
                    "messages_uncommitted",
                    "Messages published in a transaction that is not committed",
                    ChannelInfo::uncommitted),
            channel(
                    "acks_uncommitted",
                    "Acknowledgements in a transaction that is not committed",
                    ChannelInfo::uncommittedAcks),
            new ObjectMetric<>(
                    "rabbitmq_consumer_prefetch",
                    CHANNEL_FAMILY,
                    MetricsText.Type.GAUGE,
                    "Messages that a consumer which comes next may hold",
                    ChannelInfo::prefetch),
            channel(
                    "prefetch",
                    "Messages that all consumers of the channel together may hold",
                    ChannelInfo::globalPrefetch));

    /** Of connections. */
    static final List<ObjectMetric<ConnectionInfo>> CONNECTIONS = List.of(
            connection("incoming_bytes" + TOTAL, "Octets that have come", ConnectionInfo::octetsIn),
            connection("outgoing_bytes" + TOTAL, "Octets that have gone", ConnectionInfo::octetsOut),
            connection("incoming_packets" + TOTAL, "Reads that have brought them", ConnectionInfo::readsIn),
            connection("outgoing_packets" + TOTAL, "Writes that have taken them", ConnectionInfo::writesOut),
            connection(
                    "pending_packets",
                    "Whether the client reads too slowly",
                    connection -> connection.octetsPending() > 0 ? 1 : 0),
            connection("channels", "Channels", ConnectionInfo::channels));

    /** What is counted of channels: of each, or by all that there have ever been. */
    static final List<ObjectMetric<StatsInfo>> CHANNEL_COUNTS = List.of(
            counted("messages_published", "Messages published", "publish"),
            counted("messages_confirmed", "Messages confirmed to their publisher", "confirm"),
            counted("messages_unroutable_returned", "Messages returned as nobody was to get them", "return_unroutable"),
            counted("messages_unroutable_dropped", "Messages dropped as nobody was to get them", "drop_unroutable"),
            counted("get_ack", "Messages got to be acknowledged", "get"),
            counted("get", "Messages got without acknowledgement", "get_no_ack"),
            counted("messages_delivered_ack", "Messages delivered to be acknowledged", "deliver"),
            counted("messages_delivered", "Messages delivered without acknowledgement", "deliver_no_ack"),
            counted("messages_redelivered", "Messages delivered again", "redeliver"),
            counted("messages_acked", "Messages acknowledged", "ack"),
            counted("get_empty", "Times that there was nothing to get", "get_empty"));

    private static ObjectMetric<QueueInfo> queue(String name, String help, ToDoubleFunction<QueueInfo> of) {
        return new ObjectMetric<>(
                "rabbitmq_queue_" + name, QUEUE_FAMILIES.getOrDefault(name, "queue_metrics"), type(name), help, of);
    }

    private static ObjectMetric<ChannelInfo> channel(String name, String help, ToDoubleFunction<ChannelInfo> of) {
        return new ObjectMetric<>("rabbitmq_channel_" + name, CHANNEL_FAMILY, type(name), help, of);
    }

    private static ObjectMetric<ConnectionInfo> connection(
            String name, String help, ToDoubleFunction<ConnectionInfo> of) {
        return new ObjectMetric<>(
                "rabbitmq_connection_" + name,
                name.endsWith("_bytes" + TOTAL) ? "connection_coarse_metrics" : "connection_metrics",
                type(name),
                help,
                of);
    }

    private static ObjectMetric<StatsInfo> counted(String name, String help, String stat) {
        return new ObjectMetric<>(
                "rabbitmq_channel_" + name + TOTAL,
                CHANNEL_FAMILY,
                MetricsText.Type.COUNTER,
                help,
                stats -> count(stats, stat));
    }

    private static MetricsText.Type type(String name) {
        return name.endsWith(TOTAL) ? MetricsText.Type.COUNTER : MetricsText.Type.GAUGE;
    }

    private static double count(StatsInfo stats, String name) {
        StatInfo stat = stats.messages().get(name);
        return stat == null ? 0 : stat.count();
    }

    /** The sum over all of them. */
    void sum(List<T> all, MetricsText text) {
        text.single(name, type, help, all.stream().mapToDouble(of).sum());
    }

    /** The same among the detailed ones. */
    ObjectMetric<T> detailed() {
        return new ObjectMetric<>(name.replaceFirst("rabbitmq_", "rabbitmq_detailed_"), family, type, help, of);
    }

    /** One sample for each. */
    void each(List<T> all, Function<T, String[]> labels, MetricsText text) {
        text.family(name, type, help);
        for (T one : all) {
            text.sample(name, of.applyAsDouble(one), labels.apply(one));
        }
    }
}
