package io.leveret.management.metrics;

import io.leveret.broker.ChannelInfo;
import io.leveret.broker.ConnectionInfo;
import io.leveret.broker.GlobalParameterInfo;
import io.leveret.broker.Management;
import io.leveret.broker.NodeInfo;
import io.leveret.broker.QueueInfo;
import io.leveret.broker.StatInfo;
import io.leveret.broker.StatsInfo;
import io.leveret.broker.TrafficInfo;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The metrics of a running broker. Any thread; futures complete on any. */
public final class BrokerMetrics {

    private static final String CLUSTER_ID = "internal_cluster_id";

    private final Management management;

    public BrokerMetrics(Management management) {
        this.management = management;
    }

    private record Figures(
            NodeInfo node,
            TrafficInfo traffic,
            StatsInfo overall,
            List<QueueInfo> queues,
            List<ChannelInfo> channels,
            List<ConnectionInfo> connections) {

        int consumers() {
            return queues.stream().mapToInt(QueueInfo::consumers).sum();
        }

        int publishers() {
            return (int) channels.stream().filter(Figures::hasPublished).count();
        }

        private static boolean hasPublished(ChannelInfo channel) {
            StatInfo published = channel.stats().messages().get("publish");
            return published != null && published.count() > 0;
        }
    }

    /**
     * The page.
     *
     * @param perObject whether queues, channels and connections are shown one by one, and not added up
     */
    public CompletableFuture<String> page(boolean perObject) {
        return figures().thenApply(figures -> page(figures, perObject));
    }

    private CompletableFuture<Figures> figures() {
        CompletableFuture<NodeInfo> node = management.node().info();
        CompletableFuture<TrafficInfo> traffic = management.stats().traffic();
        CompletableFuture<StatsInfo> overall = management.stats().overall(null);
        CompletableFuture<List<QueueInfo>> queues = management.queues();
        CompletableFuture<List<ChannelInfo>> channels = management.connections().channels();
        CompletableFuture<List<ConnectionInfo>> connections =
                management.connections().list();
        return CompletableFuture.allOf(node, traffic, overall, queues, channels, connections)
                .thenApply(all -> new Figures(
                        node.join(),
                        traffic.join(),
                        overall.join(),
                        queues.join(),
                        channels.join(),
                        connections.join()));
    }

    private String page(Figures figures, boolean perObject) {
        MetricsText text = new MetricsText();
        NodeMetrics node = new NodeMetrics(text);
        node.identity(figures.node(), management.globalParameters().clusterName(), clusterId());
        node.process(figures.node());
        if (perObject) {
            each(figures, text);
        } else {
            sums(figures, text);
        }
        text.single("rabbitmq_connections", MetricsText.Type.GAUGE, "Connections", figures.connections.size());
        text.single("rabbitmq_channels", MetricsText.Type.GAUGE, "Channels", figures.channels.size());
        text.single("rabbitmq_consumers", MetricsText.Type.GAUGE, "Consumers", figures.consumers());
        text.single("rabbitmq_queues", MetricsText.Type.GAUGE, "Queues", figures.queues.size());
        node.traffic(figures.traffic(), figures.publishers(), figures.consumers());
        return text.toString();
    }

    private static void sums(Figures figures, MetricsText text) {
        ObjectMetric.QUEUES.forEach(metric -> metric.sum(figures.queues, text));
        ObjectMetric.CHANNELS.forEach(metric -> metric.sum(figures.channels, text));
        // Those of channels that are gone as well: what has been counted does not become less.
        ObjectMetric.CHANNEL_COUNTS.forEach(metric -> metric.sum(List.of(figures.overall), text));
        ObjectMetric.CONNECTIONS.forEach(metric -> metric.sum(figures.connections, text));
    }

    private static void each(Figures figures, MetricsText text) {
        ObjectMetric.QUEUES.forEach(metric -> metric.each(figures.queues, BrokerMetrics::labels, text));
        ObjectMetric.CHANNELS.forEach(metric -> metric.each(figures.channels, BrokerMetrics::labels, text));
        ObjectMetric.CHANNEL_COUNTS.forEach(metric -> eachCount(metric, figures.channels, text));
        ObjectMetric.CONNECTIONS.forEach(metric -> metric.each(figures.connections, BrokerMetrics::labels, text));
    }

    private static void eachCount(ObjectMetric<StatsInfo> metric, List<ChannelInfo> channels, MetricsText text) {
        text.family(metric.name(), metric.type(), metric.help());
        for (ChannelInfo channel : channels) {
            text.sample(metric.name(), metric.of().applyAsDouble(channel.stats()), labels(channel));
        }
    }

    private static String[] labels(QueueInfo queue) {
        return new String[] {"vhost", queue.vhost(), "queue", queue.name()};
    }

    private static String[] labels(ChannelInfo channel) {
        return new String[] {"channel", channel.name()};
    }

    private static String[] labels(ConnectionInfo connection) {
        return new String[] {"connection", connection.name()};
    }

    /**
     * Some families, of each queue, channel and connection.
     *
     * @param families by RabbitMQ's names; others are passed over
     * @param vhosts of which queues are shown; empty for all
     */
    public CompletableFuture<String> detailed(Set<String> families, Set<String> vhosts) {
        return figures().thenApply(figures -> detailed(figures, families, vhosts));
    }

    private String detailed(Figures figures, Set<String> families, Set<String> vhosts) {
        MetricsText text = new MetricsText();
        new NodeMetrics(text)
                .identity(figures.node(), management.globalParameters().clusterName(), clusterId());
        List<QueueInfo> queues = figures.queues.stream()
                .filter(queue -> vhosts.isEmpty() || vhosts.contains(queue.vhost()))
                .toList();
        detailed(ObjectMetric.QUEUES, families).forEach(metric -> metric.each(queues, BrokerMetrics::labels, text));
        detailed(ObjectMetric.CHANNELS, families)
                .forEach(metric -> metric.each(figures.channels, BrokerMetrics::labels, text));
        detailed(ObjectMetric.CHANNEL_COUNTS, families).forEach(metric -> eachCount(metric, figures.channels, text));
        detailed(ObjectMetric.CONNECTIONS, families)
                .forEach(metric -> metric.each(figures.connections, BrokerMetrics::labels, text));
        return text.toString();
    }

    private static <T> List<ObjectMetric<T>> detailed(List<ObjectMetric<T>> metrics, Set<String> families) {
        return metrics.stream()
                .filter(metric -> families.contains(metric.family()))
                .map(ObjectMetric::detailed)
                .toList();
    }

    private String clusterId() {
        return management.globalParameters().list().stream()
                .filter(parameter -> parameter.name().equals(CLUSTER_ID))
                .map(GlobalParameterInfo::value)
                .map(String::valueOf)
                .findFirst()
                .orElse("");
    }
}
