package io.leveret.routing;

import io.leveret.routing.map.PersistentSet;

/** A queue in a {@link Topology}, with the bindings that lead to it. */
record QueueNode<Q extends QueueTarget>(Q queue, PersistentSet<Binding<Q>> incoming) {

    static <Q extends QueueTarget> QueueNode<Q> of(Q queue) {
        return new QueueNode<>(queue, PersistentSet.empty());
    }

    QueueNode<Q> withIncoming(PersistentSet<Binding<Q>> changed) {
        return new QueueNode<>(queue, changed);
    }
}
