package io.leveret.broker;

import io.leveret.broker.catalogue.Definition;
import io.leveret.broker.catalogue.DefinitionCodec;
import io.leveret.broker.queue.QueueSettings;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.leveret.store.QueueId;
import io.leveret.store.salvage.Salvage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

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
            undefined(salvage, known.keySet()).forEach((incarnation, content) -> {
                ShortString name = free(PREFIX + incarnation, names);
                Definition.OfQueue queue =
                        new Definition.OfQueue(VIRTUAL_HOST, name, incarnation, false, content.arguments());
                salvage.catalogue().put(DefinitionCodec.key(queue), DefinitionCodec.value(queue));
                lines.add("queue " + incarnation + " has no definition any more: its " + content.messages
                        + " messages are in '" + name + "'");
            });
        }
        return lines;
    }

    /** What is there of a queue that has lost its definition. */
    private static final class Content {
        long messages;
        int maxPriority;

        /** A queue that has room for it. */
        FieldTable arguments() {
            return maxPriority == 0
                    ? FieldTable.EMPTY
                    : FieldTable.builder()
                            .put(QueueSettings.MAX_PRIORITY, maxPriority)
                            .build();
        }
    }

    private static Map<Long, Content> undefined(Salvage salvage, Set<Long> known) {
        Map<Long, Content> found = new TreeMap<>();
        salvage.messages().forEach((queueId, count) -> {
            long incarnation = QueueId.incarnation(queueId);
            if (!known.contains(incarnation)) {
                Content content = found.computeIfAbsent(incarnation, unused -> new Content());
                content.messages += count;
            }
        });
        // Also priorities of which nothing waits: what was delivered of them is on record.
        for (long queueId : salvage.queueIds()) {
            Content content = found.get(QueueId.incarnation(queueId));
            if (content != null) {
                content.maxPriority = Math.max(content.maxPriority, QueueId.priority(queueId));
            }
        }
        return found;
    }

    private static ShortString free(String wanted, Set<ShortString> names) {
        ShortString name = ShortString.of(wanted);
        while (!names.add(name)) {
            name = ShortString.of(name + "'");
        }
        return name;
    }
}
