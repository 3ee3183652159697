package io.leveret.conformance.fuzz;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A channel of the {@link Model}: what it holds, what consumes, and what its client has seen. */
final class ModelChannel {

    /** A message that the client has and has not settled. */
    record Unacked(ModelQueue queue, ModelQueue.Entry entry, ModelQueue.Consumer consumer) {}

    final int number;
    final PlayedChannel client;
    final TreeMap<Long, Unacked> unacked = new TreeMap<>();
    final Map<String, ModelQueue.Consumer> consumers = new HashMap<>();
    final Map<String, ModelQueue> consumed = new HashMap<>();
    boolean isOpen;
    boolean isConfirming;
    int prefetch;
    long published;
    private long delivered;
    String lastQueue = "";

    ModelChannel(int number) {
        this.number = number;
        client = new PlayedChannel(number);
    }

    void open() {
        isOpen = true;
        client.opened();
    }

    /** Forgets all but what the client has seen in this step. */
    void close() {
        isOpen = false;
        isConfirming = false;
        prefetch = 0;
        published = 0;
        delivered = 0;
        lastQueue = "";
        unacked.clear();
        consumers.clear();
        consumed.clear();
        client.closed();
    }

    void deliver(ModelQueue queue, ModelQueue.Entry entry, ModelQueue.Consumer consumer) {
        delivered++;
        if (!consumer.isWithoutAck) {
            consumer.unacked++;
            unacked.put(delivered, new Unacked(queue, entry, consumer));
        }
        client.delivered(
                consumer.tag,
                delivered,
                "deliver to '" + consumer.tag + "'" + (entry.isRedelivered ? " again" : "") + " from '" + entry.exchange
                        + "' by '" + entry.key + "'" + queue.content(entry));
    }

    void got(ModelQueue queue, ModelQueue.Entry entry, boolean isWithoutAck) {
        delivered++;
        if (!isWithoutAck) {
            unacked.put(delivered, new Unacked(queue, entry, null));
        }
        client.got(
                delivered,
                isWithoutAck,
                "get-ok" + (entry.isRedelivered ? " again" : "") + " from '" + entry.exchange + "' by '" + entry.key
                        + "'" + queue.content(entry) + " " + queue.ready.size() + " left");
    }

    /** What a settlement of this tag means, or null if there is nothing of that tag. */
    List<Unacked> take(long deliveryTag, boolean multiple) {
        List<Unacked> taken = new ArrayList<>();
        if (multiple && deliveryTag == 0) {
            taken.addAll(unacked.values());
            unacked.clear();
            return taken;
        }
        if (!unacked.containsKey(deliveryTag)) {
            return null;
        }
        if (multiple) {
            taken.addAll(unacked.headMap(deliveryTag, true).values());
            unacked.headMap(deliveryTag, true).clear();
        } else {
            taken.add(unacked.remove(deliveryTag));
        }
        return taken;
    }
}
