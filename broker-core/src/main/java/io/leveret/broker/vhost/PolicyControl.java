package io.leveret.broker.vhost;

import io.leveret.broker.catalogue.CatalogueLog;
import io.leveret.broker.catalogue.Definition;
import io.leveret.broker.policy.Policies;
import io.leveret.broker.policy.Policy;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.queue.QueuePolicy;
import io.leveret.codec.value.ShortString;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sets the policies of one virtual host, and tells its queues which they are to follow. Owned by the control thread. */
final class PolicyControl {

    private final TopologyEditor editor;
    private final Control control;
    private final VirtualHost virtualHost;
    private final CatalogueLog catalogue;
    /** What each queue follows; others follow none. Names are long and expressions slow, so none is matched twice. */
    private final IdentityHashMap<Queue, Policy> followed = new IdentityHashMap<>();

    PolicyControl(TopologyEditor editor, Control control) {
        this.editor = editor;
        this.control = control;
        this.virtualHost = editor.virtualHost();
        this.catalogue = control.catalogue();
    }

    /** Sets a policy, perhaps in the place of another; true if there was none of its name. */
    boolean set(Policy policy) {
        editor.requireOpen();
        boolean isNew = virtualHost.policies().named(policy.name()) == null;
        catalogue.put(definition(policy));
        Policies policies = virtualHost.policies().with(policy);
        virtualHost.publish(policies);
        for (Queue queue : editor.draft().queues()) {
            Policy now = followed.get(queue);
            if (now != null && now.name().equals(policy.name())) {
                follow(queue, policies.of(queue.name()));
            } else if (policies.isBefore(policy, now)
                    && policy.isFor(queue.name().toString())) {
                follow(queue, policy);
            }
        }
        HostEvents.set(control, virtualHost, policy);
        return isNew;
    }

    /** Removes a policy; false if there is none of that name. */
    boolean remove(ShortString name) {
        Policy policy = virtualHost.policies().named(name);
        if (policy == null) {
            return false;
        }
        catalogue.remove(definition(policy));
        Policies policies = virtualHost.policies().without(name);
        virtualHost.publish(policies);
        for (Queue queue : editor.draft().queues()) {
            Policy now = followed.get(queue);
            if (now != null && now.name().equals(name)) {
                follow(queue, policies.of(queue.name()));
            }
        }
        HostEvents.cleared(control, virtualHost, policy);
        return true;
    }

    /** Takes what the catalogue has, for the queues that are there. */
    void restore(List<Definition.InVirtualHost> definitions) {
        Policies restored = Policies.NONE;
        for (Definition.InVirtualHost definition : definitions) {
            if (definition instanceof Definition.OfPolicy kept) {
                restored = restored.with(Policy.of(kept.name(), kept.body()));
            }
        }
        virtualHost.publish(restored);
        editor.draft().queues().forEach(this::added);
    }

    /** Removes all. */
    void clear() {
        List.copyOf(virtualHost.policies().all()).forEach(policy -> remove(policy.name()));
    }

    /** Tells a queue that is new what it is to follow. */
    void added(Queue queue) {
        Policy policy = virtualHost.policies().of(queue.name());
        if (policy != null) {
            follow(queue, policy);
        }
    }

    /** The queue is gone. */
    void removed(Queue queue) {
        followed.remove(queue);
    }

    private void follow(Queue queue, @Nullable Policy policy) {
        if (policy == null) {
            followed.remove(queue);
        } else {
            followed.put(queue, policy);
        }
        QueuePolicy told = policy == null ? null : new QueuePolicy(policy.name(), policy.definition());
        queue.home().execute(() -> queue.retention().follow(told));
    }

    private Definition definition(Policy policy) {
        return new Definition.OfPolicy(ShortString.of(virtualHost.name()), policy.name(), policy.body());
    }
}
