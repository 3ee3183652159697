package io.leveret.conformance.client.stress;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.leveret.conformance.client.BrokerAddress;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Several producers and several queues at once, so that a broker with several loops uses them all: every queue holds the
 * messages of each producer in the order of publishing, none lost, none twice. {@link Load} says how many there are.
 */
class OrderingStressTest {

    private static final long SEED = 20_261_121;

    private final BrokerAddress broker = Load.broker();
    private final String exchange = "stress." + UUID.randomUUID();
    private final List<String> queues =
            IntStream.range(0, Load.QUEUES).mapToObj(n -> exchange + "." + n).toList();

    private Connection connection;
    private Channel channel;

    @BeforeEach
    void declare() throws Exception {
        connection = broker.connectionFactory().newConnection("topology");
        channel = connection.createChannel();
        channel.exchangeDeclare(exchange, "fanout");
        for (String queue : queues) {
            channel.queueDeclare(queue, false, false, false, null);
            channel.queueBind(queue, exchange, "");
        }
    }

    @AfterEach
    void delete() throws Exception {
        for (String queue : queues) {
            channel.queueDelete(queue);
        }
        channel.exchangeDelete(exchange);
        connection.close();
    }

    @Test
    void keepsOrderWithAutomaticAcknowledgement() throws Exception {
        run(n -> Producer.unconfirmed(broker, n, "", this::spread), spreadReader(OrderedReading::withoutAcks));
    }

    @Test
    void keepsOrderWithConfirmsAndMultipleAcks() throws Exception {
        run(n -> Producer.confirmed(broker, n, "", this::spread), spreadReader(OrderedReading::withMultipleAcks));
    }

    @Test
    void keepsOrderOfWhatWaitedForItsConsumer() throws Exception {
        Load.runAll(each(Load.PRODUCERS, n -> Producer.confirmed(broker, n, "", this::spread)));
        Load.runAll(each(Load.QUEUES, spreadReader(OrderedReading::withMultipleAcks)));
    }

    @Test
    void keepsOrderInEveryQueueOfAFanout() throws Exception {
        long total = Load.PRODUCERS * Load.messages();
        run(
                n -> Producer.confirmed(broker, n, exchange, sequence -> ""),
                n -> reader(n, new SequenceCheck(0, 1), total, OrderedReading::withMultipleAcks));
    }

    @Test
    void keepsOrderAcrossCancelAndConsume() throws Exception {
        run(
                n -> Producer.unconfirmed(broker, n, "", this::spread),
                spreadReader(reading -> reading.withCancels(new SplittableRandom(SEED))));
    }

    @Test
    void requeuesToTheOldPlacesWhenAChannelCloses() throws Exception {
        run(
                n -> Producer.unconfirmed(broker, n, "", this::spread),
                spreadReader(reading -> reading.withChannelCloses(new SplittableRandom(SEED))));
    }

    @Test
    void givesEachMessageToOneOfSeveralConsumers() throws Exception {
        String shared = queues.get(0);
        SharedTally tally = new SharedTally(Load.messages());
        run(n -> Producer.unconfirmed(broker, n, "", sequence -> shared), n -> () -> {
            try (Connection own = broker.connectionFactory().newConnection("reader " + n)) {
                tally.read(own, shared);
            }
            return null;
        });
    }

    private void run(IntFunction<Callable<Void>> producer, IntFunction<Callable<Void>> reader) throws Exception {
        Load.runAll(Stream.concat(each(Load.QUEUES, reader).stream(), each(Load.PRODUCERS, producer).stream())
                .toList());
        for (String queue : queues) {
            assertThat(channel.messageCount(queue)).as(queue).isZero();
        }
    }

    private static List<Callable<Void>> each(int count, IntFunction<Callable<Void>> task) {
        return IntStream.range(0, count).mapToObj(task).toList();
    }

    /** A way to read a queue to its end. */
    private interface Way {
        void read(OrderedReading reading) throws Exception;
    }

    /** Message n goes to queue n modulo the number of queues. */
    private String spread(long n) {
        return queues.get((int) (n % Load.QUEUES));
    }

    /** Queue q gets the messages q, q + queues, q + 2 * queues, ... of every producer. */
    private IntFunction<Callable<Void>> spreadReader(Way way) {
        long total = Load.PRODUCERS * Load.messages() / Load.QUEUES;
        return n -> reader(n, new SequenceCheck(n, Load.QUEUES), total, way);
    }

    private Callable<Void> reader(int queue, SequenceCheck check, long total, Way way) {
        return () -> {
            try (Connection own = broker.connectionFactory().newConnection("reader " + queue)) {
                way.read(new OrderedReading(own, queues.get(queue), check, total));
            }
            return null;
        };
    }
}
