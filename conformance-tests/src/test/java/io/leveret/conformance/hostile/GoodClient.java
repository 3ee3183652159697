package io.leveret.conformance.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import io.leveret.conformance.raw.Handshake;
import io.leveret.conformance.raw.RawConnection;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Well-behaved clients beside those that are not: so many connections that every event loop has some, and on each of them,
 * in turn, a message is published, confirmed and fetched. Anything but the right answer is kept until the end.
 */
final class GoodClient implements AutoCloseable {

    private static final int CONNECTIONS = 6;

    private final List<RawConnection> connections = new ArrayList<>();
    private final List<Long> nanos = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Thread thread = new Thread(this::work, "good client");
    private volatile boolean isEnding;

    GoodClient(InetSocketAddress address) {
        for (int i = 0; i < CONNECTIONS; i++) {
            RawConnection connection =
                    RawConnection.connect(address).open(Handshake.handshake()).openChannel(1);
            connection.call(1, new AMQP.Confirm.Select.Builder().build(), AMQP.Confirm.SelectOk.class);
            connection.declareQueue(1, queue(i));
            connections.add(connection);
        }
        thread.start();
    }

    private static String queue(int number) {
        return "well-behaved." + number;
    }

    private void work() {
        try {
            for (int turn = 0; !isEnding; turn++) {
                roundTrip(turn % CONNECTIONS, "message " + turn);
                Thread.sleep(1);
            }
        } catch (InterruptedException | RuntimeException | AssertionError e) {
            failure.set(e);
        }
    }

    private void roundTrip(int number, String body) {
        RawConnection connection = connections.get(number);
        long begun = System.nanoTime();
        connection.publish(1, "", queue(number), body).expect(1, AMQP.Basic.Ack.class);
        assertThat(connection.drain(1, queue(number))).containsExactly(body);
        nanos.add(System.nanoTime() - begun);
    }

    /** Ends its work; throws AssertionError if anything was wrong. Returns figures to be read by people. */
    String finish() throws InterruptedException {
        isEnding = true;
        thread.join();
        if (failure.get() != null) {
            throw new AssertionError("the well-behaved client failed after " + nanos.size(), failure.get());
        }
        assertThat(nanos).hasSizeGreaterThan(CONNECTIONS);
        List<Long> sorted = nanos.stream().sorted().toList();
        return "%d round trips, p50 %d us, p99 %d us, max %d us"
                .formatted(
                        sorted.size(),
                        sorted.get(sorted.size() / 2) / 1000,
                        sorted.get(sorted.size() * 99 / 100) / 1000,
                        sorted.get(sorted.size() - 1) / 1000);
    }

    @Override
    public void close() {
        isEnding = true;
        connections.forEach(RawConnection::close);
    }
}
