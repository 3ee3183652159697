package io.leveret.conformance.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** SIGTERM while clients publish and acknowledge as fast as they can. */
class StopTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int STOPS = 3;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void tellsClientsAndForgetsNeitherConfirmsNorAcknowledgements() throws Exception {
        Path directory = BrokerProcess.directory();
        // Of a stop, unlike of a kill, no acknowledgement is forgotten that the broker has read.
        DiskLedger ledger = new DiskLedger(0);
        List<ShutdownSignalException> told = new CopyOnWriteArrayList<>();
        try (BrokerProcess broker = new BrokerProcess(directory)) {
            for (int stop = 1; stop <= STOPS; stop++) {
                broker.start();
                Connection publishing = broker.connectionFactory().newConnection();
                DiskLedger.declare(publishing);
                Connection consuming = broker.connectionFactory().newConnection();
                List.of(publishing, consuming).forEach(connection -> connection.addShutdownListener(told::add));
                long before = ledger.confirmed();
                Thread publisher = ledger.publish(publishing);
                Consuming.Ended consumer = ledger.consume(consuming);
                await().atMost(PATIENCE).until(() -> ledger.confirmed() > before + 2_000);

                assertThat(broker.stop()).as(broker.log()).isZero();
                publisher.join();
                assertThat(consumer.await()).isEmpty();
                ledger.gone();
            }
            assertThat(told)
                    .hasSize(2 * STOPS)
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
