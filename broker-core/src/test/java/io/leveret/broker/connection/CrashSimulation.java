package io.leveret.broker.connection;

import io.leveret.broker.loop.HalfReceived;
import io.leveret.broker.loop.LoopLimits;
import io.leveret.broker.testing.ErrorLog;
import io.leveret.broker.testing.SteppedJournal;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.ExchangeMethod;
import io.leveret.codec.method.QueueMethod;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.leveret.store.Recovered;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Several lives of a broker over one journal. Publishers, consumers and transactions run on stepped loops; hand-overs,
 * reads and forces happen when the seed says so, and so does the crash that ends a life: what was not forced is lost, or a
 * part of it. In the end the ledger is held against what the queues hold.
 */
final class CrashSimulation {

    private static final int LIVES = 3;
    private static final int CLIENTS = 6;
    private static final List<String> QUEUES = List.of(CrashClient.MORTAL, "q1", "q2");
    private static final String DEAD = "dead";
    private static final FieldTable TO_DEAD = FieldTable.builder()
            .put("x-dead-letter-exchange", "")
            .put("x-dead-letter-routing-key", DEAD)
            .build();

    final CrashLedger ledger = new CrashLedger();
    private final SplittableRandom random;
    private final SteppedJournal journal = new SteppedJournal();
    private final Map<String, Integer> numbers = new HashMap<>();
    private @Nullable Recovered recovered;

    CrashSimulation(long seed) {
        random = new SplittableRandom(seed);
    }

    void run() {
        for (int life = 0; life < LIVES; life++) {
            live(life);
            recovered = journal.crash(random);
        }
        SteppedBroker last = broker();
        SteppedClient client = last.open(0);
        client.openChannel(1);
        for (String queue : QUEUES) {
            ledger.foundAll(queue, takeAll(client, queue));
        }
        ledger.foundDead(takeAll(client, DEAD));
        ledger.judge();
    }

    private SteppedBroker broker() {
        int loops = 1 + random.nextInt(4);
        long admissionBytesMax = random.nextBoolean() ? 2_000 : 1 << 20;
        // Little: a queue that holds more than a few messages pages out.
        long messageBytesMax = random.nextBoolean() ? 1_500 : 1 << 20;
        LoopLimits limits = new LoopLimits(admissionBytesMax, HalfReceived.BYTES_MAX, messageBytesMax);
        return new SteppedBroker(loops, limits, random.nextLong(), journal, recovered);
    }

    private void live(int life) {
        SteppedBroker broker = broker();
        declare(broker);
        List<CrashClient> clients = new ArrayList<>();
        CrashClient.Part[] parts = CrashClient.Part.values();
        for (int i = 0; i < CLIENTS; i++) {
            SteppedClient wire =
                    broker.connect(random.nextInt(broker.loops.loops().size()));
            String name = life + "" + (char) ('a' + i);
            clients.add(new CrashClient(wire, parts[i % parts.length], name, QUEUES, ledger, random, numbers));
        }
        int steps = random.nextInt(3_000);
        for (int step = 0; step < steps; step++) {
            step(broker, clients.get(random.nextInt(CLIENTS)));
            ErrorLog.requireEmpty();
        }
    }

    private void step(SteppedBroker broker, CrashClient client) {
        int kind = random.nextInt(100);
        if (kind < 50) {
            broker.loops.stepAny(random);
        } else if (kind < 70) {
            client.act();
        } else if (kind < 83) {
            client.wire.feed(random.nextBoolean() ? 1 + random.nextInt(200) : 64 * 1024);
        } else if (kind < 93) {
            client.read();
        } else if (kind < 99) {
            journal.force();
        } else if (random.nextInt(10) == 0) {
            client.wire.kill();
        }
    }

    private void declare(SteppedBroker broker) {
        SteppedClient client = broker.open(0);
        client.openChannel(1);
        client.send(
                1,
                new ExchangeMethod.Declare(
                        ShortString.of(CrashClient.FANOUT),
                        ShortString.of("fanout"),
                        false,
                        true,
                        false,
                        false,
                        true,
                        FieldTable.EMPTY));
        declare(client, DEAD, FieldTable.EMPTY);
        for (String queue : QUEUES) {
            declare(client, queue, queue.equals(CrashClient.MORTAL) ? TO_DEAD : FieldTable.EMPTY);
            client.send(
                    1,
                    new QueueMethod.Bind(
                            ShortString.of(queue),
                            ShortString.of(CrashClient.FANOUT),
                            ShortString.EMPTY,
                            true,
                            FieldTable.EMPTY));
        }
        for (int i = 0; i < 2 * QUEUES.size() + 3; i++) {
            client.feedAll();
            journal.force();
            broker.loops.settle();
        }
        client.kill();
        broker.loops.settle();
    }

    private static void declare(SteppedClient client, String queue, FieldTable arguments) {
        client.send(1, new QueueMethod.Declare(ShortString.of(queue), false, true, false, false, true, arguments));
    }

    private List<String> takeAll(SteppedClient client, String queue) {
        List<String> messages = new ArrayList<>();
        while (true) {
            client.send(1, new BasicMethod.Get(ShortString.of(queue), true));
            client.feedAll();
            journal.force();
            client.feedAll();
            for (SteppedClient.Received received : client.read()) {
                if (received.method() instanceof BasicMethod.GetOk got) {
                    ledger.flagged(queue, received.body(), got.redelivered());
                    messages.add(received.body());
                } else if (received.method() instanceof BasicMethod.GetEmpty) {
                    return messages;
                }
            }
        }
    }
}
