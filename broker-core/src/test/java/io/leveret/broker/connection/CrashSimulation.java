package io.leveret.broker.connection;

import static io.leveret.broker.connection.CrashLedger.require;

import io.leveret.broker.loop.HalfReceived;
import io.leveret.broker.loop.LoopLimits;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.queue.QueueCounts;
import io.leveret.broker.testing.ErrorLog;
import io.leveret.broker.testing.LoopsJournal;
import io.leveret.broker.testing.SimulatedStore;
import io.leveret.broker.testing.SteppedJournal;
import io.leveret.broker.testing.SteppedLoops;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.ExchangeMethod;
import io.leveret.codec.method.QueueMethod;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.leveret.store.Recovered;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Several lives of a broker over one journal. Publishers, consumers and transactions run on stepped loops; hand-overs,
 * reads and forces happen when the seed says so, time passes, and so does the crash that ends a life: what was not forced
 * is lost, or a part of it. In the end the ledger is held against what the queues hold.
 *
 * <p>Owner: the thread of the test, on which all loops and the control thread are stepped.
 */
final class CrashSimulation {

    static final int LIVES = 3;
    private static final int CLIENTS = 7;
    private static final int ROUNDS_MAX = 100;
    /** Past the time after which a dead letter is tried again that nobody has taken. */
    private static final long PATIENCE_MS = 5_001;

    final CrashHouse house;
    final CrashLedger ledger;
    final CrashVerdict verdict;
    final CrashAdmin.Ledger fleeting = new CrashAdmin.Ledger();
    private final SplittableRandom random;
    private final CrashKeeper keeper;
    private final LoopsJournal journal;
    private long wallMs = 1_000_000_000;
    private int clients;
    private @Nullable Recovered recovered;

    private CrashSimulation(SplittableRandom random, CrashKeeper keeper) {
        this.random = random;
        this.keeper = keeper;
        journal = keeper.journal();
        house = new CrashHouse(random);
        ledger = new CrashLedger(house);
        verdict = new CrashVerdict(house, ledger);
    }

    /** Over a journal in memory, whose batches are forced in order: quick, and of the broker alone. */
    static CrashSimulation overBatches(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new CrashSimulation(random, new CrashKeeper.Batches(new SteppedJournal(), random));
    }

    /** Over the store as it is, on a simulated disk. */
    static CrashSimulation overStore(long seed, SimulatedStore store) {
        SplittableRandom random = new SplittableRandom(seed);
        return new CrashSimulation(random, new CrashKeeper.Store(store, random));
    }

    void run() throws IOException {
        for (int life = 0; life < LIVES; life++) {
            live();
            recovered = keeper.crash();
        }
        SteppedBroker last = broker();
        SteppedClient client = opened(last);
        settle(last);
        requireLimits(last);
        takeAll(last, client);
        verdict.judge();
        declare(client, CrashAdmin.FLEETING, FieldTable.EMPTY);
        List<String> left = new ArrayList<>();
        drain(last, client, CrashAdmin.FLEETING, received -> left.add(received.body()));
        fleeting.found(left);
        ErrorLog.requireEmpty();
        keeper.close();
    }

    private SteppedBroker broker() {
        int loopCount = 1 + random.nextInt(4);
        long admissionBytesMax = random.nextBoolean() ? 2_000 : 1 << 20;
        // Little: a queue that holds more than a few messages pages out.
        long messageBytesMax = random.nextBoolean() ? 1_500 : 1 << 20;
        LoopLimits limits = new LoopLimits(admissionBytesMax, HalfReceived.BYTES_MAX, messageBytesMax);
        // A process's own clock begins anew, and a second belongs to one life only.
        wallMs = (wallMs / 1000 + 1) * 1000 + random.nextInt(random.nextInt(4) == 0 ? 10_000 : 500);
        SteppedLoops loops = new SteppedLoops(loopCount, limits, random.nextInt(1 << 20), wallMs);
        ledger.beginLife(loops.clock()::wallMs);
        return new SteppedBroker(loops, admissionBytesMax, random.nextLong(), journal, recovered);
    }

    private void live() {
        SteppedBroker broker = broker();
        declare(broker);
        List<CrashActor> actors = new ArrayList<>();
        CrashClient.Part[] parts = CrashClient.Part.values();
        for (int i = 0; i < CLIENTS; i++) {
            // Two of each, and three who consume.
            actors.add(client(broker, i < 6 ? parts[i % parts.length] : CrashClient.Part.CONSUMER));
        }
        actors.add(new CrashAdmin(broker.connect(0), fleeting, random));
        int steps = random.nextInt(3_000);
        keeper.failSoon();
        for (int step = 0; step < steps && !keeper.isDead(); step++) {
            step(broker, actors, random.nextInt(actors.size()));
            ErrorLog.requireEmpty();
        }
        // What is on its way to a client arrives.
        actors.forEach(CrashActor::read);
        ledger.endLife();
        wallMs = broker.loops.clock().wallMs();
    }

    private CrashClient client(SteppedBroker broker, CrashClient.Part part) {
        SteppedClient wire = broker.connect(random.nextInt(broker.loops.loops().size()));
        return new CrashClient(wire, part, "c" + clients++, house, ledger, random);
    }

    private void step(SteppedBroker broker, List<CrashActor> actors, int index) {
        CrashActor actor = actors.get(index);
        int kind = random.nextInt(100);
        if (kind < 49) {
            broker.loops.stepAny(random);
        } else if (kind < 69) {
            actor.act();
        } else if (kind < 81) {
            actor.wire().feed(random.nextBoolean() ? 1 + random.nextInt(200) : 64 * 1024);
        } else if (kind < 91) {
            actor.read();
        } else if (kind < 97) {
            keeper.goOn();
        } else if (kind < 99) {
            // Turns are short.
            broker.loops.loops().forEach(loop -> broker.loops.turn(loop, () -> {}));
            broker.loops.advance(random.nextInt(random.nextInt(8) == 0 ? 3_000 : 60));
        } else if (random.nextInt(5) == 0 && actor instanceof CrashClient client) {
            client.wire().kill();
            client.read();
            ledger.sessionGone();
            actors.set(index, client(broker, client.part()));
        }
    }

    private void declare(SteppedBroker broker) {
        SteppedClient client = opened(broker);
        client.send(
                1,
                new ExchangeMethod.Declare(
                        ShortString.of(CrashHouse.FANOUT),
                        ShortString.of("fanout"),
                        false,
                        true,
                        false,
                        false,
                        true,
                        FieldTable.EMPTY));
        house.all().forEach(queue -> declare(client, queue.name(), queue.arguments()));
        for (String queue : house.fanned()) {
            client.send(
                    1,
                    new QueueMethod.Bind(
                            ShortString.of(queue),
                            ShortString.of(CrashHouse.FANOUT),
                            ShortString.EMPTY,
                            true,
                            FieldTable.EMPTY));
        }
        for (int i = 0; i < 2 * house.all().size() + 3; i++) {
            feed(broker, client);
        }
        for (SteppedClient.Received received : client.read()) {
            require(!received.method().name().endsWith(".close"), "comes to " + received, "declaring", house.all());
        }
        client.kill();
        broker.loops.settle();
    }

    private static SteppedClient opened(SteppedBroker broker) {
        SteppedClient client = broker.connect(0);
        client.sendHandshake();
        client.openChannel(1);
        return client;
    }

    /** The broker reads nothing for a while if what it has to do waits for the disk. */
    private void feed(SteppedBroker broker, SteppedClient client) {
        client.feed(64 * 1024);
        broker.loops.settle();
        journal.force();
        broker.loops.settle();
    }

    private static void declare(SteppedClient client, String queue, FieldTable arguments) {
        client.send(1, new QueueMethod.Declare(ShortString.of(queue), false, true, false, false, true, arguments));
    }

    private void settle(SteppedBroker broker) {
        for (int rounds = 0; rounds < 10; rounds++) {
            broker.loops.settle();
            journal.force();
        }
        broker.loops.settle();
    }

    /** Where the head has to go for what comes, no more is there soon than may be, before anybody has taken anything. */
    private void requireLimits(SteppedBroker broker) {
        List<String> beyond = beyondLimits(broker);
        // What is on the disk only is read back to be dropped, some at a time, and letters of others come meanwhile.
        for (int rounds = 0; rounds < ROUNDS_MAX && !beyond.isEmpty(); rounds++) {
            settle(broker);
            beyond = beyondLimits(broker);
        }
        require(beyond.isEmpty(), "is more than there may be", "There", beyond);
        settle(broker);
    }

    private List<String> beyondLimits(SteppedBroker broker) {
        List<String> beyond = new ArrayList<>();
        for (CrashHouse.Spec spec : house.all()) {
            Queue queue = Objects.requireNonNull(broker.queue(spec.name()));
            QueueCounts counts = Objects.requireNonNull(broker.loops.ask(queue.home(), queue::counts));
            boolean tooMany = spec.maxLength() >= 0 && counts.ready() > spec.maxLength();
            boolean tooMuch = spec.maxBytes() >= 0 && counts.readyBytes() > spec.maxBytes();
            if (spec.dropsHead() && (tooMany || tooMuch)) {
                beyond.add(counts + " in " + spec);
            }
        }
        return beyond;
    }

    /** Takes what is there, then what comes of dead letters that were not taken at first. */
    private void takeAll(SteppedBroker broker, SteppedClient client) {
        for (CrashHouse.Spec spec : house.all()) {
            verdict.requireOrder(spec, take(broker, client, spec.name()));
        }
        int idle = 0;
        for (int rounds = 0; idle < 2; rounds++) {
            require(rounds < 4 * ROUNDS_MAX, "come for ever", "dead letters", "");
            broker.loops.advance(PATIENCE_MS);
            settle(broker);
            int count = 0;
            for (CrashHouse.Spec spec : house.all()) {
                count += take(broker, client, spec.name()).size();
            }
            idle = count == 0 ? idle + 1 : 0;
        }
    }

    private List<CrashEntry> take(SteppedBroker broker, SteppedClient client, String queue) {
        List<CrashEntry> entries = new ArrayList<>();
        drain(broker, client, queue, received -> {
            CrashEntry entry = CrashEntry.of(queue, received);
            ledger.found(entry, ((BasicMethod.GetOk) received.method()).redelivered());
            entries.add(entry);
        });
        return entries;
    }

    private void drain(
            SteppedBroker broker, SteppedClient client, String queue, Consumer<SteppedClient.Received> taker) {
        while (true) {
            client.send(1, new BasicMethod.Get(ShortString.of(queue), true));
            SteppedClient.Received received = answer(broker, client);
            if (received.method() instanceof BasicMethod.GetEmpty) {
                return;
            }
            taker.accept(received);
        }
    }

    private SteppedClient.Received answer(SteppedBroker broker, SteppedClient client) {
        for (int rounds = 0; rounds < ROUNDS_MAX; rounds++) {
            feed(broker, client);
            List<SteppedClient.Received> received = client.read();
            for (SteppedClient.Received one : received) {
                boolean isAnswer =
                        one.method() instanceof BasicMethod.GetOk || one.method() instanceof BasicMethod.GetEmpty;
                if (isAnswer) {
                    return one;
                }
            }
        }
        throw new AssertionError("no answer to basic.get");
    }
}
