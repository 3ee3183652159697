package io.leveret.conformance.kill;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Two queues, publishers with confirms, and what became of its messages when the disk failed or the broker was stopped. */
final class DiskLedger {

    /** What one publisher fills. */
    static final String QUEUE = "disk";

    private static final List<String> QUEUES = List.of(QUEUE, "disk.1");

    private static final long ACK_WINDOW_MS = 1_000;
    private static final int PAUSE_MICROS = 400;

    private final Ledger ledger;
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final List<Publishing.Publisher> publishers = new ArrayList<>();

    DiskLedger() {
        this(ACK_WINDOW_MS, 1, PAUSE_MICROS);
    }

    /**
     * @param ackWindowMs how long before the end an acknowledgement may have been lost, though the broker has read it
     * @param publisherCount how many publish, to one queue and the other by turns
     * @param pauseMicros how long each waits behind a message
     */
    DiskLedger(long ackWindowMs, int publisherCount, int pauseMicros) {
        ledger = new Ledger(ackWindowMs);
        for (int n = 0; n < publisherCount; n++) {
            String queue = QUEUES.get(n % QUEUES.size());
            publishers.add(Publishing.confirming(
                    ledger, "publisher-" + n, "", queue, List.of(queue), new SplittableRandom(n), pauseMicros));
        }
    }

    static void declare(Connection connection) throws IOException, TimeoutException {
        try (Channel channel = connection.createChannel()) {
            for (String queue : QUEUES) {
                channel.queueDeclare(queue, true, false, false, Map.of());
            }
        }
    }

    /** Publishes until the broker is gone; on a thread of its own. */
    Thread publish(Connection connection) {
        return publish(connection, 0);
    }

    /** The same for the publisher of this number. */
    Thread publish(Connection connection, int number) {
        Thread thread = new Thread(() -> {
            try {
                publishers.get(number).run(connection);
            } catch (IOException | RuntimeException failure) {
                if (!Publishing.isGone(failure)) {
                    failures.add(failure);
                }
            }
        });
        thread.start();
        return thread;
    }

    /** Consumes from {@link #QUEUE} until the broker is gone. */
    Consuming.Ended consume(Connection connection) throws IOException {
        return consume(connection, 0);
    }

    /** The same from the queue of this number. */
    Consuming.Ended consume(Connection connection, int number) throws IOException {
        return Consuming.acking(ledger, connection, QUEUES.get(number), DiskLedger::nowMs);
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
            for (String queue : QUEUES) {
                Consuming.drain(ledger, connection, queue, DiskLedger::nowMs);
            }
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
