package io.leveret.broker.vhost;

import io.leveret.broker.loop.Loop;

/**
 * Who asks for a change of the topology.
 *
 * @param loop gets the answer; asks from there
 * @param user on whose behalf
 */
public record Asker(Loop loop, String user) {

    /** What RabbitMQ calls itself where it does something by itself. */
    public static final String BROKER = "rmq-internal";
}
