package io.leveret.bench;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything a bench was told, checked as far as one option stands in the way of another. */
public record BenchOptions(Target target, Publishing publishing, Consuming consuming, Places places, Run run) {

    /** Octets of the time stamp at the head of a body. */
    static final int STAMP_OCTETS = 8;

    /** No limit to a number of messages, to a rate or to a time. */
    static final int NONE = -1;

    /** No confirms. */
    static final int UNCONFIRMED = 0;

    /**
     * What producers do.
     *
     * @param sizeOctets of a body
     * @param ratePerSecond messages of each producer, or {@link #NONE}
     * @param messages of each producer, or {@link #NONE}
     * @param confirm how many may be unconfirmed at a time, or {@link #UNCONFIRMED}
     * @param flushEvery how many messages one socket write may hold, or {@link #NONE} for as many as make a good write
     */
    record Publishing(
            int producers,
            int sizeOctets,
            int ratePerSecond,
            long messages,
            int confirm,
            boolean persistent,
            boolean mandatory,
            int flushEvery) {

        boolean confirms() {
            return confirm != UNCONFIRMED;
        }
    }

    /**
     * What consumers do.
     *
     * @param messages of each consumer, or {@link #NONE}
     * @param prefetch how many may be unacknowledged; 0 is no limit
     * @param multiAckEvery one acknowledgement for so many messages
     */
    record Consuming(int consumers, long messages, int prefetch, int multiAckEvery, boolean autoAck) {}

    /**
     * Where messages go.
     *
     * @param exchange empty for the default exchange
     * @param routingKey null for the name of the queue
     * @param queues empty for one that the broker names
     * @param predeclared whether all of it is there already
     */
    record Places(String exchange, String type, @Nullable String routingKey, List<String> queues, boolean predeclared) {

        Places {
            queues = List.copyOf(queues);
        }
    }

    /**
     * How long, and what becomes of the result.
     *
     * @param seconds that count, or {@link #NONE}
     * @param warmupSeconds before them
     */
    record Run(
            int seconds,
            int warmupSeconds,
            int intervalSeconds,
            @Nullable Path histogram,
            @Nullable Path json) {}

    /** @throws IllegalArgumentException with one line that names the options that do not go together */
    public BenchOptions {
        require(publishing.producers + consuming.consumers > 0, "--producers and --consumers are both 0");
        requireOfProducers(publishing);
        requireOfConsumers(consuming);
        requireOfPlaces(places, consuming);
        boolean counted = publishing.messages != NONE || consuming.messages != NONE;
        require(
                run.warmupSeconds == 0 || !counted,
                "--warmup does not go with --pmessages and --cmessages: all messages of such a run count");
        requireOfFiles(run.histogram, run.json);
        require(
                run.histogram == null || measuresLatency(publishing, consuming) || publishing.confirms(),
                "--histogram needs a latency: --confirm, or producers, consumers and --size from " + STAMP_OCTETS);
    }

    private static void requireOfFiles(@Nullable Path histogram, @Nullable Path json) {
        require(histogram == null || !histogram.toString().isEmpty(), "--histogram needs the name of a file");
        require(json == null || !json.toString().isEmpty(), "--json needs the name of a file");
        require(
                histogram == null
                        || json == null
                        || !histogram
                                .toAbsolutePath()
                                .normalize()
                                .equals(json.toAbsolutePath().normalize()),
                "--histogram and --json need a file each");
    }

    private static void requireOfProducers(Publishing publishing) {
        if (publishing.producers > 0) {
            return;
        }
        String needs = " needs --producers";
        require(publishing.ratePerSecond == NONE, "--rate" + needs);
        require(publishing.messages == NONE, "--pmessages" + needs);
        require(!publishing.confirms(), "--confirm" + needs);
        require(publishing.flushEvery == NONE, "--flush-every" + needs);
        require(!publishing.mandatory, "--flag mandatory" + needs);
    }

    private static void requireOfConsumers(Consuming consuming) {
        if (consuming.consumers == 0) {
            String needs = " needs --consumers";
            require(consuming.messages == NONE, "--cmessages" + needs);
            require(consuming.prefetch == 0, "--qos" + needs);
            require(consuming.multiAckEvery == 1, "--multi-ack-every" + needs);
            require(!consuming.autoAck, "--autoack" + needs);
        }
        if (consuming.autoAck) {
            require(consuming.multiAckEvery == 1, "--multi-ack-every does not go with --autoack");
            require(consuming.prefetch == 0, "--qos does not go with --autoack: nothing is unacknowledged then");
        }
        require(
                consuming.prefetch == 0 || consuming.prefetch >= consuming.multiAckEvery,
                "--qos " + consuming.prefetch + " is less than --multi-ack-every " + consuming.multiAckEvery
                        + ": no acknowledgement would ever be sent");
    }

    private static void requireOfPlaces(Places places, Consuming consuming) {
        boolean byDefault = places.exchange.isEmpty();
        require(
                !byDefault || places.routingKey == null,
                "--routing-key needs --exchange: the default exchange goes by the name of the queue");
        if (places.predeclared && places.queues.isEmpty()) {
            require(
                    !byDefault && consuming.consumers == 0,
                    "--predeclared needs --queue or --queue-pattern, or --exchange and no consumers");
            require(places.routingKey != null, "--predeclared without a queue needs --routing-key");
        }
    }

    private static void require(boolean fine, String complaint) {
        if (!fine) {
            throw new IllegalArgumentException(complaint);
        }
    }

    /** Whether consumers can tell how old messages are. */
    boolean measuresLatency() {
        return measuresLatency(publishing, consuming);
    }

    private static boolean measuresLatency(Publishing publishing, Consuming consuming) {
        return publishing.producers > 0 && consuming.consumers > 0 && publishing.sizeOctets >= STAMP_OCTETS;
    }
}
