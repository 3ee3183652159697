package io.leveret.routing;

import java.util.List;

/**
 * The queues a message goes to, each once. Their order is the same whenever the same message meets the same topology.
 * Immutable.
 */
public final class Route<Q> {

    private static final Route<?> NOWHERE = new Route<>(List.of(), false);

    private final List<Q> queues;
    private final boolean dependsOnHeaders;

    private Route(List<Q> queues, boolean dependsOnHeaders) {
        this.queues = queues;
        this.dependsOnHeaders = dependsOnHeaders;
    }

    /** Keeps the list, which must never change again. */
    @SuppressWarnings("unchecked") // an empty route holds nothing of any type
    static <Q> Route<Q> to(List<Q> queues, boolean dependsOnHeaders) {
        return queues.isEmpty() && !dependsOnHeaders ? (Route<Q>) NOWHERE : new Route<>(queues, dependsOnHeaders);
    }

    /** Unmodifiable. */
    public List<Q> queues() {
        return queues;
    }

    /** Whether a headers exchange was asked, so that another message with the same key may go elsewhere. */
    public boolean dependsOnHeaders() {
        return dependsOnHeaders;
    }

    public boolean isEmpty() {
        return queues.isEmpty();
    }

    public int size() {
        return queues.size();
    }

    public Q get(int index) {
        return queues.get(index);
    }

    @Override
    public String toString() {
        return queues + (dependsOnHeaders ? " by headers" : "");
    }
}
