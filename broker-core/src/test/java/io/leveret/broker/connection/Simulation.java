package io.leveret.broker.connection;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.queue.Queue;
import io.leveret.broker.queue.QueueCounts;
import io.leveret.broker.testing.ErrorLog;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.QueueMethod;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Clients with connections, channels and roles of their own over the real broker on stepped loops; each hand-over, read
 * and write happens when the seed says so. Every answer is checked when it comes, everything else once all is quiet.
 */
final class Simulation {

    private static final int CLIENTS = 4;

    final SplittableRandom random;
    /** Whether clients may do more than publish, consume and acknowledge. */
    final boolean chaos;

    final SimLedger ledger = new SimLedger();
    final List<String> lasting = new ArrayList<>();

    private final List<String> fleeting = List.of("plain", "auto", "expiring", "mayfly");
    private final SteppedBroker broker;
    private final int loopCount;
    private final List<SimClient> clients = new ArrayList<>();
    private final List<SteppedClient> everybody = new ArrayList<>();
    private int names;

    Simulation(long seed, boolean chaos) {
        this.random = new SplittableRandom(seed);
        this.chaos = chaos;
        this.loopCount = 2 + random.nextInt(3);
        long admissionBytesMax = random.nextBoolean() ? 3_000 : 1 << 20;
        this.broker = new SteppedBroker(loopCount, admissionBytesMax, seed);
    }

    String nextName(String prefix) {
        return prefix + ++names;
    }

    String anyLasting() {
        return lasting.get(random.nextInt(lasting.size()));
    }

    String anyFleeting() {
        return fleeting.get(random.nextInt(fleeting.size()));
    }

    boolean isFleeting(String queue) {
        return fleeting.contains(queue);
    }

    /** A declare of a queue that comes and goes; always the same for the same name. */
    QueueMethod.Declare declareFleeting(String queue) {
        FieldTable.Builder arguments = FieldTable.builder();
        if (queue.equals("expiring")) {
            arguments.put("x-expires", 50);
        } else if (queue.equals("mayfly")) {
            arguments.put("x-message-ttl", 20);
        }
        return new QueueMethod.Declare(
                ShortString.of(queue), false, false, false, queue.equals("auto"), false, arguments.build());
    }

    /** Runs to the end; throws if anything is not as it must be. */
    void run(int steps) {
        declareLasting();
        for (int step = 0; step < steps; step++) {
            step();
            ErrorLog.requireEmpty();
        }
        becomeQuiet();
        checkAtRest();
        checkWhatIsLeft();
    }

    private void declareLasting() {
        SteppedClient first = broker.open(0);
        first.openChannel(1);
        for (int i = 0; i < 3; i++) {
            String queue = "lasting" + i;
            lasting.add(queue);
            first.send(
                    1,
                    new QueueMethod.Declare(
                            ShortString.of(queue), false, false, false, false, false, FieldTable.EMPTY));
            first.send(
                    1,
                    new QueueMethod.Bind(
                            ShortString.of(queue),
                            ShortString.of("amq.fanout"),
                            ShortString.EMPTY,
                            false,
                            FieldTable.EMPTY));
        }
        first.feedAll();
        first.kill();
        broker.loops.settle();
    }

    private void step() {
        int kind = random.nextInt(100);
        if (kind < 50) {
            broker.loops.stepAny(random);
        } else if (kind < 65) {
            client().act();
        } else if (kind < 82) {
            client().wire.feed(pieceLength());
        } else if (kind < 96) {
            client().read();
        } else if (kind < 98) {
            SteppedClient wire = client().wire;
            wire.stuck(!wire.socket.isStuck());
        } else if (chaos) {
            rarely();
        }
    }

    private void rarely() {
        int kind = random.nextInt(10);
        SimClient client = client();
        if (kind < 5) {
            broker.loops.advance(random.nextInt(30));
        } else if (kind < 8 && client.mortal) {
            // Most interesting is a death with questions under way.
            client.act();
            client.wire.feed(64 * 1024);
            client.kill();
        } else if (client.mortal) {
            client.close();
        }
    }

    private int pieceLength() {
        return switch (random.nextInt(4)) {
            case 0 -> 1 + random.nextInt(30);
            case 1 -> 1 + random.nextInt(2_000);
            default -> 64 * 1024;
        };
    }

    /** Any client that has not left; new ones come in the place of those that have. */
    private SimClient client() {
        clients.removeIf(client -> {
            if (client.isLeaving() && !client.dead) {
                client.wire.stuck(false);
                client.wire.feed(64 * 1024);
                client.read();
            }
            return client.dead;
        });
        clients.removeIf(SimClient::isLeaving);
        while (clients.size() < CLIENTS) {
            SteppedClient wire = broker.connect(random.nextInt(loopCount), 200 << random.nextInt(9));
            everybody.add(wire);
            clients.add(new SimClient(this, wire, chaos && !clients.isEmpty()));
        }
        return clients.get(random.nextInt(clients.size()));
    }

    /** Everybody sends the rest, reads all and settles what it holds, until nothing moves any more. */
    private void becomeQuiet() {
        for (SteppedClient wire : everybody) {
            if (wire.socket.isOpen()) {
                wire.stuck(false);
            }
        }
        int before = -1;
        for (int quiet = 0; quiet < 3; quiet = ledger.deliveries == before ? quiet + 1 : 0) {
            before = ledger.deliveries;
            for (SteppedClient wire : everybody) {
                wire.feedAll();
            }
            broker.loops.settle(random);
            clients.forEach(SimClient::read);
            clients.forEach(client -> client.channels().forEach(SimChannel::rest));
        }
        ErrorLog.requireEmpty();
    }

    private void checkAtRest() {
        for (SimClient client : clients) {
            if (!client.isLeaving()) {
                client.channels().forEach(SimChannel::checkAtRest);
            }
        }
        for (Loop loop : broker.loops.loops()) {
            SimLedger.check(broker.isAdmissionWhole(loop), "admission is missing on loop", loop.index());
        }
    }

    /** A queue that has a consumer whose channel has acknowledged everything must be empty. */
    void checkServed(String queue) {
        if (isFleeting(queue)) {
            return;
        }
        QueueCounts counts = counts(queue);
        SimLedger.check(counts.ready() == 0, "messages wait although there is a consumer", queue + " " + counts);
    }

    private QueueCounts counts(String name) {
        Queue queue = Objects.requireNonNull(broker.queue(name));
        return Objects.requireNonNull(broker.loops.ask(queue.home(), queue::counts));
    }

    private void checkWhatIsLeft() {
        clients.forEach(client -> client.wire.stuck(false));
        clients.stream().filter(client -> !client.isLeaving()).forEach(SimClient::kill);
        everybody.forEach(SteppedClient::kill);
        broker.loops.settle(random);
        ErrorLog.requireEmpty();
        SimLedger.check(broker.connections.count() == 0, "connections are left", broker.connections.count());
        for (SteppedClient wire : everybody) {
            wire.read();
            SimLedger.check(wire.socket.bytesInBuffers() == 0, "octets leaked", wire.socket.bytesInBuffers());
        }
        SteppedClient last = broker.open(0);
        last.openChannel(1);
        for (String queue : lasting) {
            QueueCounts counts = counts(queue);
            SimLedger.check(counts.unacked() == 0 && counts.consumers() == 0, "held by the dead", counts);
            takeAll(last, queue, counts.ready());
        }
        ledger.checkDisputes();
        ledger.checkNothingIsLost();
        for (Queue queue : broker.virtualHost.topology().queues()) {
            SimLedger.check(!queue.settings().isExclusive(), "outlived its connection", queue);
        }
    }

    private void takeAll(SteppedClient last, String queue, int ready) {
        for (int i = 0; i < ready; i++) {
            last.send(1, new BasicMethod.Get(ShortString.of(queue), true));
        }
        last.feedAll();
        for (SteppedClient.Received received : last.read()) {
            if (received.method() instanceof BasicMethod.GetOk got) {
                ledger.found(queue, received.body(), got.redelivered());
            }
        }
        SimLedger.check(counts(queue).ready() == 0, "could not be taken from", queue);
    }
}
