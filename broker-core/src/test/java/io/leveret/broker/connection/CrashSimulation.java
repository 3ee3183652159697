package io.leveret.broker.connection;

import io.leveret.broker.loop.HalfReceived;
import io.leveret.broker.loop.LoopLimits;
import io.leveret.broker.queue.QueueSettings;
import io.leveret.broker.testing.ErrorLog;
import io.leveret.broker.testing.LoopsJournal;
import io.leveret.broker.testing.SimulatedStore;
import io.leveret.broker.testing.SteppedJournal;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.ExchangeMethod;
import io.leveret.codec.method.QueueMethod;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.leveret.store.Recovered;
import java.io.IOException;
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
 *
 * <p>Owner: the thread of the test, on which all loops and the control thread are stepped.
 */
final class CrashSimulation {

    /** What a broker records in, which outlives it. */
    interface Keeper {
        LoopsJournal journal();

        /** Lets some of what was submitted become durable. */
        void goOn();

        /** The next life may end by itself. */
        void failSoon();

        /** Whether this life has ended by itself. */
        boolean isDead();

        /** Ends this life and begins the next one; gives what that finds. */
        Recovered crash() throws IOException;

        void close();
    }

    private static final int LIVES = 3;
    private static final int CLIENTS = 6;
    private static final int ROUNDS_MAX = 100;
    private static final List<String> QUEUES = List.of(CrashClient.MORTAL, "q1", CrashClient.RANKED);
    private static final String DEAD = "dead";
    private static final FieldTable PRIORITIES = FieldTable.builder()
            .put(QueueSettings.MAX_PRIORITY, CrashLedger.PRIORITIES - 1)
            .build();
    private static final FieldTable TO_DEAD = FieldTable.builder()
            .put("x-dead-letter-exchange", "")
            .put("x-dead-letter-routing-key", DEAD)
            .build();

    final CrashLedger ledger = new CrashLedger();
    final CrashAdmin.Ledger fleeting = new CrashAdmin.Ledger();
    private final SplittableRandom random;
    private final Keeper keeper;
    private final LoopsJournal journal;
    private final Map<String, Integer> numbers = new HashMap<>();
    private @Nullable Recovered recovered;

    private CrashSimulation(SplittableRandom random, Keeper keeper) {
        this.random = random;
        this.keeper = keeper;
        journal = keeper.journal();
    }

    /** Over a journal in memory, whose batches are forced in order: quick, and of the broker alone. */
    static CrashSimulation overBatches(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new CrashSimulation(random, new BatchKeeper(new SteppedJournal(), random));
    }

    /** Over the store as it is, on a simulated disk. */
    static CrashSimulation overStore(long seed, SimulatedStore store) {
        SplittableRandom random = new SplittableRandom(seed);
        return new CrashSimulation(random, new StoreKeeper(store, random));
    }

    private record BatchKeeper(SteppedJournal batches, SplittableRandom random) implements Keeper {
        @Override
        public LoopsJournal journal() {
            return batches;
        }

        @Override
        public void goOn() {
            batches.force();
        }

        @Override
        public void failSoon() {
            // Its lives end when their steps do.
        }

        @Override
        public boolean isDead() {
            return false;
        }

        @Override
        public Recovered crash() {
            return batches.crash(random);
        }

        @Override
        public void close() {
            // It has nothing that is open.
        }
    }

    private record StoreKeeper(SimulatedStore store, SplittableRandom random) implements Keeper {
        @Override
        public LoopsJournal journal() {
            return store;
        }

        @Override
        public void goOn() {
            if (random.nextInt(50) == 0) {
                store.checkpoint();
            } else {
                store.nap();
            }
        }

        @Override
        public void failSoon() {
            store.failSoon();
        }

        @Override
        public boolean isDead() {
            return store.isDead();
        }

        @Override
        public Recovered crash() throws IOException {
            store.crash();
            return store.recovered();
        }

        @Override
        public void close() {
            store.close();
        }
    }

    void run() throws IOException {
        for (int life = 0; life < LIVES; life++) {
            live(life);
            recovered = keeper.crash();
        }
        SteppedBroker last = broker();
        SteppedClient client = last.open(0);
        client.openChannel(1);
        for (String queue : QUEUES) {
            ledger.foundAll(queue, takeAll(client, queue));
        }
        ledger.foundDead(takeAll(client, DEAD));
        ledger.judge();
        declare(client, CrashAdmin.FLEETING, FieldTable.EMPTY);
        fleeting.found(takeAll(client, CrashAdmin.FLEETING));
        ErrorLog.requireEmpty();
        keeper.close();
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
        List<CrashActor> clients = new ArrayList<>();
        CrashClient.Part[] parts = CrashClient.Part.values();
        for (int i = 0; i < CLIENTS; i++) {
            SteppedClient wire =
                    broker.connect(random.nextInt(broker.loops.loops().size()));
            String name = life + "" + (char) ('a' + i);
            clients.add(new CrashClient(wire, parts[i % parts.length], name, QUEUES, ledger, random, numbers));
        }
        clients.add(new CrashAdmin(broker.connect(0), fleeting, random));
        int steps = random.nextInt(3_000);
        keeper.failSoon();
        for (int step = 0; step < steps && !keeper.isDead(); step++) {
            step(broker, clients.get(random.nextInt(clients.size())));
            ErrorLog.requireEmpty();
        }
    }

    private void step(SteppedBroker broker, CrashActor client) {
        int kind = random.nextInt(100);
        if (kind < 50) {
            broker.loops.stepAny(random);
        } else if (kind < 70) {
            client.act();
        } else if (kind < 83) {
            client.wire().feed(random.nextBoolean() ? 1 + random.nextInt(200) : 64 * 1024);
        } else if (kind < 93) {
            client.read();
        } else if (kind < 99) {
            keeper.goOn();
        } else if (random.nextInt(10) == 0) {
            client.wire().kill();
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
            declare(client, queue, arguments(queue));
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

    private static FieldTable arguments(String queue) {
        return switch (queue) {
            case CrashClient.MORTAL -> TO_DEAD;
            case CrashClient.RANKED -> PRIORITIES;
            default -> FieldTable.EMPTY;
        };
    }

    private static void declare(SteppedClient client, String queue, FieldTable arguments) {
        client.send(1, new QueueMethod.Declare(ShortString.of(queue), false, true, false, false, true, arguments));
    }

    private List<String> takeAll(SteppedClient client, String queue) {
        List<String> messages = new ArrayList<>();
        while (true) {
            client.send(1, new BasicMethod.Get(ShortString.of(queue), true));
            SteppedClient.Received received = answer(client);
            if (received.method() instanceof BasicMethod.GetOk got) {
                ledger.flagged(queue, received.body(), got.redelivered());
                messages.add(received.body());
            } else if (received.method() instanceof BasicMethod.GetEmpty) {
                return messages;
            }
        }
    }

    private SteppedClient.Received answer(SteppedClient client) {
        for (int rounds = 0; rounds < ROUNDS_MAX; rounds++) {
            client.feedAll();
            List<SteppedClient.Received> received = client.read();
            for (SteppedClient.Received one : received) {
                boolean isAnswer =
                        one.method() instanceof BasicMethod.GetOk || one.method() instanceof BasicMethod.GetEmpty;
                if (isAnswer) {
                    return one;
                }
            }
            journal.force();
        }
        throw new AssertionError("no answer to basic.get");
    }
}
