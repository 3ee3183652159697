package io.leveret.routing;

/**
 * Learns what a change of a {@link Topology} takes out, the named thing and all that goes along with it: whoever keeps a
 * copy of the topology elsewhere must follow.
 */
public interface Removals<Q extends QueueTarget> {

    /** The exchange is gone. */
    void exchangeRemoved(Exchange exchange);

    /** The binding is gone, before or after its two ends. */
    void bindingRemoved(Binding<Q> binding);

    /** For callers who keep no copy. */
    static <Q extends QueueTarget> Removals<Q> ignored() {
        return new Removals<>() {
            @Override
            public void exchangeRemoved(Exchange exchange) {}

            @Override
            public void bindingRemoved(Binding<Q> binding) {}
        };
    }
}
