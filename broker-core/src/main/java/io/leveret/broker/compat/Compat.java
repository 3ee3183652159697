package io.leveret.broker.compat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The line of RabbitMQ whose answers clients get, where the lines differ. No other place asks for a version. Immutable.
 *
 * @param line the line
 * @param permitted what it refuses and an operator wants to have all the same, by RabbitMQ's names of deprecated features
 */
public record Compat(Line line, Set<String> permitted) {

    /** As 4.2, but with what 4.x refuses and clients still do. */
    public static final Compat DEFAULT = new Compat(Line.RABBITMQ_4_2, Set.of());

    /** The deprecated feature of queues that are neither durable nor exclusive. */
    public static final String TRANSIENT_QUEUES = "transient_nonexcl_queues";
    /** The deprecated feature of a prefetch for all consumers of a channel together. */
    public static final String GLOBAL_QOS = "global_qos";

    private static final int FRAME_MAX_LEAST = 4096;
    private static final int FRAME_MAX_LEAST_4_3 = 8192;
    private static final long DELIVERY_LIMIT = 20;
    private static final long MESSAGE_BYTES_MAX = 16L << 20;
    private static final long MESSAGE_BYTES_MAX_3_13 = 128L << 20;

    /** Lines between which answers differ. */
    public enum Line {
        /** 3.13 and older. */
        RABBITMQ_3_13("3.13"),
        /** 4.0 to 4.2. */
        RABBITMQ_4_2("4.2"),
        /** 4.3 and newer. */
        RABBITMQ_4_3("4.3");

        private final String version;

        Line(String version) {
            this.version = version;
        }

        /** The line of that version, such as {@code 4.2}. */
        public static Optional<Line> named(String version) {
            return Arrays.stream(values())
                    .filter(line -> line.version.equals(version))
                    .findFirst();
        }
    }

    public Compat {
        permitted = Set.copyOf(permitted);
    }

    /** That line as it is. */
    public static Compat of(Line line) {
        return new Compat(line, Set.of());
    }

    /** The same with one more deprecated feature. */
    public Compat permitting(String feature) {
        Set<String> all = new HashSet<>(permitted);
        all.add(feature);
        return new Compat(line, all);
    }

    /** Whether a peer that speaks something else is shown the header of AMQP 1.0 instead of that of 0-9-1. */
    public boolean showsHeaderOfAmqp10() {
        return line == Line.RABBITMQ_4_3;
    }

    /** The smallest frame_max that a client may ask for, in octets. */
    public int frameMaxLeast() {
        return line == Line.RABBITMQ_4_3 ? FRAME_MAX_LEAST_4_3 : FRAME_MAX_LEAST;
    }

    /** How large a message's body may be if nothing else is configured, in octets. */
    public long messageBytesMax() {
        return line == Line.RABBITMQ_3_13 ? MESSAGE_BYTES_MAX_3_13 : MESSAGE_BYTES_MAX;
    }

    /** Whether an unknown exchange type ends the connection with 503, instead of the channel with 406. */
    public boolean endsConnectionForUnknownExchangeType() {
        return line == Line.RABBITMQ_3_13;
    }

    /** How often a message of a quorum queue may come back if nobody says it; {@link Long#MAX_VALUE} for no limit. */
    public long deliveryLimit() {
        return line == Line.RABBITMQ_3_13 ? Long.MAX_VALUE : DELIVERY_LIMIT;
    }

    /** Whether basic.nack counts towards that limit, as basic.reject does and a channel that closes. */
    public boolean countsNacks() {
        return line != Line.RABBITMQ_4_3;
    }

    /** Whether the deaths that a client writes into the header x-death count as if they had been. */
    public boolean believesDeathsOfClients() {
        return line == Line.RABBITMQ_3_13;
    }

    /** Whether queues that are neither durable nor exclusive are refused. */
    public boolean refusesTransientQueues() {
        return line == Line.RABBITMQ_4_3 && !permitted.contains(TRANSIENT_QUEUES);
    }

    /** Whether a delivery of any queue may take too long to be acknowledged, instead of one of a quorum queue only. */
    public boolean timesOutDeliveriesOfAnyQueue() {
        return line != Line.RABBITMQ_4_3;
    }

    /** Whether basic.qos means each consumer, whatever its global flag says. */
    public boolean takesGlobalQosForEachConsumer() {
        return line == Line.RABBITMQ_4_3 && !permitted.contains(GLOBAL_QOS);
    }
}
