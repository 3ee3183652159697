package io.leveret.broker.vhost;

import io.leveret.broker.catalogue.Definition;
import io.leveret.broker.queue.Queue;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.Binding;
import io.leveret.routing.Destination;
import io.leveret.routing.Exchange;
import io.leveret.routing.Topology;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a virtual host's durable topology anew from its definitions. Owned by the control thread. */
final class Restoration {

    private static final Logger LOG = LoggerFactory.getLogger(Restoration.class);

    private final TopologyEditor editor;
    private final QueueDeclarations declarations;

    Restoration(TopologyEditor editor, QueueDeclarations declarations) {
        this.editor = editor;
        this.declarations = declarations;
    }

    /** Adds all that was durable; returns the queues, which are still empty. */
    List<Queue> restore(List<Definition.InVirtualHost> definitions) {
        Topology<Queue> topology = editor.draft();
        List<Queue> queues = new ArrayList<>();
        List<Definition.OfBinding> bindings = new ArrayList<>();
        for (Definition.InVirtualHost definition : definitions) {
            if (definition instanceof Definition.OfExchange exchange) {
                topology = topology.withExchange(new Exchange(
                        exchange.name(),
                        exchange.type(),
                        true,
                        exchange.autoDelete(),
                        exchange.internal(),
                        exchange.arguments()));
            } else if (definition instanceof Definition.OfQueue kept) {
                Queue queue = declarations.recover(kept);
                queues.add(queue);
                topology = topology.withQueue(queue);
            } else if (definition instanceof Definition.OfBinding binding) {
                bindings.add(binding);
            }
        }
        for (Definition.OfBinding binding : bindings) {
            topology = restore(topology, binding);
        }
        editor.restore(topology);
        return queues;
    }

    private Topology<Queue> restore(Topology<Queue> topology, Definition.OfBinding binding) {
        Destination<Queue> destination = destination(topology, binding);
        if (destination == null || topology.exchange(binding.source()) == null) {
            LOG.warn(
                    "a binding of '{}' to '{}' in vhost '{}' has lost an end and is left out",
                    binding.destination(),
                    binding.source(),
                    binding.virtualHost());
            return topology;
        }
        return topology.withBinding(
                new Binding<>(binding.source(), destination, binding.routingKey(), binding.arguments()));
    }

    private static @Nullable Destination<Queue> destination(Topology<Queue> topology, Definition.OfBinding binding) {
        ShortString name = binding.destination();
        if (binding.toExchange()) {
            return topology.exchange(name) == null ? null : new Destination.ToExchange<>(name);
        }
        Queue queue = topology.queue(name);
        return queue == null ? null : new Destination.ToQueue<>(queue);
    }
}
