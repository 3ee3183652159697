package io.leveret.app.tool.command;

import io.leveret.app.tool.Call;
import io.leveret.app.tool.Command;
import io.leveret.app.tool.Command.Group;
import io.leveret.app.tool.Command.Option;
import io.leveret.app.tool.Refusal;
import io.leveret.app.tool.Tool.Scope;
import io.leveret.broker.NodeInfo;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The broker's process: that it is there, what it is, and what it has. */
final class NodeCommands {

    static final List<Command> ALL = List.of(
            of(Group.OBSERVABILITY, "ping", "Checks that the process is there and answers", NodeCommands::ping),
            of(Group.NODES, "await_startup", "Waits until the broker serves", call -> {})
                    .asLocal(),
            of(Group.NODES, "wait", "Waits until the broker serves", call -> {})
                    .with("[<pidfile>]", 0, 1)
                    .with(Option.of("--pid", "pid", "accepted"), Option.of("-P", "pid", "accepted"))
                    .asLocal(),
            of(Group.OBSERVABILITY, "status", "Displays the status of the node", NodeCommands::status),
            of(Group.CLUSTER, "cluster_status", "Displays the one node there is", NodeCommands::clusterStatus),
            of(Group.OBSERVABILITY, "environment", "Displays what the broker was told", NodeCommands::environment),
            of(Group.OBSERVABILITY, "report", "Displays all that helps to find a fault", NodeCommands::report),
            of(Group.OBSERVABILITY, "memory_breakdown", "Displays what takes memory", NodeCommands::memoryBreakdown),
            of(
                    Group.OBSERVABILITY,
                    "server_version",
                    "Displays the release of RabbitMQ that clients may expect",
                    NodeCommands::serverVersion));

    private NodeCommands() {}

    private static Command of(Group group, String name, String description, Command.Action action) {
        return Command.of(Scope.CTL, group, name, description, action).alsoIn(Scope.DIAGNOSTICS);
    }

    private static void ping(Call call) throws IOException {
        call.announce("Will ping " + call.node().name() + ". This only checks if the process answers.");
        call.say("Ping succeeded");
    }

    private static void serverVersion(Call call) throws IOException {
        call.announce("Asking node " + call.node().name() + " for its RabbitMQ version...");
        call.value(Checked.management(call).rabbitVersion());
    }

    private static void status(Call call) throws Refusal, IOException {
        call.announce("Status of node " + call.node().name() + " ...");
        StatusReport report = StatusReport.of(call);
        call.say(report.text(), report.object());
    }

    private static void clusterStatus(Call call) throws IOException {
        call.announce("Cluster status of node " + call.node().name() + " ...");
        ClusterReport report = ClusterReport.of(call);
        call.say(report.text(), report.object());
    }

    private static void environment(Call call) throws IOException {
        call.announce("Application environment of node " + call.node().name() + " ...");
        call.say(
                String.join("\n", call.node().environment()),
                Map.of("environment", call.node().environment()));
    }

    private static void report(Call call) throws Refusal, IOException {
        call.announce("Reporting server status of node " + call.node().name() + " ...");
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("status", StatusReport.of(call).object());
        whole.put("cluster_status", ClusterReport.of(call).object());
        whole.put("environment", call.node().environment());
        call.say(
                StatusReport.of(call).text() + "\n" + ClusterReport.of(call).text() + "\n\nEnvironment\n\n"
                        + String.join("\n", call.node().environment()),
                whole);
    }

    private static void memoryBreakdown(Call call) throws Refusal, IOException {
        call.announce("Reporting memory breakdown on node " + call.node().name() + "...");
        NodeInfo.Memory memory =
                call.await(Checked.management(call).node().info()).memory();
        Map<String, Long> parts = parts(memory);
        long total =
                Math.max(1, parts.values().stream().mapToLong(Long::longValue).sum());
        StringBuilder text = new StringBuilder();
        parts.forEach((name, bytes) -> text.append(name)
                .append(": ")
                .append(gigabytes(bytes))
                .append(String.format(Locale.ROOT, " (%.2f%%)%n", 100.0 * bytes / total)));
        call.say(text.toString(), parts);
    }

    /** What takes memory, in bytes. */
    static Map<String, Long> parts(NodeInfo.Memory memory) {
        Map<String, Long> parts = new LinkedHashMap<>();
        parts.put("messages", memory.messages());
        parts.put("other_heap", Math.max(0, memory.heapUsed() - memory.messages()));
        parts.put("heap_unused", Math.max(0, memory.heapCommitted() - memory.heapUsed()));
        parts.put("code_and_classes", memory.nonHeap());
        parts.put("buffers", memory.buffers());
        return parts;
    }

    /** As RabbitMQ's tools write it. */
    static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.4f gb", bytes / 1e9);
    }
}
