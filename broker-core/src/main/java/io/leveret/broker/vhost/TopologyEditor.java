package io.leveret.broker.vhost;

import io.leveret.broker.queue.Queue;
import io.leveret.routing.Topology;
import java.util.function.UnaryOperator;

/**
 * The topology of one virtual host while it is being changed: the control thread's own next snapshot.
 *
 * <p>Owned by the control thread.
 */
final class TopologyEditor {

    private final VirtualHost virtualHost;
    private final Control control;
    private Topology<Queue> draft;
    private boolean changed;

    TopologyEditor(VirtualHost virtualHost, Control control) {
        this.virtualHost = virtualHost;
        this.control = control;
        this.draft = virtualHost.topology();
    }

    VirtualHost virtualHost() {
        return virtualHost;
    }

    /** The topology with all changes so far. */
    Topology<Queue> draft() {
        return draft;
    }

    void edit(UnaryOperator<Topology<Queue>> change) {
        draft = change.apply(draft);
        if (!changed) {
            changed = true;
            control.publishAfterBatch(this);
        }
    }

    void publish() {
        changed = false;
        virtualHost.publish(draft);
    }
}
