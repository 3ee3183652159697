package io.leveret.conformance.kill;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Kills a broker process under load at random instants, starts it again on the same directory, and judges in the end what
 * became of every message: nothing confirmed is lost, no transaction is halved, order is kept, duplicates are marked.
 *
 * <p>The load: eight publishers with confirms, one with transactions, four consumers that acknowledge, and one that moves
 * messages in transactions, over ten queues; a kill comes after 0.2 to 5 seconds of it.
 *
 * <p>{@code -Dleveret.kills=30} kills more often, {@code -Dleveret.kills.seed} repeats the instants of an earlier run.
 * {@link BrokerProcess} says how to judge another broker.
 */
class KillLedgerTest {

    /** How long before a kill the broker may have read a plain acknowledgement and still forget it. */
    private static final long ACK_WINDOW_MS = 1_000;

    private static final int SHOWN_MAX = 30;
    /** So that minutes of kills remain in the memory of one test: about 1,000 messages a second and publisher. */
    private static final int PAUSE_MICROS = 900;

    private final long seed =
            Long.getLong("leveret.kills.seed", ThreadLocalRandom.current().nextLong());
    private final int kills = Integer.getInteger("leveret.kills", 20);
    private final SplittableRandom random = new SplittableRandom(seed);
    private final Ledger ledger = new Ledger(ACK_WINDOW_MS);
    private final AtomicLong relayed = new AtomicLong();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void keepsItsWordWhenKilled() throws Exception {
        Path directory = BrokerProcess.directory();
        List<Long> startsMs = new ArrayList<>();
        String log;
        try (BrokerProcess broker = new BrokerProcess(directory)) {
            broker.start();
            try (Connection connection = broker.connectionFactory().newConnection()) {
                Topology.declare(connection);
            }
            List<Publishing.Publisher> publishers = publishers();
            for (int kill = 0; kill < kills; kill++) {
                killUnderLoad(broker, publishers);
                broker.start();
                startsMs.add(broker.startMs());
            }
            try (Connection connection = broker.connectionFactory().newConnection()) {
                Topology.check(connection);
                for (String queue : Topology.queues()) {
                    Consuming.drain(ledger, connection, queue, KillLedgerTest::nowMs);
                }
            }
            log = broker.log();
        }
        judge(startsMs, log);
        BrokerProcess.delete(directory);
    }

    private List<Publishing.Publisher> publishers() {
        List<Publishing.Publisher> publishers = new ArrayList<>();
        for (String queue : Topology.PLAIN) {
            for (String name : List.of("a", "b")) {
                publishers.add(confirming(queue + "-" + name, "", queue, List.of(queue)));
            }
        }
        for (String name : List.of("fan-a", "fan-b")) {
            publishers.add(confirming(name, Topology.FAN, "", Topology.FANNED));
        }
        publishers.add(Publishing.transacting(ledger, "tx", Topology.TX, random.split()));
        return publishers;
    }

    private Publishing.Publisher confirming(String name, String exchange, String routingKey, List<String> queues) {
        return Publishing.confirming(ledger, name, exchange, routingKey, queues, random.split(), PAUSE_MICROS);
    }

    /** One life of the broker, from which it is torn. Returns when all clients have noticed. */
    private void killUnderLoad(BrokerProcess broker, List<Publishing.Publisher> publishers) throws Exception {
        List<Connection> connections = new ArrayList<>();
        for (int n = 0; n < 4; n++) {
            connections.add(broker.connectionFactory().newConnection());
        }
        Topology.check(connections.get(0));
        List<Consuming.Ended> consumers = new ArrayList<>();
        for (List<String> queues : List.of(Topology.PLAIN, Topology.FANNED)) {
            for (String queue : queues.subList(0, queues.size() - 1)) {
                consumers.add(Consuming.acking(ledger, connections.get(0), queue, KillLedgerTest::nowMs));
            }
        }
        consumers.add(Consuming.relaying(
                ledger, connections.get(1), Topology.TX.get(0), Topology.RELAYED, relayed, random.split()));
        List<Thread> threads = new ArrayList<>();
        for (Publishing.Publisher publisher : publishers) {
            Connection connection = connections.get(2 + threads.size() % 2);
            threads.add(new Thread(() -> publish(publisher, connection)));
        }
        threads.forEach(Thread::start);
        Thread.sleep(random.nextLong(200, 5_000));
        long killedAtMs = nowMs();
        broker.kill();

        for (Thread thread : threads) {
            thread.join();
        }
        for (Consuming.Ended consumer : consumers) {
            consumer.await().ifPresent(failures::add);
        }
        assertThat(failures).as("seed " + seed).isEmpty();
        ledger.killed(killedAtMs);
    }

    private void publish(Publishing.Publisher publisher, Connection connection) {
        try {
            publisher.run(connection);
        } catch (IOException | RuntimeException failure) {
            if (!Publishing.isGone(failure)) {
                failures.add(failure);
            }
        }
    }

    private void judge(List<Long> startsMs, String log) {
        Ledger.Verdict verdict = ledger.judge();
        String summary = "kill ledger, " + kills + " kills, seed " + seed + ": " + verdict.counts() + ", starts "
                + startsMs + " ms";
        System.out.println(summary);
        Map<Ledger.Fault, Integer> faults = Ledger.byFault(verdict.violations());
        String shown = String.join(
                "\n",
                verdict.violations().stream()
                        .sorted(Comparator.comparing(Ledger.Violation::fault))
                        .limit(SHOWN_MAX)
                        .map(Ledger.Violation::toString)
                        .toList());
        assertThat(verdict.violations())
                .as(() -> summary + "\n" + faults + "\n" + shown + "\n" + log)
                .isEmpty();
        assertThat(verdict.counts().confirmed()).as(summary).isPositive();
    }

    private static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
