package io.leveret.bench;

import io.leveret.codec.method.ExchangeMethod;
import io.leveret.codec.method.QueueMethod;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The exchange and the queues of a bench. What it declares goes with its last user: queues with their last consumer, the
 * exchange with its last queue. Used by the thread that sets up.
 */
final class Topology {

    private static final int CHANNEL = ClientConnection.CHANNEL;
    /** Exchanges of such names are the broker's own. */
    private static final String RESERVED = "amq.";

    private final BenchOptions options;
    private final List<String> queues;
    private final @Nullable String namedByBroker;

    private Topology(BenchOptions options, List<String> queues, @Nullable String namedByBroker) {
        this.options = options;
        this.queues = queues;
        this.namedByBroker = namedByBroker;
    }

    /** Declares and binds what is not there by the options. */
    static Topology declare(ClientConnection connection, BenchOptions options) throws BenchException {
        BenchOptions.Places places = options.places();
        if (!places.exchange().isEmpty()) {
            declareExchange(connection, options);
        }
        for (String queue : places.queues()) {
            declareQueue(connection, options, queue, false);
        }
        if (!places.queues().isEmpty() || places.predeclared()) {
            bind(connection, places, places.queues());
            return new Topology(options, places.queues(), null);
        }
        // Without consumers it is exclusive, since nothing else would ever take it away.
        String name = declareQueue(connection, options, "", options.consuming().consumers() == 0);
        bind(connection, places, List.of(name));
        return new Topology(options, List.of(name), name);
    }

    private static void declareExchange(ClientConnection connection, BenchOptions options) throws BenchException {
        BenchOptions.Places places = options.places();
        ExchangeMethod.Declare declare = new ExchangeMethod.Declare(
                ShortString.of(places.exchange()),
                ShortString.of(places.type()),
                places.predeclared() || places.exchange().startsWith(RESERVED),
                options.publishing().persistent(),
                true,
                false,
                false,
                FieldTable.EMPTY);
        connection.call(CHANNEL, declare, ExchangeMethod.DeclareOk.class);
    }

    private static String declareQueue(
            ClientConnection connection, BenchOptions options, String name, boolean exclusive) throws BenchException {
        QueueMethod.Declare declare = new QueueMethod.Declare(
                ShortString.of(name),
                options.places().predeclared(),
                options.publishing().persistent(),
                exclusive,
                true,
                false,
                FieldTable.EMPTY);
        return connection
                .call(CHANNEL, declare, QueueMethod.DeclareOk.class)
                .queue()
                .toString();
    }

    private static void bind(ClientConnection connection, BenchOptions.Places places, List<String> queues)
            throws BenchException {
        if (places.exchange().isEmpty() || places.predeclared()) {
            return;
        }
        for (String queue : queues) {
            String key = places.routingKey() == null ? queue : places.routingKey();
            QueueMethod.Bind bind = new QueueMethod.Bind(
                    ShortString.of(queue),
                    ShortString.of(places.exchange()),
                    ShortString.of(key),
                    false,
                    FieldTable.EMPTY);
            connection.call(CHANNEL, bind, QueueMethod.BindOk.class);
        }
    }

    /** The routing keys that this producer uses in turn. */
    List<String> keysOf(int producer) {
        String key = options.places().routingKey();
        return key != null
                ? List.of(key)
                : Shares.of(queues, producer, options.publishing().producers());
    }

    /** The queues that this consumer consumes from. */
    List<String> queuesOf(int consumer) {
        return Shares.of(queues, consumer, options.consuming().consumers());
    }

    /** Deletes a queue that nobody else knows, in case no consumer came to take it away. */
    void remove(ClientConnection connection) {
        if (namedByBroker != null) {
            connection.send(CHANNEL, new QueueMethod.Delete(ShortString.of(namedByBroker), false, false, true));
        }
    }
}
