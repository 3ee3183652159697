package io.leveret.conformance.hostile;

import static io.leveret.conformance.raw.Handshake.handshake;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import io.leveret.conformance.raw.RawConnection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Clients that come and go leave nothing behind: no socket, no thread, no object of the broker. {@code
 * -Dleveret.churn.connections=50000} and {@code -Dleveret.churn.channels=1000000} are long runs.
 */
@ResourceLock(HostileBroker.LOCK)
class ChurnTest {

    private static final int CONNECTIONS = Integer.getInteger("leveret.churn.connections", 1_500);
    private static final int CHANNELS = Integer.getInteger("leveret.churn.channels", 20_000);
    private static final int WARM_UP = 300;
    private static final int WINDOW = 50;
    /** By how much the heap may differ beside that: compiled code, caches and pools of the JVM and of Netty. */
    private static final long HEAP_DRIFT_MAX = 3 << 20;

    private static final String[] CLASSES = {
        "AmqpConnection", "AmqpChannel", "FrameReader", "Queue", "Consumer", "ChannelConsumer", "Session", "Handshake"
    };

    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void connectionsLeaveNothingBehind() throws Exception {
        try (HostileBroker broker = new HostileBroker();
                GoodClient good = new GoodClient(broker.address())) {
            ProcessCounts counts = broker.counts();
            for (int i = 0; i < WARM_UP; i++) {
                comeAndGo(broker, i);
            }
            long sockets = settledSockets(counts);
            long threads = counts.threads();
            ProcessCounts.Heap before = counts.heap();
            long begun = System.nanoTime();
            for (int i = 0; i < CONNECTIONS; i++) {
                comeAndGo(broker, i);
            }
            long millis = (System.nanoTime() - begun) / 1_000_000;

            await().untilAsserted(() -> assertThat(counts.sockets()).isLessThanOrEqualTo(sockets));
            await().untilAsserted(() -> requireNoMore(objects(counts.heap()), objects(before)));
            assertThat(counts.threads()).isLessThanOrEqualTo(threads);
            long drift = counts.heap().bytes() - before.bytes();
            assertThat(drift).isLessThan(HEAP_DRIFT_MAX);
            System.out.println("hostile: " + CONNECTIONS + " connections came and went in " + millis + " ms, heap "
                    + drift + " bytes more of " + before.bytes() + "; well-behaved client " + good.finish());
            broker.requireWell();
        }
    }

    /** A quarter of the connections each says goodbye, only ends its half, is cut, or is cut after it has ended its half. */
    private static void comeAndGo(HostileBroker broker, int number) {
        RawConnection raw =
                RawConnection.connect(broker.address()).open(handshake()).openChannel(1);
        raw.call(1, new AMQP.Queue.Declare.Builder().queue("").exclusive().build(), AMQP.Queue.DeclareOk.class);
        raw.consume(1, "", "c");
        switch (number % 4) {
            case 0 ->
                raw.call(
                        0,
                        new AMQP.Connection.Close.Builder()
                                .replyCode(200)
                                .replyText("bye")
                                .build(),
                        AMQP.Connection.CloseOk.class);
            case 1 -> raw.endOutput();
            case 2 -> raw.cut();
            default -> raw.endOutput().cut();
        }
        raw.close();
    }

    /** When what has been cut is noticed. */
    private static long settledSockets(ProcessCounts counts) throws Exception {
        long sockets = counts.sockets();
        for (int same = 0; same < 5; ) {
            Thread.sleep(50);
            long now = counts.sockets();
            same = now == sockets ? same + 1 : 0;
            sockets = now;
        }
        return sockets;
    }

    private static void requireNoMore(Map<String, Long> now, Map<String, Long> before) {
        assertThat(now).allSatisfy((name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(before.get(name)));
    }

    private static Map<String, Long> objects(ProcessCounts.Heap heap) {
        Map<String, Long> objects = new TreeMap<>();
        for (String name : CLASSES) {
            objects.put(name, heap.count(name));
        }
        return objects;
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void channelsLeaveNothingBehind() throws Exception {
        try (HostileBroker broker = new HostileBroker();
                RawConnection raw = RawConnection.connect(broker.address()).open(handshake())) {
            raw.openChannel(1000).declareQueue(1000, "churn");
            ProcessCounts counts = broker.counts();
            openAndClose(raw, WARM_UP);
            ProcessCounts.Heap before = counts.heap();
            openAndClose(raw, CHANNELS);

            await().untilAsserted(() -> requireNoMore(objects(counts.heap()), objects(before)));
            long drift = counts.heap().bytes() - before.bytes();
            System.out.println("hostile: " + CHANNELS + " channels came and went, heap " + drift + " bytes more of "
                    + before.bytes());
            assertThat(drift).isLessThan(HEAP_DRIFT_MAX);
            AMQP.Queue.DeclareOk left = raw.call(
                    1000,
                    new AMQP.Queue.Declare.Builder().queue("churn").passive().build(),
                    AMQP.Queue.DeclareOk.class);
            assertThat(left.getConsumerCount()).isZero();
            broker.requireWell();
        }
    }

    /** Each with a consumer. */
    private static void openAndClose(RawConnection raw, int channels) {
        for (int done = 0; done < channels; done += WINDOW) {
            for (int channel = 1; channel <= WINDOW; channel++) {
                raw.openChannel(channel).consume(channel, "churn", "c");
            }
            for (int channel = 1; channel <= WINDOW; channel++) {
                raw.call(
                        channel,
                        new AMQP.Channel.Close.Builder()
                                .replyCode(200)
                                .replyText("bye")
                                .build(),
                        AMQP.Channel.CloseOk.class);
            }
        }
    }
}
