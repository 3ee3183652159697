package io.leveret.broker;

import io.leveret.broker.catalogue.Definition;
import io.leveret.broker.catalogue.DefinitionCodec;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.leveret.store.salvage.Salvage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names of salvaged queues. A queue that has messages and has lost its definition gets one: a start forgets messages
 * of queues that it does not know, since these were on their way out.
 */
final class SalvagedQueues {

    private static final ShortString VIRTUAL_HOST = ShortString.of("/");
    private static final String PREFIX = "salvaged.";

    private SalvagedQueues() {}

    /** Adds what is missing to the catalogue; returns what to say of it, and who is who. */
    static List<String> define(Salvage salvage) {
        Map<Long, Definition.OfQueue> known = new HashMap<>();
        Set<ShortString> names = new HashSet<>();
        salvage.catalogue().forEach((key, value) -> {
            if (DefinitionCodec.decode(key, value) instanceof Definition.OfQueue queue) {
                known.put(queue.incarnation(), queue);
                names.add(queue.name());
            }
        });
        List<String> lines = new ArrayList<>();
        known.forEach((queueId, queue) -> {
            if (salvage.losses().stream().anyMatch(line -> line.matches(".*\\bqueue " + queueId + "\\b.*"))) {
                lines.add("queue " + queueId + " is '" + queue.name() + "' in '" + queue.virtualHost() + "'");
            }
        });
        if (salvage.hasLostRecords()) {
            salvage.messages().forEach((queueId, count) -> {
                if (!known.containsKey(queueId)) {
                    ShortString name = free(PREFIX + queueId, names);
                    Definition.OfQueue queue =
                            new Definition.OfQueue(VIRTUAL_HOST, name, queueId, false, FieldTable.EMPTY);
                    salvage.catalogue().put(DefinitionCodec.key(queue), DefinitionCodec.value(queue));
                    lines.add("queue " + queueId + " has no definition any more: its " + count + " messages are in '"
                            + name + "'");
                }
            });
        }
        return lines;
    }

    private static ShortString free(String wanted, Set<ShortString> names) {
        ShortString name = ShortString.of(wanted);
        while (!names.add(name)) {
            name = ShortString.of(name + "'");
        }
        return name;
    }
}
