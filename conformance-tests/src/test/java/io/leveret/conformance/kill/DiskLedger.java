package io.leveret.conformance.kill;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One queue, one publisher with confirms, and what became of its messages when the disk failed or the broker was stopped. */
final class DiskLedger {

    static final String QUEUE = "disk";

    private static final long ACK_WINDOW_MS = 1_000;

    private final Ledger ledger;
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final Publishing.Publisher publisher;

    DiskLedger() {
        this(ACK_WINDOW_MS);
    }

    /** @param ackWindowMs how long before the end an acknowledgement may have been lost, though the broker has read it */
    DiskLedger(long ackWindowMs) {
        ledger = new Ledger(ackWindowMs);
        publisher = Publishing.confirming(ledger, "publisher", "", QUEUE, List.of(QUEUE), new SplittableRandom(1));
    }

    static void declare(Connection connection) throws IOException, TimeoutException {
        try (Channel channel = connection.createChannel()) {
            channel.queueDeclare(QUEUE, true, false, false, Map.of());
        }
    }

    /** Publishes until the broker is gone; on a thread of its own. */
    Thread publish(Connection connection) {
        Thread thread = new Thread(() -> {
            try {
                publisher.run(connection);
            } catch (IOException | RuntimeException failure) {
                if (!Publishing.isGone(failure)) {
                    failures.add(failure);
                }
            }
        });
        thread.start();
        return thread;
    }

    /** Consumes until the broker is gone. */
    Consuming.Ended consume(Connection connection) throws IOException {
        return Consuming.acking(ledger, connection, QUEUE, DiskLedger::nowMs);
    }

    long confirmed() {
        return ledger.judge().counts().confirmed();
    }

    /** The broker is gone. */
    void gone() {
        ledger.killed(nowMs());
    }

    /** Reads all that a new life of the broker has, and judges. */
    void judge(BrokerProcess broker) throws IOException, InterruptedException, TimeoutException {
        try (Connection connection = broker.connectionFactory().newConnection()) {
            Consuming.drain(ledger, connection, QUEUE, DiskLedger::nowMs);
        }
        Ledger.Verdict verdict = ledger.judge();
        assertThat(failures).isEmpty();
        assertThat(verdict.violations())
                .as(verdict.counts() + "\n" + broker.log())
                .isEmpty();
    }

    private static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
