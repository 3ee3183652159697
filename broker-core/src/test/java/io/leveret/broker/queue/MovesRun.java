package io.leveret.broker.queue;

import static io.leveret.broker.queue.QueueModel.check;

import io.leveret.broker.loop.Loop;
import io.leveret.broker.queue.QueueLimits.Overflow;
import io.leveret.broker.testing.ErrorLog;
import io.leveret.broker.testing.SteppedLoops;
import io.leveret.broker.testing.TestRoutes;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.leveret.routing.Binding;
import io.leveret.routing.Destination;
import io.leveret.routing.Exchange;
import io.leveret.routing.ExchangeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * One random history of queues on several loops. Publishers and clients are on all loops, and threads are stepped in any
 * order.
 */
final class MovesRun {

    private static final int LOOPS = 3;
    private static final int QUEUES = 5;
    private static final List<Settle.Verdict> SETTLED_BY_CLIENTS =
            List.of(Settle.Verdict.ACK, Settle.Verdict.REJECT, Settle.Verdict.REJECT, Settle.Verdict.REQUEUE);
    private static final ShortString FANOUT = ShortString.of("fanout");

    /** A channel that publishes, gets and settles. */
    private final class Client implements Publisher, Session {
        final Loop loop;
        final List<QueueEntry> held = new ArrayList<>();

        Client(Loop loop) {
            this.loop = loop;
        }

        @Override
        public Loop loop() {
            return loop;
        }

        @Override
        public void answered(long tag, PublishOutcome outcome) {
            answered++;
            accepted += outcome == PublishOutcome.ACCEPTED ? 1 : 0;
        }
    }

    private final SplittableRandom random;
    private final boolean anyHouse;
    private final SteppedLoops loops = new SteppedLoops(LOOPS);
    private final TestRoutes routes = new TestRoutes();
    private final List<Queue> queues = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final Set<String> ended = new TreeSet<>();
    private int published;
    private int answered;
    private int accepted;

    MovesRun(long seed, boolean anyHouse) {
        this.random = new SplittableRandom(seed);
        this.anyHouse = anyHouse;
        routes.edit(topology -> topology.withExchange(
                new Exchange(FANOUT, ExchangeType.FANOUT, false, false, false, FieldTable.EMPTY)));
        for (int i = 0; i < QUEUES; i++) {
            Queue queue = new Queue(
                    ShortString.of("q" + i),
                    "/",
                    i,
                    settings(i),
                    loops.loop(random.nextInt(LOOPS)),
                    loops.deadlines(),
                    unused -> {},
                    routes);
            routes.add(queue);
            if (random.nextBoolean()) {
                routes.edit(topology -> topology.withBinding(
                        new Binding<>(FANOUT, new Destination.ToQueue<>(queue), ShortString.EMPTY, FieldTable.EMPTY)));
            }
            queues.add(queue);
        }
        loops.loops().forEach(loop -> clients.add(new Client(loop)));
    }

    /** Every way leads to a later queue, and the last takes everything; or anything goes. */
    private QueueSettings settings(int index) {
        boolean isLast = index == QUEUES - 1;
        if (isLast && !anyHouse) {
            return QueueFixture.settings(QueueTerms.UNSET, QueueTerms.UNSET, QueueLimits.NONE, null);
        }
        List<Overflow> overflows =
                anyHouse ? List.of(Overflow.values()) : List.of(Overflow.DROP_HEAD, Overflow.DROP_HEAD);
        QueueLimits limits = random.nextBoolean()
                ? QueueLimits.NONE
                : new QueueLimits(
                        random.nextInt(4),
                        random.nextBoolean() ? QueueLimits.UNLIMITED : random.nextInt(20),
                        overflows.get(random.nextInt(overflows.size())));
        long ttlMs = random.nextInt(3) == 0 ? random.nextInt(30) : QueueTerms.UNSET;
        return QueueFixture.settings(ttlMs, QueueTerms.UNSET, limits, target(index));
    }

    private DeadLetterTarget target(int index) {
        int later = index + 1 + random.nextInt(Math.max(1, QUEUES - index - 1));
        if (!anyHouse) {
            return QueueFixture.to("q" + later);
        }
        return random.nextBoolean()
                ? new DeadLetterTarget(FANOUT, null)
                : QueueFixture.to("q" + random.nextInt(QUEUES + 1));
    }

    void run() {
        int steps = 50 + random.nextInt(400);
        for (int step = 0; step < steps; step++) {
            step();
            checkNothingIsLost();
        }
        end();
    }

    private void step() {
        int kind = random.nextInt(100);
        Client client = clients.get(random.nextInt(LOOPS));
        if (kind < 15) {
            loops.turn(client.loop, () -> publish(client));
        } else if (kind < 25) {
            Queue queue = queues.get(random.nextInt(QUEUES));
            loops.turn(queue.home(), () -> get(queue));
        } else if (kind < 40) {
            loops.turn(client.loop, () -> settle(client));
        } else if (kind < 50) {
            loops.advance(random.nextInt(15));
        } else {
            loops.stepAny(random);
        }
    }

    private void publish(Client client) {
        for (int left = 1 + random.nextInt(4); left > 0; left--) {
            ShortString id = ShortString.of("m" + published++);
            int target = random.nextInt(QUEUES);
            // The last queue has no dead letters: what expires there is gone.
            boolean expires = target < QUEUES - 1 && random.nextInt(3) == 0;
            long expirationMs = expires ? random.nextInt(20) : Message.NO_EXPIRATION;
            Message message =
                    new Message(ShortString.EMPTY, id, new byte[2 + random.nextInt(8)], 2, false, 0, expirationMs);
            Enqueue.send(client, queues.get(target), message, published);
        }
    }

    /** The client on the queue's loop gets one, so that the entry is held where it is known. */
    private void get(Queue queue) {
        Client client = clients.get(queue.home().index());
        Got got = queue.get(client, false);
        if (got != null) {
            clients.get(random.nextInt(LOOPS)).held.add(got.entry());
        }
    }

    private void settle(Client client) {
        if (client.held.isEmpty()) {
            return;
        }
        QueueEntry entry = client.held.remove(random.nextInt(client.held.size()));
        Settle.Verdict verdict = SETTLED_BY_CLIENTS.get(random.nextInt(SETTLED_BY_CLIENTS.size()));
        boolean endsHere = !entry.queue().deadLetters().isMoving() && verdict == Settle.Verdict.REJECT;
        if (verdict == Settle.Verdict.ACK || endsHere) {
            ended.add(id(entry.message()));
        }
        Settle.send(client.loop, entry, verdict);
    }

    /** What the message was published as: the key of its first death, if it has died. */
    private static String id(Message message) {
        List<Death> deaths = message.deaths().newestFirst();
        return deaths.isEmpty()
                ? message.routingKey().toString()
                : deaths.get(deaths.size() - 1).routingKeys().get(0).toString();
    }

    private void checkNothingIsLost() {
        ErrorLog.requireEmpty();
        if (anyHouse) {
            return;
        }
        int somewhere = 0;
        for (Queue queue : queues) {
            somewhere += queue.state().ready()
                    + queue.state().unacked()
                    + queue.state().moving();
        }
        check(somewhere >= accepted - ended.size(), "lost " + (accepted - ended.size() - somewhere));
    }

    private void end() {
        clients.forEach(client -> {
            while (!client.held.isEmpty()) {
                loops.turn(client.loop, () -> settle(client));
            }
        });
        for (int i = 0; i < 2 * QUEUES; i++) {
            loops.settle(random);
            checkNothingIsLost();
            loops.advance(31);
        }
        loops.settle(random);
        ErrorLog.requireEmpty();
        check(answered == published, "publishes without an answer");
        for (Queue queue : queues) {
            check(queue.state().moving() == 0 && queue.state().unacked() == 0, "not at rest");
        }
        if (!anyHouse) {
            checkEachIsThereOnce();
        }
    }

    private void checkEachIsThereOnce() {
        Set<String> found = new TreeSet<>(ended);
        int count = ended.size();
        for (Queue queue : queues) {
            List<Message> left = new ArrayList<>();
            loops.turn(queue.home(), () -> {
                Client reader = clients.get(queue.home().index());
                for (Got got = queue.get(reader, true); got != null; got = queue.get(reader, true)) {
                    left.add(got.entry().message());
                }
            });
            // What stood expired behind another is on its way to a later queue now.
            loops.settle(random);
            count += left.size();
            left.forEach(message -> found.add(id(message)));
        }
        check(count == accepted && found.size() == accepted, "accepted " + accepted + ", found " + found);
    }
}
