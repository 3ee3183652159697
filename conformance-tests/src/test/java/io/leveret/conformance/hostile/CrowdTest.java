package io.leveret.conformance.hostile;

import static io.leveret.conformance.raw.Handshake.handshake;
import static io.leveret.conformance.raw.Octets.octets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import io.leveret.conformance.raw.RawConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Crowds beside well-behaved clients: sockets that never log in, logins in a storm, frames for channels that nobody has
 * opened. {@code -Dleveret.crowd=5000} says how many. What it costs is printed; only what does not depend on the machine's
 * speed is asserted.
 */
@ResourceLock(HostileBroker.LOCK)
class CrowdTest {

    private static final int CROWD = Integer.getInteger("leveret.crowd", 400);
    private static final long HEAP_EACH_MAX = 64 << 10;
    private static final long RESIDENT_KIB_EACH_MAX = 256;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void socketsThatNeverLogInAreDroppedAndCostLittle() throws Exception {
        try (HostileBroker broker = new HostileBroker();
                GoodClient good = new GoodClient(broker.address())) {
            ProcessCounts counts = broker.counts();
            long sockets = counts.sockets();
            long heap = counts.heap().bytes();
            long resident = counts.residentKib();
            List<RawConnection> crowd = new ArrayList<>();
            for (int i = 0; i < CROWD; i++) {
                crowd.add(halfway(RawConnection.connect(broker.address()), i));
            }
            long heapEach = (counts.heap().bytes() - heap) / CROWD;
            long residentEach = Math.max(0, counts.residentKib() - resident) / CROWD;
            // After the handshake's ten seconds; some may be gone already.
            await().untilAsserted(() -> assertThat(counts.sockets()).isLessThanOrEqualTo(sockets));
            String served = good.finish();
            System.out.println("hostile: " + CROWD + " sockets without login, " + heapEach + " bytes of heap and "
                    + residentEach + " KiB of the process each; well-behaved client " + served);
            crowd.forEach(RawConnection::close);
            assertThat(heapEach).isLessThan(HEAP_EACH_MAX);
            assertThat(residentEach).isLessThan(RESIDENT_KIB_EACH_MAX);
            broker.requireWell();
        }
    }

    /** As far as the number says: nothing, half a header, the beginning of a frame, the login without open. */
    private static RawConnection halfway(RawConnection raw, int number) {
        switch (number % 5) {
            case 0 -> {}
            case 1 -> raw.send(octets().text("AMQ").toBytes());
            case 2 -> raw.start();
            case 3 -> {
                raw.start();
                raw.send(octets().u8(1).u16(0).u32(8000).u8(0).toBytes());
            }
            default -> raw.login(handshake());
        }
        return raw;
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void aStormOfLoginsIsServed() throws Exception {
        try (HostileBroker broker = new HostileBroker();
                GoodClient good = new GoodClient(broker.address())) {
            long begun = System.nanoTime();
            // All are let in before the first goes.
            List<RawConnection> crowd = IntStream.range(0, CROWD)
                    .parallel()
                    .mapToObj(i -> RawConnection.connect(broker.address())
                            .open(handshake())
                            .openChannel(1))
                    .toList();
            long millis = (System.nanoTime() - begun) / 1_000_000;
            System.out.println(
                    "hostile: " + CROWD + " logins at once in " + millis + " ms; well-behaved client " + good.finish());
            assertThat(crowd).hasSize(CROWD);
            crowd.forEach(RawConnection::close);
            broker.requireWell();
        }
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void framesForChannelsNeverOpenedEndTheirConnectionOnly() throws Exception {
        try (HostileBroker broker = new HostileBroker();
                GoodClient good = new GoodClient(broker.address())) {
            for (int i = 0; i < CROWD; i++) {
                try (RawConnection raw = RawConnection.connect(broker.address()).open(handshake())) {
                    raw.inOneWrite(once -> {
                        for (int channel = 1; channel < 50; channel++) {
                            once.method(channel, new AMQP.Basic.Publish.Builder().build())
                                    .header(channel, 1, new AMQP.BasicProperties())
                                    .body(channel, "x");
                        }
                    });
                    assertThat(raw.expectConnectionClose().replyCode()).isEqualTo(504);
                }
            }
            System.out.println("hostile: frames for channels never opened on " + CROWD
                    + " connections; well-behaved client " + good.finish());
            broker.requireWell();
        }
    }
}
