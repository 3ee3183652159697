package io.leveret.broker.connection;

import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.ConfirmMethod;
import io.leveret.codec.method.Method;
import io.leveret.codec.method.TxMethod;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A client that plays one part in a {@link CrashSimulation} and writes down what it does and is told. */
final class CrashClient implements CrashActor {

    enum Part {
        PUBLISHER,
        FANNER,
        CONSUMER,
        TRANSACTOR
    }

    static final String FANOUT = "fan";
    /** The queue whose rejected messages become dead letters. */
    static final String MORTAL = "q0";
    /** The queue with priorities. */
    static final String RANKED = "ranked";

    private final SteppedClient wire;
    private final Part part;
    private final String name;
    private final List<String> queues;
    private final CrashLedger ledger;
    private final SplittableRandom random;
    private final Map<String, Integer> numbers;

    private final TreeMap<Long, String> unconfirmed = new TreeMap<>();
    private final TreeMap<Long, CrashLedger.Place> unacked = new TreeMap<>();
    private final List<String> asked = new ArrayList<>();
    private @Nullable String consumed;
    private long publishes;
    private CrashLedger.@Nullable Tx waiting;
    private List<CrashLedger.Place> publishing = new ArrayList<>();
    private List<CrashLedger.Place> acknowledging = new ArrayList<>();

    CrashClient(
            SteppedClient wire,
            Part part,
            String name,
            List<String> queues,
            CrashLedger ledger,
            SplittableRandom random,
            Map<String, Integer> numbers) {
        this.wire = wire;
        this.part = part;
        this.name = name;
        this.queues = queues;
        this.ledger = ledger;
        this.random = random;
        this.numbers = numbers;
        wire.sendHandshake();
        wire.openChannel(1);
        begin();
    }

    private void begin() {
        switch (part) {
            case PUBLISHER, FANNER -> wire.send(1, new ConfirmMethod.Select(true));
            case TRANSACTOR -> wire.send(1, new TxMethod.Select());
            case CONSUMER -> {
                wire.send(1, new BasicMethod.Qos(0, 5 + random.nextInt(20), false));
                String queue = anyQueue();
                consumed = queue;
                wire.send(
                        1,
                        new BasicMethod.Consume(
                                ShortString.of(queue),
                                ShortString.of("c"),
                                false,
                                false,
                                false,
                                true,
                                FieldTable.EMPTY));
            }
        }
    }

    private String anyQueue() {
        return queues.get(random.nextInt(queues.size()));
    }

    private String nextMessage(List<String> targets) {
        String message = name + "-" + numbers.merge(name, 1, Integer::sum);
        ledger.published(message, targets);
        return message;
    }

    private void publish(String exchange, String routingKey, String message) {
        wire.publishPersistent(1, exchange, routingKey, CrashLedger.priority(message), message);
    }

    @Override
    public SteppedClient wire() {
        return wire;
    }

    /** Does something of its part. */
    @Override
    public void act() {
        switch (part) {
            case PUBLISHER -> {
                String queue = anyQueue();
                String message = nextMessage(List.of(queue));
                unconfirmed.put(++publishes, message);
                publish("", queue, message);
            }
            case FANNER -> {
                String message = nextMessage(queues);
                unconfirmed.put(++publishes, message);
                publish(FANOUT, "", message);
            }
            case CONSUMER -> settleOne();
            case TRANSACTOR -> transact();
        }
    }

    private void settleOne() {
        if (unacked.isEmpty()) {
            return;
        }
        long tag = random.nextBoolean() ? unacked.firstKey() : unacked.lastKey();
        if (random.nextInt(4) == 0) {
            wire.send(1, new BasicMethod.Nack(tag, false, true));
            unacked.remove(tag);
        } else if (random.nextInt(4) == 0 && MORTAL.equals(consumed)) {
            wire.send(1, new BasicMethod.Reject(tag, false));
            ledger.rejected(Objects.requireNonNull(unacked.remove(tag)).message());
        } else if (random.nextBoolean()) {
            wire.send(1, new BasicMethod.Ack(tag, true));
            Map<Long, CrashLedger.Place> all = unacked.headMap(tag, true);
            all.values().forEach(place -> ledger.acknowledged(place.queue(), place.message()));
            all.clear();
        } else {
            wire.send(1, new BasicMethod.Ack(tag, false));
            CrashLedger.Place place = Objects.requireNonNull(unacked.remove(tag));
            ledger.acknowledged(place.queue(), place.message());
        }
    }

    private void transact() {
        if (waiting != null) {
            return;
        }
        int kind = random.nextInt(10);
        if (kind < 4) {
            String queue = anyQueue();
            String message = nextMessage(List.of(queue));
            publishing.add(new CrashLedger.Place(queue, message));
            publish("", queue, message);
        } else if (kind < 6) {
            String queue = anyQueue();
            asked.add(queue);
            wire.send(1, new BasicMethod.Get(ShortString.of(queue), false));
        } else if (kind < 8 && !unacked.isEmpty()) {
            long tag = unacked.firstKey();
            acknowledging.add(unacked.remove(tag));
            wire.send(1, new BasicMethod.Ack(tag, false));
        } else if (kind == 8) {
            waiting = new CrashLedger.Tx(publishing, acknowledging);
            ledger.committing(waiting);
            publishing = new ArrayList<>();
            acknowledging = new ArrayList<>();
            wire.send(1, new TxMethod.Commit());
        }
    }

    @Override
    public void read() {
        for (SteppedClient.Received received : wire.read()) {
            Method method = received.method();
            if (method instanceof BasicMethod.Ack ack) {
                confirmed(ack);
            } else if (method instanceof BasicMethod.Deliver deliver) {
                String queue = Objects.requireNonNull(consumed);
                took(deliver.deliveryTag(), queue, received.body());
            } else if (method instanceof BasicMethod.GetOk got) {
                took(got.deliveryTag(), asked.remove(0), received.body());
            } else if (method instanceof BasicMethod.GetEmpty) {
                asked.remove(0);
            } else if (method instanceof TxMethod.CommitOk) {
                ledger.committed(Objects.requireNonNull(waiting));
                waiting = null;
            } else if (method.name().endsWith(".close") || method instanceof BasicMethod.Nack) {
                throw new AssertionError(name + " got " + method);
            }
        }
    }

    private void took(long tag, String queue, String message) {
        ledger.delivered(queue, message);
        unacked.put(tag, new CrashLedger.Place(queue, message));
    }

    private void confirmed(BasicMethod.Ack ack) {
        Map<Long, String> told = ack.multiple()
                ? unconfirmed.headMap(ack.deliveryTag(), true)
                : unconfirmed.subMap(ack.deliveryTag(), true, ack.deliveryTag(), true);
        told.values().forEach(ledger::confirmed);
        told.clear();
    }
}
