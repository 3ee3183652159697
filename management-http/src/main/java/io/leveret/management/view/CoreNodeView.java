package io.leveret.management.view;

import io.leveret.broker.Management;
import io.leveret.broker.NodeInfo;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The broker's own process. */
record CoreNodeView(Management management, CoreView broker) implements NodeView {

    /** RabbitMQ's default, in seconds; there is no cluster that it could be about. */
    private static final int NET_TICKTIME = 60;

    private static final String STRATEGY = "allocated";

    @Override
    public String name() {
        return management.nodeName();
    }

    @Override
    public CompletionStage<NodeBody> body() {
        return management.node().info().thenApply(CoreNodeView::body);
    }

    @Override
    public CompletionStage<MemoryBody> memory() {
        return management.node().info().thenApply(node -> memory(node.memory()));
    }

    @Override
    public ChurnBody churn() {
        return churn(management.node().churn());
    }

    @Override
    public boolean takesConnections() {
        return management.node().takesConnections();
    }

    private static ChurnBody churn(NodeInfo.Churn churn) {
        return new ChurnBody(
                churn.connectionsCreated(),
                churn.connectionsClosed(),
                churn.channelsCreated(),
                churn.channelsClosed(),
                churn.queuesDeclared(),
                churn.queuesCreated(),
                churn.queuesDeleted());
    }

    private static MemoryBody memory(NodeInfo.Memory memory) {
        long used = memory.heapUsed() + memory.buffers() + memory.nonHeap();
        long allocated = memory.heapCommitted() + memory.buffers() + memory.nonHeap();
        return new MemoryBody(
                memory.messages(),
                memory.buffers(),
                memory.nonHeap(),
                Math.max(0, memory.heapUsed() - memory.messages()),
                Math.max(0, memory.heapCommitted() - memory.heapUsed()),
                Math.max(0, memory.resident() - allocated),
                STRATEGY,
                new MemoryBody.Total(used, memory.resident(), allocated));
    }

    private static NodeBody body(NodeInfo node) {
        NodeInfo.Disk disk = node.disk();
        NodeInfo.Machine machine = node.machine();
        return new NodeBody(
                node.name(),
                "disc",
                true,
                false,
                String.valueOf(node.pid()),
                node.uptimeMs(),
                machine.processors(),
                machine.waiting(),
                node.memory().heapUsed(),
                node.memory().heapMax(),
                node.memory().alarm(),
                STRATEGY,
                disk == null ? null : disk.free(),
                disk == null ? null : disk.limit(),
                disk != null && disk.alarm(),
                machine.descriptors(),
                machine.descriptorsMax(),
                node.connections(),
                // A socket needs a descriptor and nothing else.
                machine.descriptorsMax(),
                machine.threads(),
                machine.threadsMax(),
                machine.collections(),
                "none",
                NET_TICKTIME,
                TypeBody.EXCHANGES,
                node.mechanisms().stream().map(TypeBody::mechanism).toList(),
                List.of(
                        new NodeBody.Application("rabbit", "RabbitMQ, as Leveret follows it", node.rabbitVersion()),
                        new NodeBody.Application("leveret", "Leveret", node.version())),
                List.of("rabbitmq_management"),
                node.dataDirectory() == null ? null : node.dataDirectory().toString(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                churn(node.churn()),
                null);
    }
}
