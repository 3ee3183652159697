package io.leveret.conformance;

import java.util.OptionalInt;

/** Our own broker in this JVM, on an ephemeral loopback port. The only class that knows the broker's API. */
final class EmbeddedBroker {

    private EmbeddedBroker() {}

    /**
     * Starts the broker once and for all tests of this JVM.
     *
     * @return its AMQP port on the loopback address
     */
    static int start() {
        return port().orElseThrow(() ->
                new IllegalStateException("no broker in this build yet; name one with -Dbroker=host:port"));
    }

    private static OptionalInt port() {
        return OptionalInt.empty();
    }
}
