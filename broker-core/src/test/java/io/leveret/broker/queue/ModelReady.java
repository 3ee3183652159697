package io.leveret.broker.queue;

import java.util.Collection;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What should be ready, as sorted maps: one by priority and arrival, or two of which the first has two turns of three. */
final class ModelReady {

    private static final long POSITIONS_MAX = 1L << 32;

    private final PriorityOrder order;
    private final TreeMap<Long, ModelEntry> entries = new TreeMap<>();
    private long arrivals;
    private int turn;

    ModelReady(PriorityOrder order) {
        this.order = order;
    }

    /** A place for a message that has come: behind the higher priorities, and behind those of its own. */
    long place(Message message) {
        boolean isGiven = message.content()[0] != 0;
        int priority = Math.min(message.priority(), order.max());
        long counts = switch (order.rule()) {
            case STRICT -> priority;
            case ARRIVAL -> 0;
            case TWO_CLASSES -> priority > 4 ? 1 : 0;
            case STRICT_LEVELS -> isGiven ? priority : 4;
        };
        return (order.max() - counts) * POSITIONS_MAX + arrivals++;
    }

    void add(ModelEntry entry) {
        entries.put(entry.position, entry);
    }

    int size() {
        return entries.size();
    }

    Collection<ModelEntry> all() {
        return entries.values();
    }

    /** What comes next, or null. */
    @Nullable
    ModelEntry head() {
        if (entries.isEmpty()) {
            return null;
        }
        Long first = entries.firstKey();
        if (order.rule() == PriorityOrder.Rule.TWO_CLASSES && turn % 3 == 2) {
            Long other = entries.ceilingKey(order.max() * POSITIONS_MAX);
            return entries.get(other != null && other % POSITIONS_MAX < first % POSITIONS_MAX ? other : first);
        }
        return entries.get(first);
    }

    /** Takes what comes next, or null. */
    @Nullable
    ModelEntry take() {
        ModelEntry head = head();
        if (head != null) {
            entries.remove(head.position);
            turn++;
        }
        return head;
    }

    void clear() {
        entries.clear();
    }
}
