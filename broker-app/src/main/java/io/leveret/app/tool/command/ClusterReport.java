package io.leveret.app.tool.command;

import io.leveret.app.tool.Call;
import io.leveret.app.tool.Node;
import io.leveret.management.view.FeatureFlagBody;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code cluster_status} says of a cluster of one.
 *
 * @param clusterName what it is called
 */
record ClusterReport(Node node, String clusterName) {

    static ClusterReport of(Call call) {
        return new ClusterReport(
                call.node(), Checked.management(call).globalParameters().clusterName());
    }

    private String version() {
        return node.management().rabbitVersion();
    }

    String text() {
        StringBuilder text = new StringBuilder();
        StatusReport.section(text, "Basics", "Cluster name: " + clusterName);
        StatusReport.section(text, "Disk Nodes", node.name());
        StatusReport.section(text, "Running Nodes", node.name());
        StatusReport.section(
                text, "Versions", node.name() + ": RabbitMQ " + version() + " on Java " + Runtime.version());
        StatusReport.section(text, "Maintenance status", "Node: " + node.name() + ", status: not under maintenance");
        StatusReport.section(
                text,
                "Alarms",
                node.management().alarms().stream()
                        .map(what -> what + " alarm on node " + node.name())
                        .toArray(String[]::new));
        StatusReport.section(text, "Network Partitions");
        StatusReport.section(
                text,
                "Listeners",
                Listeners.lines(node).stream()
                        .map(line -> "Node: " + node.name() + ", " + line.replace("Interface", "interface"))
                        .toArray(String[]::new));
        StatusReport.section(
                text,
                "Feature flags",
                FeatureFlagBody.ALL.stream()
                        .map(flag -> "Flag: " + flag.name() + ", state: " + flag.state())
                        .toArray(String[]::new));
        return text.toString();
    }

    Map<String, Object> object() {
        List<String> self = List.of(node.name());
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("cluster_name", clusterName);
        object.put("disk_nodes", self);
        object.put("ram_nodes", List.of());
        object.put("running_nodes", self);
        object.put("versions", Map.of(node.name(), Map.of("rabbitmq_name", "RabbitMQ", "rabbitmq_version", version())));
        object.put("maintenance_status", Map.of(node.name(), "not under maintenance"));
        object.put("alarms", node.management().alarms());
        object.put("partitions", Map.of());
        object.put("listeners", Map.of(node.name(), Listeners.objects(node)));
        object.put(
                "feature_flags",
                FeatureFlagBody.ALL.stream()
                        .map(flag -> Map.of("name", flag.name(), "state", flag.state(), "desc", flag.desc()))
                        .toList());
        return object;
    }
}
