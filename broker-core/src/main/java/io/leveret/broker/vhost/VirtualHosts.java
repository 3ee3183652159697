package io.leveret.broker.vhost;

import io.leveret.broker.auth.AccessControl;
import io.leveret.broker.catalogue.CatalogueLog;
import io.leveret.broker.catalogue.Definition;
import io.leveret.broker.limit.BrokerLimits;
import io.leveret.broker.limit.Limits;
import io.leveret.broker.loop.Loop;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.time.Deadlines;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.FieldValue;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.map.PersistentMap;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The virtual hosts of a broker.
 *
 * <p>Any thread may read the newest snapshot, and ask for changes; only the control thread makes them.
 */
public final class VirtualHosts {

    /** Where events go, in the virtual host that has them. */
    public static final ShortString EVENT_EXCHANGE = ShortString.of("amq.rabbitmq.event");

    /** In the metadata as they are kept; nobody is shown it there. */
    private static final String LIMITS = "limits";

    private final Control control;
    private final CatalogueLog catalogue;
    private final List<Loop> loops;
    private final Deadlines deadlines;
    private final RandomNames names;
    private final Capacity capacity;
    private final QueueDefaults defaults;
    private final AccessControl access;
    private final Consumer<String> onDeletion;
    private final @Nullable String withEvents;
    /** What is on the way out; the control thread's. */
    private final Map<String, CompletableFuture<Boolean>> leaving = new HashMap<>();

    private volatile PersistentMap<String, TopologyControl> byName = PersistentMap.empty();

    /**
     * Makes a broker's, of which there is none yet.
     *
     * @param names the control thread's
     * @param limits of all virtual hosts together
     * @param defaults of queues in all of them
     * @param withEvents the one that has an exchange for events, or null
     * @param onDeletion told, on the control thread, the name of each that nobody can enter any more
     */
    public VirtualHosts(
            Control control,
            List<Loop> loops,
            Deadlines deadlines,
            RandomNames names,
            BrokerLimits limits,
            QueueDefaults defaults,
            AccessControl access,
            @Nullable String withEvents,
            Consumer<String> onDeletion) {
        this.control = control;
        this.catalogue = control.catalogue();
        this.loops = loops;
        this.deadlines = deadlines;
        this.names = names;
        this.capacity = new Capacity(limits, new Placement(loops));
        this.defaults = defaults;
        this.access = access;
        this.withEvents = withEvents;
        this.onDeletion = onDeletion;
    }

    /** Null if there is none of that name. */
    public @Nullable TopologyControl get(String name) {
        return byName.get(name);
    }

    /** All there are, in no particular order. */
    public Collection<TopologyControl> all() {
        return byName.values(control -> control);
    }

    /** What changes users, within a {@link #change}. */
    public AccessControl access() {
        return access;
    }

    /** Runs a change that the broker makes by itself. */
    public <T> CompletableFuture<T> change(Supplier<T> change) {
        return change(Asker.BROKER, change);
    }

    /** Runs a change on the control thread, for a user; completes there with what it came to, once that is durable. */
    public <T> CompletableFuture<T> change(String user, Supplier<T> change) {
        return control.change(user, change);
    }

    /**
     * The same for a change that may make a virtual host of this name: one that is being deleted goes first, or its end
     * would take things of the new one from the catalogue.
     */
    public <T> CompletableFuture<T> changeAfterDeletion(String user, String name, Supplier<T> change) {
        return control.<CompletableFuture<T>>change(user, () -> {
                    CompletableFuture<Boolean> end = leaving.get(name);
                    return end == null
                            ? CompletableFuture.completedFuture(change.get())
                            : end.thenCompose(ended -> changeAfterDeletion(user, name, change));
                })
                .thenCompose(changed -> changed);
    }

    /**
     * Makes a virtual host, or changes one, which keeps its limits; true if there was none. Within {@link
     * #changeAfterDeletion}.
     *
     * @throws IllegalStateException if there are as many as there may be
     */
    public boolean put(String name, FieldTable metadata) {
        TopologyControl known = byName.get(name);
        String refusal = refusal(name);
        if (refusal != null) {
            throw new IllegalStateException(refusal);
        }
        record(name, metadata, known == null ? Limits.NONE : known.virtualHost().limits());
        if (known == null) {
            VirtualHost made = add(name, metadata, name.equals(withEvents)).virtualHost();
            made.topology().exchanges().forEach(exchange -> HostEvents.created(control, made, exchange));
            HostEvents.changed(control, "vhost.created", made);
        } else {
            known.virtualHost().publish(metadata);
            HostEvents.changed(control, "vhost.updated", known.virtualHost());
        }
        return known == null;
    }

    /** Why there can be no virtual host of this name now, or null if there is one or can be. Any thread. */
    public @Nullable String refusal(String name) {
        PersistentMap<String, TopologyControl> all = byName;
        return all.get(name) == null ? capacity.refusalOfVirtualHost(name, all.size()) : null;
    }

    /** Changes the limits of a virtual host; false if there is none of that name. Within a {@link #change}. */
    public boolean limit(String name, UnaryOperator<Limits> change) {
        TopologyControl known = byName.get(name);
        if (known != null) {
            VirtualHost virtualHost = known.virtualHost();
            limit(virtualHost, change.apply(virtualHost.limits()));
            HostEvents.limited(control, virtualHost);
        }
        return known != null;
    }

    /** Takes all limits from a virtual host; false if there is none of that name, or it has none. */
    public boolean unlimit(String name) {
        TopologyControl known = byName.get(name);
        if (known == null || known.virtualHost().limits().isEmpty()) {
            return false;
        }
        limit(known.virtualHost(), Limits.NONE);
        HostEvents.unlimited(control, known.virtualHost());
        return true;
    }

    private void limit(VirtualHost virtualHost, Limits changed) {
        record(virtualHost.name(), virtualHost.metadata(), changed);
        virtualHost.publish(changed);
    }

    private void record(String name, FieldTable metadata, Limits limits) {
        FieldTable.Builder kept = FieldTable.builder();
        metadata.entries().forEach(entry -> kept.put(entry.name(), entry.value()));
        if (!limits.isEmpty()) {
            kept.put(LIMITS, limits.body());
        }
        catalogue.put(new Definition.OfVirtualHost(ShortString.of(name), kept.build()));
    }

    /** Its exchange stays, as in RabbitMQ, where events are told no more: what is bound must be seen and can be unbound. */
    private static boolean isBoundToEvents(List<Definition.InVirtualHost> definitions) {
        return definitions.stream()
                .anyMatch(definition -> definition instanceof Definition.OfBinding binding
                        && binding.source().equals(EVENT_EXCHANGE));
    }

    private TopologyControl add(String name, FieldTable metadata, boolean eventExchange) {
        VirtualHost virtualHost = new VirtualHost(name);
        virtualHost.publish(metadata);
        if (eventExchange) {
            virtualHost.addEventExchange();
        }
        TopologyControl topology =
                new TopologyControl(virtualHost, control, loops, deadlines, names.split(), capacity, defaults);
        byName = byName.with(name, topology);
        return topology;
    }

    /**
     * Queues get incarnations above this, the highest that any ever had, whether there is a virtual host left or not.
     * Within a {@link #change}, before anything else.
     */
    public void continueAbove(long incarnationMax) {
        capacity.placement().continueAbove(incarnationMax);
    }

    /**
     * Puts back a virtual host as an earlier life of the broker has left it.
     *
     * @param definitions of what is in it
     * @return completes with the queues, on the control thread, in a topology that is published; or with what went wrong
     */
    public CompletableFuture<List<Queue>> restore(
            String name, FieldTable metadata, List<Definition.InVirtualHost> definitions) {
        return control.change(Asker.BROKER, () -> {
            TopologyControl restored =
                    add(name, withoutLimits(metadata), name.equals(withEvents) || isBoundToEvents(definitions));
            if (metadata.get(LIMITS) instanceof FieldValue.Table limits) {
                restored.virtualHost().publish(Limits.of(limits.table()));
            }
            return restored.restored(definitions);
        });
    }

    private static FieldTable withoutLimits(FieldTable kept) {
        FieldTable.Builder metadata = FieldTable.builder();
        for (FieldTable.Entry entry : kept.entries()) {
            if (!entry.name().toString().equals(LIMITS)) {
                metadata.put(entry.name(), entry.value());
            }
        }
        return metadata.build();
    }

    /**
     * Deletes a virtual host with all that is in it; completes, once that is durable, with whether there was one. Its
     * connections are closed.
     */
    public CompletableFuture<Boolean> delete(String user, String name) {
        return control.<@Nullable TopologyControl>change(user, () -> shut(name))
                .thenCompose(deleted -> deleted == null
                        ? CompletableFuture.completedFuture(false)
                        : deleted.deleteQueues()
                                .thenCompose(done -> control.change(user, () -> removed(name, deleted))));
    }

    private boolean removed(String name, TopologyControl deleted) {
        deleted.clear();
        access.removeVirtualHost(name);
        catalogue.remove(new Definition.OfVirtualHost(ShortString.of(name), FieldTable.EMPTY));
        HostEvents.deleted(control, name);
        CompletableFuture<Boolean> end = leaving.remove(name);
        if (end != null) {
            end.complete(true);
        }
        return true;
    }

    /** From here on nobody enters it, and nothing is declared in it. */
    private @Nullable TopologyControl shut(String name) {
        TopologyControl deleted = byName.get(name);
        if (deleted != null) {
            byName = byName.without(name);
            leaving.put(name, new CompletableFuture<>());
            deleted.shut();
            onDeletion.accept(name);
        }
        return deleted;
    }
}
