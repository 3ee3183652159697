package io.leveret.broker;

import io.leveret.broker.catalogue.Definition;
import io.leveret.broker.catalogue.DefinitionCodec;
import io.leveret.broker.loop.Loop;
import io.leveret.broker.loop.LoopJournal;
import io.leveret.broker.parameter.GlobalParameters;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.codec.value.FieldTable;
import io.leveret.store.QueueId;
import io.leveret.store.Recovered;
import io.leveret.store.RecoveredQueue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * Brings back what an earlier life of the broker has kept: the topology on the control thread, then every queue's
 * messages on its home loop. Used once, by the thread that starts the broker, before anybody is served.
 */
final class Recovery {

    private final Recovered recovered;
    private final List<Loop> loops;

    Recovery(Recovered recovered, List<Loop> loops) {
        this.recovered = recovered;
        this.loops = loops;
    }

    /**
     * Returns when all queues have their messages.
     *
     * @return whether there were users or virtual hosts of a broker that knows them: where somebody has deleted all of one
     *     kind, nobody is let in by RabbitMQ's defaults again
     * @throws IllegalArgumentException if the catalogue holds what this version cannot read
     */
    boolean into(VirtualHosts virtualHosts, GlobalParameters globalParameters) {
        List<Definition> all = new ArrayList<>();
        recovered.catalogue().forEach((key, value) -> all.add(DefinitionCodec.decode(key, value)));
        Map<String, FieldTable> metadata = new HashMap<>();
        Map<String, List<Definition.InVirtualHost>> byHost = new HashMap<>();
        for (Definition definition : all) {
            if (definition instanceof Definition.OfVirtualHost virtualHost) {
                metadata.put(virtualHost.name().toString(), virtualHost.metadata());
            } else if (definition instanceof Definition.InVirtualHost thing) {
                byHost.computeIfAbsent(thing.virtualHost().toString(), host -> new ArrayList<>())
                        .add(thing);
            }
        }
        // An older broker kept no virtual hosts, and a damaged store may have lost one: its queues are still there.
        byHost.keySet().forEach(name -> metadata.putIfAbsent(name, FieldTable.EMPTY));
        virtualHosts
                .change(() -> restoreBrokerWide(virtualHosts, globalParameters, all))
                .join();
        Map<Long, Queue> queues = new HashMap<>();
        metadata.forEach((name, kept) -> virtualHosts
                .restore(name, kept, byHost.getOrDefault(name, List.of()))
                .join()
                .forEach(queue -> queues.put(queue.incarnation(), queue)));
        fill(queues);
        return all.stream().anyMatch(Recovery::isOfAccess);
    }

    private static boolean isOfAccess(Definition definition) {
        return definition instanceof Definition.OfVirtualHost
                || definition instanceof Definition.OfUser
                || definition instanceof Definition.OfPermissions;
    }

    private boolean restoreBrokerWide(
            VirtualHosts virtualHosts, GlobalParameters globalParameters, List<Definition> definitions) {
        virtualHosts.continueAbove(recovered.queueIdMax());
        virtualHosts.access().restore(definitions);
        globalParameters.restore(definitions);
        return true;
    }

    private void fill(Map<Long, Queue> queues) {
        List<CompletableFuture<Boolean>> filled = new ArrayList<>();
        for (RecoveredQueue content : recovered.queues()) {
            Queue queue = queues.get(QueueId.incarnation(content.queueId()));
            filled.add(
                    queue == null
                            ? on(loops.get(0), () -> forget(content.queueId()))
                            : on(queue.home(), () -> queue.recover(content)));
        }
        filled.forEach(CompletableFuture::join);
        // Only now may any of them expire or drop what becomes a dead letter in another.
        queues.values().stream()
                .map(queue -> on(queue.home(), queue::opened))
                .toList()
                .forEach(CompletableFuture::join);
    }

    /** The catalogue has lost this queue, but the crash came before its messages were gone. */
    private void forget(long queueId) {
        LoopJournal journal = Objects.requireNonNull(loops.get(0).journal());
        journal.writer().queueGone(queueId);
    }

    private static CompletableFuture<Boolean> on(Loop loop, Runnable task) {
        return CompletableFuture.supplyAsync(
                () -> {
                    task.run();
                    return true;
                },
                loop);
    }
}
