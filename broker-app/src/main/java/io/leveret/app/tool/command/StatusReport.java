package io.leveret.app.tool.command;

import io.leveret.app.tool.Call;
import io.leveret.app.tool.Node;
import io.leveret.app.tool.Refusal;
import io.leveret.broker.NodeInfo;
import io.leveret.broker.Overview;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code status} says, with the keys and the order of RabbitMQ's.
 *
 * @param node of whom
 * @param info the process
 * @param overview totals
 * @param virtualHosts how many there are
 */
record StatusReport(Node node, NodeInfo info, Overview overview, int virtualHosts) {

    private static final long MS_PER_SECOND = 1_000;

    static StatusReport of(Call call) throws Refusal {
        return new StatusReport(
                call.node(),
                call.await(Checked.management(call).node().info()),
                call.await(Checked.management(call).overview()),
                Checked.access(call).virtualHosts().size());
    }

    String text() {
        StringBuilder text = new StringBuilder();
        section(
                text,
                "Runtime",
                "OS PID: " + info.pid(),
                "OS: " + System.getProperty("os.name"),
                "Uptime (seconds): " + info.uptimeMs() / MS_PER_SECOND,
                "Is under maintenance?: false",
                "RabbitMQ version: " + info.rabbitVersion(),
                "Leveret version: " + info.version(),
                "Node name: " + info.name(),
                "Java: " + Runtime.version(),
                "Threads: " + info.machine().threads());
        section(
                text,
                "Plugins",
                enabledPlugins().stream().map(name -> " * " + name).toArray(String[]::new));
        section(text, "Data directory", "Node data directory: " + node.dataDirectory());
        section(
                text,
                "Config files",
                node.configFiles().stream().map(file -> " * " + file).toArray(String[]::new));
        section(text, "Alarms", alarms().stream().map(alarm -> " * " + alarm).toArray(String[]::new));
        section(
                text,
                "Memory",
                "Total memory used: " + NodeCommands.gigabytes(info.memory().resident()),
                "Heap used: " + NodeCommands.gigabytes(info.memory().heapUsed()) + ", limit: "
                        + NodeCommands.gigabytes(info.memory().heapMax()),
                "Messages: " + NodeCommands.gigabytes(info.memory().messages()));
        section(
                text,
                "File Descriptors",
                "Total: " + info.machine().descriptors() + ", limit: "
                        + info.machine().descriptorsMax(),
                "Sockets: " + info.connections());
        NodeInfo.Disk disk = info.disk();
        if (disk != null) {
            section(
                    text,
                    "Free Disk Space",
                    "Low free disk space watermark: " + NodeCommands.gigabytes(disk.limit()),
                    "Free disk space: " + NodeCommands.gigabytes(disk.free()));
        }
        section(
                text,
                "Totals",
                "Connection count: " + overview.connections(),
                "Queue count: " + overview.queues(),
                "Virtual host count: " + virtualHosts);
        section(text, "Listeners", Listeners.lines(node).toArray(String[]::new));
        return text.toString();
    }

    static void section(StringBuilder text, String title, String... lines) {
        text.append(text.isEmpty() ? "" : "\n").append(title).append("\n\n");
        text.append(lines.length == 0 ? "(none)" : String.join("\n", lines)).append('\n');
    }

    private List<String> enabledPlugins() {
        return node.plugins().stream()
                .filter(Node.Plugin::enabled)
                .map(Node.Plugin::name)
                .toList();
    }

    private List<String> alarms() {
        return node.management().alarms().stream()
                .map(what -> what + " alarm on node " + node.name())
                .toList();
    }

    Map<String, Object> object() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("pid", info.pid());
        object.put("os", System.getProperty("os.name"));
        object.put("uptime", info.uptimeMs() / MS_PER_SECOND);
        object.put("is_under_maintenance", false);
        object.put("rabbitmq_version", info.rabbitVersion());
        object.put("leveret_version", info.version());
        object.put("java_version", Runtime.version().toString());
        object.put("node", info.name());
        object.put("active_plugins", enabledPlugins());
        object.put("data_directory", node.dataDirectory().toString());
        object.put(
                "config_files", node.configFiles().stream().map(Path::toString).toList());
        object.put("log_files", List.of("<stdout>"));
        object.put("alarms", alarms());
        object.put("listeners", Listeners.objects(node));
        Map<String, Object> memory = new LinkedHashMap<>(NodeCommands.parts(info.memory()));
        memory.put(
                "total",
                Map.of("rss", info.memory().resident(), "heap", info.memory().heapUsed()));
        memory.put("strategy", "rss");
        object.put("memory", memory);
        object.put("vm_memory_high_watermark_limit", info.memory().heapMax());
        NodeInfo.Disk disk = info.disk();
        if (disk != null) {
            object.put("disk_free", disk.free());
            object.put("disk_free_limit", disk.limit());
        }
        object.put(
                "file_descriptors",
                Map.of(
                        "total_used", info.machine().descriptors(),
                        "total_limit", info.machine().descriptorsMax(),
                        "sockets_used", info.connections()));
        object.put(
                "processes",
                Map.of("used", info.machine().threads(), "limit", info.machine().threadsMax()));
        object.put("run_queue", info.machine().waiting());
        object.put(
                "totals",
                Map.of(
                        "connection_count", overview.connections(),
                        "queue_count", overview.queues(),
                        "virtual_host_count", virtualHosts));
        return object;
    }
}
