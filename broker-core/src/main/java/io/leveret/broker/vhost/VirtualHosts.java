package io.leveret.broker.vhost;

import io.leveret.broker.auth.AccessControl;
import io.leveret.broker.catalogue.CatalogueLog;
import io.leveret.broker.catalogue.Definition;
import io.leveret.broker.loop.Loop;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.time.Deadlines;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.map.PersistentMap;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The virtual hosts of a broker.
 *
 * <p>Any thread may read the newest snapshot, and ask for changes; only the control thread makes them.
 */
public final class VirtualHosts {

    private final Control control;
    private final CatalogueLog catalogue;
    private final List<Loop> loops;
    private final Deadlines deadlines;
    private final RandomNames names;
    private final Placement placement;
    private final AccessControl access;
    private final Consumer<String> onDeletion;
    /** What is on the way out; the control thread's. */
    private final Map<String, CompletableFuture<Boolean>> leaving = new HashMap<>();

    private volatile PersistentMap<String, TopologyControl> byName = PersistentMap.empty();

    /**
     * Makes a broker's, of which there is none yet.
     *
     * @param names the control thread's
     * @param onDeletion told, on the control thread, the name of each that nobody can enter any more
     */
    public VirtualHosts(
            Control control,
            List<Loop> loops,
            Deadlines deadlines,
            RandomNames names,
            AccessControl access,
            Consumer<String> onDeletion) {
        this.control = control;
        this.catalogue = control.catalogue();
        this.loops = loops;
        this.deadlines = deadlines;
        this.names = names;
        this.placement = new Placement(loops);
        this.access = access;
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

    /** Runs a change on the control thread; completes there with what it came to, once that is durable. */
    public <T> CompletableFuture<T> change(Supplier<T> change) {
        return control.change(change);
    }

    /**
     * The same for a change that may make a virtual host of this name: one that is being deleted goes first, or its end
     * would take things of the new one from the catalogue.
     */
    public <T> CompletableFuture<T> changeAfterDeletion(String name, Supplier<T> change) {
        return control.<CompletableFuture<T>>change(() -> {
                    CompletableFuture<Boolean> end = leaving.get(name);
                    return end == null
                            ? CompletableFuture.completedFuture(change.get())
                            : end.thenCompose(ended -> changeAfterDeletion(name, change));
                })
                .thenCompose(changed -> changed);
    }

    /** Makes a virtual host, or changes one; true if there was none. Within {@link #changeAfterDeletion}. */
    public boolean put(String name, FieldTable metadata) {
        TopologyControl known = byName.get(name);
        catalogue.put(new Definition.OfVirtualHost(ShortString.of(name), metadata));
        if (known == null) {
            add(name, metadata);
        } else {
            known.virtualHost().publish(metadata);
        }
        return known == null;
    }

    private TopologyControl add(String name, FieldTable metadata) {
        VirtualHost virtualHost = new VirtualHost(name);
        virtualHost.publish(metadata);
        TopologyControl topology =
                new TopologyControl(virtualHost, control, loops, deadlines, names.split(), placement);
        byName = byName.with(name, topology);
        return topology;
    }

    /**
     * Queues get incarnations above this, the highest that any ever had, whether there is a virtual host left or not.
     * Within a {@link #change}, before anything else.
     */
    public void continueAbove(long incarnationMax) {
        placement.continueAbove(incarnationMax);
    }

    /**
     * Puts back a virtual host as an earlier life of the broker has left it.
     *
     * @param definitions of what is in it
     * @return completes with the queues, on the control thread, in a topology that is published; or with what went wrong
     */
    public CompletableFuture<List<Queue>> restore(
            String name, FieldTable metadata, List<Definition.InVirtualHost> definitions) {
        return control.change(() -> add(name, metadata).restored(definitions));
    }

    /**
     * Deletes a virtual host with all that is in it; completes, once that is durable, with whether there was one. Its
     * connections are closed.
     */
    public CompletableFuture<Boolean> delete(String name) {
        return control.<@Nullable TopologyControl>change(() -> shut(name))
                .thenCompose(deleted -> deleted == null
                        ? CompletableFuture.completedFuture(false)
                        : deleted.deleteQueues().thenCompose(done -> control.change(() -> removed(name, deleted))));
    }

    private boolean removed(String name, TopologyControl deleted) {
        deleted.clear();
        access.removeVirtualHost(name);
        catalogue.remove(new Definition.OfVirtualHost(ShortString.of(name), FieldTable.EMPTY));
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
