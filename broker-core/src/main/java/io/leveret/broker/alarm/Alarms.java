package io.leveret.broker.alarm;

import io.leveret.broker.event.Events;
import io.leveret.codec.value.FieldTable;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the broker is short of at the moment. While it is short of anything, connections that publish are blocked: they
 * get connection.blocked and are not read. All others go on, so that what waits in queues can leave.
 *
 * <p>May be used by any thread. Listeners are called by the thread that sets or clears the last alarm, and must not block.
 */
public final class Alarms {

    private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);

    /** What a broker can be short of. */
    public enum Resource {
        MEMORY("memory", "memory"),
        DISK("disk", "disk space");

        private final String shortName;
        private final String title;

        Resource(String shortName, String title) {
            this.shortName = shortName;
            this.title = title;
        }

        /** As RabbitMQ's management interface calls it. */
        public String title() {
            return title;
        }
    }

    /**
     * A moment's look.
     *
     * @param resources what there is too little of
     */
    public record Snapshot(Set<Resource> resources) {

        private static final Snapshot NONE = new Snapshot(Set.of());

        public Snapshot {
            // In the order of their declaration, which is that of RabbitMQ's texts.
            resources = resources.isEmpty() ? Set.of() : Set.copyOf(resources);
        }

        /** Whether nobody may publish. */
        public boolean blocksPublishers() {
            return !resources.isEmpty();
        }

        /** What connection.blocked says, in RabbitMQ's words: {@code low on memory & disk}. */
        public String reason() {
            return "low on "
                    + String.join(
                            " & ",
                            sorted().stream()
                                    .map(resource -> resource.shortName)
                                    .toList());
        }

        /** The resources in the order of RabbitMQ's texts. */
        public List<Resource> sorted() {
            return resources.stream().sorted().toList();
        }
    }

    private final AtomicReference<Snapshot> now = new AtomicReference<>(Snapshot.NONE);
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final String node;
    private final Events events;

    /**
     * Makes those of a broker.
     *
     * @param node its name, of which events tell
     */
    public Alarms(String node, Events events) {
        this.node = node;
        this.events = events;
    }

    /** What there is too little of now. */
    public Snapshot now() {
        return now.get();
    }

    /** Calls back when the last alarm has been cleared. */
    public void onAllClear(Runnable listener) {
        listeners.add(listener);
    }

    /**
     * Raises an alarm; does nothing if it is raised already.
     *
     * @param why one line for the log
     */
    public void raise(Resource resource, String why) {
        if (change(resource, true)) {
            LOG.warn("{} alarm: {}; connections that publish are blocked until it clears", resource.shortName, why);
            happened("alarm.set", resource);
        }
    }

    /** Clears an alarm; does nothing if it is not raised. */
    public void clear(Resource resource, String why) {
        if (change(resource, false)) {
            LOG.info("{} alarm cleared: {}", resource.shortName, why);
            happened("alarm.cleared", resource);
            if (!now().blocksPublishers()) {
                listeners.forEach(Runnable::run);
            }
        }
    }

    private void happened(String type, Resource resource) {
        events.happened(type, () -> FieldTable.builder().put("node", node).put("source", resource.shortName));
    }

    private boolean change(Resource resource, boolean raised) {
        while (true) {
            Snapshot before = now.get();
            if (before.resources.contains(resource) == raised) {
                return false;
            }
            Set<Resource> after = EnumSet.noneOf(Resource.class);
            after.addAll(before.resources);
            if (raised) {
                after.add(resource);
            } else {
                after.remove(resource);
            }
            if (now.compareAndSet(before, new Snapshot(after))) {
                return true;
            }
        }
    }
}
