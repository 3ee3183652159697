package io.leveret.routing;

import io.leveret.codec.value.ShortString;

/** Where a binding leads. A queue and an exchange of the same name are different destinations. */
public sealed interface Destination<Q extends QueueTarget> {

    ShortString name();

    /** A queue, compared by reference. */
    record ToQueue<Q extends QueueTarget>(Q queue) implements Destination<Q> {

        @Override
        public ShortString name() {
            return queue.name();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ToQueue<?> that && queue == that.queue;
        }

        /** The name's hash and not the object's, so that the order of iteration is the same in every process. */
        @Override
        public int hashCode() {
            return name().hashCode();
        }
    }

    /** An exchange, by name: its definition may be replaced without touching the bindings to it. */
    record ToExchange<Q extends QueueTarget>(ShortString exchange) implements Destination<Q> {

        @Override
        public ShortString name() {
            return exchange;
        }

        @Override
        public int hashCode() {
            return ~exchange.hashCode();
        }
    }
}
