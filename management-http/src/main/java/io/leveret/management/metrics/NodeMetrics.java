package io.leveret.management.metrics;

import io.leveret.broker.NodeInfo;
import io.leveret.broker.TrafficInfo;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** What the broker as a whole has: its process, what has come and gone, and what was done with messages. */
final class NodeMetrics {

    private static final String PROTOCOL = "protocol";
    private static final String AMQP = "amqp091";
    private static final String QUEUE_TYPE = "queue_type";
    private static final int MS = 1_000;

    private final MetricsText text;

    NodeMetrics(MetricsText text) {
        this.text = text;
    }

    /** Who it is, which dashboards join everything with. */
    void identity(NodeInfo node, String cluster, String clusterId) {
        text.family("rabbitmq_build_info", MetricsText.Type.UNTYPED, "Versions");
        text.sample(
                "rabbitmq_build_info",
                1,
                "rabbitmq_version",
                node.rabbitVersion(),
                "prometheus_plugin_version",
                node.version(),
                "prometheus_client_version",
                node.version(),
                "erlang_version",
                "");
        text.family("rabbitmq_identity_info", MetricsText.Type.UNTYPED, "Names of node and cluster");
        text.sample(
                "rabbitmq_identity_info",
                1,
                "rabbitmq_node",
                node.name(),
                "rabbitmq_cluster",
                cluster,
                "rabbitmq_cluster_permanent_id",
                clusterId);
    }

    /** The process. */
    void process(NodeInfo node) {
        NodeInfo.Machine machine = node.machine();
        NodeInfo.Memory memory = node.memory();
        NodeInfo.Disk disk = node.disk();
        gauge("process_open_fds", "Open files and sockets", machine.descriptors());
        gauge("process_max_fds", "Files and sockets that may be open", machine.descriptorsMax());
        gauge("process_open_tcp_sockets", "Sockets of clients", node.connections());
        gauge("process_max_tcp_sockets", "Sockets that there may be", machine.descriptorsMax());
        gauge("process_resident_memory_bytes", "Memory of the process", memory.resident());
        gauge("resident_memory_limit_bytes", "Memory that the heap may take", memory.heapMax());
        if (disk != null) {
            gauge("disk_space_available_bytes", "Room on the disk", disk.free());
            gauge("disk_space_available_limit_bytes", "Room with less of which nobody may publish", disk.limit());
        }
        text.single(
                "rabbitmq_erlang_uptime_seconds",
                MetricsText.Type.GAUGE,
                "Since the broker began",
                node.uptimeMs() / (double) MS);
        gauge("erlang_processes_used", "Threads", machine.threads());
        gauge("erlang_processes_limit", "Threads that there may be", machine.threadsMax());
        gauge("erlang_scheduler_run_queue", "Threads that wait for a processor", machine.waiting());
        counter("erlang_gc_runs", "Times that garbage was collected", machine.collections());
        alarm("memory_used_watermark", memory.alarm());
        alarm("free_disk_space_watermark", disk != null && disk.alarm());
        alarm("file_descriptor_limit", false);
        NodeInfo.Churn churn = node.churn();
        counter("connections_opened", "Connections that were opened", churn.connectionsCreated());
        counter("connections_closed", "Connections that were closed", churn.connectionsClosed());
        counter("channels_opened", "Channels that were opened", churn.channelsCreated());
        counter("channels_closed", "Channels that were closed", churn.channelsClosed());
        counter("queues_declared", "Queues that were declared, new or not", churn.queuesDeclared());
        counter("queues_created", "Queues that were made", churn.queuesCreated());
        counter("queues_deleted", "Queues that were deleted", churn.queuesDeleted());
    }

    private void alarm(String name, boolean raised) {
        text.single("rabbitmq_alarms_" + name, MetricsText.Type.UNTYPED, "Whether the alarm is raised", raised ? 1 : 0);
    }

    private void gauge(String name, String help, long value) {
        text.single("rabbitmq_" + name, MetricsText.Type.GAUGE, help, (double) value);
    }

    private void counter(String name, String help, long value) {
        text.single("rabbitmq_" + name + "_total", MetricsText.Type.COUNTER, help, (double) value);
    }

    /** What was done with messages. */
    void traffic(TrafficInfo traffic, int publishers, int consumers) {
        text.family("rabbitmq_global_publishers", MetricsText.Type.GAUGE, "Channels that have published");
        text.sample("rabbitmq_global_publishers", publishers, PROTOCOL, AMQP);
        text.family("rabbitmq_global_consumers", MetricsText.Type.GAUGE, "Consumers");
        text.sample("rabbitmq_global_consumers", consumers, PROTOCOL, AMQP);
        ofProtocol("messages_received", "Messages published", traffic.received());
        ofProtocol("messages_received_confirm", "Messages published to be confirmed", traffic.receivedConfirm());
        ofProtocol("messages_confirmed", "Messages confirmed", traffic.confirmed());
        ofProtocol("messages_routed", "Copies of messages for queues", traffic.routed());
        ofProtocol("messages_unroutable_dropped", "Messages dropped as nobody was to get them", traffic.dropped());
        ofProtocol("messages_unroutable_returned", "Messages returned as nobody was to get them", traffic.returned());
        List<TrafficInfo.Delivered> delivered = traffic.delivered();
        ofTypes(
                "messages_delivered",
                "Messages delivered",
                delivered,
                type -> type.consumedAck() + type.consumedNoAck() + type.gotAck() + type.gotNoAck());
        ofTypes(
                "messages_delivered_consume_manual_ack",
                "Messages delivered to consumers, to be acknowledged",
                delivered,
                TrafficInfo.Delivered::consumedAck);
        ofTypes(
                "messages_delivered_consume_auto_ack",
                "Messages delivered to consumers without acknowledgement",
                delivered,
                TrafficInfo.Delivered::consumedNoAck);
        ofTypes(
                "messages_delivered_get_manual_ack",
                "Messages got to be acknowledged",
                delivered,
                TrafficInfo.Delivered::gotAck);
        ofTypes(
                "messages_delivered_get_auto_ack",
                "Messages got without acknowledgement",
                delivered,
                TrafficInfo.Delivered::gotNoAck);
        ofTypes("messages_redelivered", "Messages delivered again", delivered, TrafficInfo.Delivered::redelivered);
        ofTypes("messages_acknowledged", "Messages acknowledged", delivered, TrafficInfo.Delivered::acknowledged);
        ofTypes(
                "messages_get_empty",
                "Times that there was nothing to get",
                delivered,
                TrafficInfo.Delivered::getEmpty);
        deaths(traffic);
        sizes(traffic.sizes());
    }

    private void sizes(TrafficInfo.Sizes sizes) {
        String name = "rabbitmq_message_size_bytes";
        text.family(name, MetricsText.Type.HISTOGRAM, "Octets of the bodies that were published");
        long atMost = 0;
        for (int i = 0; i < sizes.counts().size(); i++) {
            atMost += sizes.counts().get(i);
            String bound = i < sizes.bounds().size() ? sizes.bounds().get(i).toString() : "+Inf";
            text.sample(name + "_bucket", (double) atMost, PROTOCOL, AMQP, "le", bound);
        }
        text.sample(name + "_count", (double) atMost, PROTOCOL, AMQP);
        text.sample(name + "_sum", (double) sizes.sum(), PROTOCOL, AMQP);
    }

    private void ofProtocol(String name, String help, long value) {
        String full = "rabbitmq_global_" + name + "_total";
        text.family(full, MetricsText.Type.COUNTER, help);
        text.sample(full, (double) value, PROTOCOL, AMQP);
    }

    private void ofTypes(
            String name,
            String help,
            List<TrafficInfo.Delivered> delivered,
            ToLongFunction<TrafficInfo.Delivered> number) {
        String full = "rabbitmq_global_" + name + "_total";
        text.family(full, MetricsText.Type.COUNTER, help);
        for (TrafficInfo.Delivered of : delivered) {
            text.sample(full, (double) number.applyAsLong(of), PROTOCOL, AMQP, QUEUE_TYPE, module(of.queueType()));
        }
    }

    private static String module(String queueType) {
        return "rabbit_" + queueType + "_queue";
    }

    /** Each reason has a family, and every kind of queue with every strategy a sample in it, before the first death too. */
    private void deaths(TrafficInfo traffic) {
        TreeMap<String, Long> counts = new TreeMap<>();
        for (TrafficInfo.Deaths some : traffic.deaths()) {
            counts.put(some.reason() + '/' + some.queueType() + '/' + some.strategy(), some.count());
        }
        for (String reason : List.of("delivery_limit", "expired", "maxlen", "rejected")) {
            String name = "rabbitmq_global_messages_dead_lettered_" + reason + "_total";
            text.family(name, MetricsText.Type.COUNTER, "Messages that have died: " + reason);
            for (String type : List.of("classic", "quorum")) {
                for (String strategy : List.of("at_least_once", "at_most_once", "disabled")) {
                    boolean isPossible = type.equals("quorum") || !strategy.equals("at_least_once");
                    if (isPossible) {
                        long count = counts.getOrDefault(reason + '/' + type + '/' + strategy, 0L);
                        text.sample(name, (double) count, QUEUE_TYPE, module(type), "dead_letter_strategy", strategy);
                    }
                }
            }
        }
        String confirmed = "rabbitmq_global_messages_dead_lettered_confirmed_total";
        text.family(confirmed, MetricsText.Type.COUNTER, "Dead letters sent at least once that somebody has");
        text.sample(
                confirmed,
                (double) traffic.deadLettersConfirmed(),
                QUEUE_TYPE,
                module("quorum"),
                "dead_letter_strategy",
                "at_least_once");
    }
}
