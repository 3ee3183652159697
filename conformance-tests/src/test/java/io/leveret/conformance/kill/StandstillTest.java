package io.leveret.conformance.kill;

import static io.leveret.conformance.raw.Handshake.handshake;
import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.conformance.raw.RawConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A broker process that stands still for more than three heartbeat intervals, as in a long collection of garbage. */
class StandstillTest {

    private static final int INTERVAL_SECONDS = 2;
    private static final int STANDSTILL_MS = 8_000;
    private static final int PAUSE_MS = 400;
    /** So many clients, each silent for a pause longer than the one before it as the standstill begins. */
    private static final int CLIENTS = 8;

    private final List<RawConnection> lively = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean isEnding;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void givesUpTheSilentAndNobodyWhoWentOn() throws Exception {
        Path directory = BrokerProcess.directory();
        try (BrokerProcess broker = new BrokerProcess(directory)) {
            broker.start();
            for (int i = 0; i < CLIENTS; i++) {
                lively.add(connect(broker));
                Thread.sleep(PAUSE_MS);
            }
            RawConnection silent = connect(broker);

            signal("STOP", broker);
            Thread heartbeats = new Thread(this::sendHeartbeats, "heartbeats");
            heartbeats.start();
            Thread.sleep(STANDSTILL_MS);
            signal("CONT", broker);

            silent.expectEndAfterHeartbeats();
            isEnding = true;
            heartbeats.join();
            assertThat(failure.get()).isNull();
            for (RawConnection client : lively) {
                client.openChannel(1).declareQueue(1, "standstill");
                client.publish(1, "", "standstill", "on");
                assertThat(client.drain(1, "standstill")).containsExactly("on");
                client.close();
            }
            silent.close();
            assertThat(broker.log().lines().filter(line -> line.contains("missed heartbeats")))
                    .hasSize(1);
        }
        BrokerProcess.delete(directory);
    }

    private static RawConnection connect(BrokerProcess broker) {
        InetSocketAddress address = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), broker.connectionFactory().getPort());
        return RawConnection.connect(address).open(handshake().heartbeatSeconds(INTERVAL_SECONDS));
    }

    private static void signal(String signal, BrokerProcess broker) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + signal, broker.id())
                .inheritIO()
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    private void sendHeartbeats() {
        try {
            while (!isEnding) {
                lively.forEach(RawConnection::heartbeat);
                Thread.sleep(PAUSE_MS);
            }
        } catch (InterruptedException | RuntimeException e) {
            failure.set(e);
        }
    }
}
