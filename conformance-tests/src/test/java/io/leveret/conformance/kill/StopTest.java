package io.leveret.conformance.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** SIGTERM while clients publish and acknowledge as fast as they can. */
class StopTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int STOPS = 3;
    private static final int PUBLISHERS = 4;
    private static final int CONSUMERS = 2;

    private static List<Connection> connections(BrokerProcess broker, int count, List<ShutdownSignalException> told)
            throws IOException, TimeoutException {
        List<Connection> connections = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            Connection connection = broker.connectionFactory().newConnection();
            connection.addShutdownListener(told::add);
            connections.add(connection);
        }
        return connections;
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void tellsClientsAndForgetsNeitherConfirmsNorAcknowledgements() throws Exception {
        Path directory = BrokerProcess.directory();
        // Of a stop, unlike of a kill, no acknowledgement is forgotten that the broker has read.
        DiskLedger ledger = new DiskLedger(0, PUBLISHERS, 0);
        List<ShutdownSignalException> told = new CopyOnWriteArrayList<>();
        try (BrokerProcess broker = new BrokerProcess(directory)) {
            for (int stop = 1; stop <= STOPS; stop++) {
                broker.start();
                List<Connection> publishing = connections(broker, PUBLISHERS, told);
                List<Connection> consuming = connections(broker, CONSUMERS, told);
                DiskLedger.declare(publishing.get(0));
                long before = ledger.confirmed();
                List<Thread> publishers = new ArrayList<>();
                for (int n = 0; n < PUBLISHERS; n++) {
                    publishers.add(ledger.publish(publishing.get(n), n));
                }
                List<Consuming.Ended> consumers = new ArrayList<>();
                for (int n = 0; n < CONSUMERS; n++) {
                    consumers.add(ledger.consume(consuming.get(n), n));
                }
                await().atMost(PATIENCE).until(() -> ledger.confirmed() > before + 2_000);

                long askedAt = System.nanoTime();
                assertThat(broker.stop()).as(broker.log()).isZero();
                System.out.println(
                        "stopped under load in " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - askedAt) + " ms");
                for (Thread publisher : publishers) {
                    publisher.join();
                }
                for (Consuming.Ended consumer : consumers) {
                    assertThat(consumer.await()).isEmpty();
                }
                ledger.gone();
            }
            assertThat(told)
                    .hasSize((PUBLISHERS + CONSUMERS) * STOPS)
                    .allSatisfy(signal -> assertThat(Publishing.isStop(signal.getReason()))
                            .as(signal.toString())
                            .isTrue());
            broker.start();
            assertThat(broker.log().lines().filter(line -> line.contains("Recovered ")))
                    .as("a start behind a stop has nothing to recover")
                    .allMatch(line -> line.contains(", 0 groups of 0 records behind it"));
            ledger.judge(broker);
        }
        BrokerProcess.delete(directory);
    }
}
