package io.leveret.broker.connection;

import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.ChannelMethod;
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

    private final SteppedClient wire;
    private final Part part;
    private final String name;
    private final CrashHouse house;
    private final CrashLedger ledger;
    private final SplittableRandom random;

    private final TreeMap<Long, String> unconfirmed = new TreeMap<>();
    private final TreeMap<Long, CrashEntry> unacked = new TreeMap<>();
    private final List<String> asked = new ArrayList<>();
    private String consumed = "";
    private int published;
    private long publishes;
    private CrashLedger.@Nullable Tx waiting;
    private List<CrashLedger.Place> publishing = new ArrayList<>();
    private List<CrashEntry> acknowledging = new ArrayList<>();
    private List<CrashEntry> rejecting = new ArrayList<>();

    /** @param name that no other client has, of any life */
    CrashClient(
            SteppedClient wire, Part part, String name, CrashHouse house, CrashLedger ledger, SplittableRandom random) {
        this.wire = wire;
        this.part = part;
        this.name = name;
        this.house = house;
        this.ledger = ledger;
        this.random = random;
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
                consumed = house.any(random);
                wire.send(
                        1,
                        new BasicMethod.Consume(
                                ShortString.of(consumed),
                                ShortString.of("c"),
                                false,
                                false,
                                false,
                                true,
                                FieldTable.EMPTY));
            }
        }
    }

    Part part() {
        return part;
    }

    /** Writes the next message down, and sends it. */
    private String publish(String exchange, String routingKey, List<String> targets) {
        CrashMessage message = ledger.publish(name + "-" + ++published, targets);
        BasicMethod.Publish method =
                new BasicMethod.Publish(ShortString.of(exchange), ShortString.of(routingKey), false, false);
        wire.publish(1, method, message.properties(), CrashMessage.body(message.name));
        return message.name;
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
                String queue = house.anyTarget(random);
                unconfirmed.put(++publishes, publish("", queue, List.of(queue)));
            }
            case FANNER -> unconfirmed.put(++publishes, publish(CrashHouse.FANOUT, "", house.fanned()));
            case CONSUMER -> settleOne();
            case TRANSACTOR -> transact();
        }
    }

    private void settleOne() {
        if (unacked.isEmpty()) {
            return;
        }
        long tag = random.nextBoolean() ? unacked.firstKey() : unacked.lastKey();
        int kind = random.nextInt(16);
        if (kind < 5) {
            wire.send(1, new BasicMethod.Nack(tag, false, true));
            unacked.remove(tag);
        } else if (kind < 8) {
            wire.send(1, new BasicMethod.Reject(tag, false));
            ledger.rejected(Objects.requireNonNull(unacked.remove(tag)));
        } else if (kind < 10) {
            wire.send(1, new BasicMethod.Ack(tag, true));
            Map<Long, CrashEntry> all = unacked.headMap(tag, true);
            all.values().forEach(ledger::acknowledged);
            all.clear();
        } else {
            wire.send(1, new BasicMethod.Ack(tag, false));
            ledger.acknowledged(Objects.requireNonNull(unacked.remove(tag)));
        }
    }

    private void transact() {
        if (waiting != null) {
            return;
        }
        int kind = random.nextInt(20);
        if (kind < 7) {
            String queue = house.anyTarget(random);
            publishing.add(new CrashLedger.Place(queue, publish("", queue, List.of(queue))));
        } else if (kind < 12) {
            String queue = house.any(random);
            asked.add(queue);
            wire.send(1, new BasicMethod.Get(ShortString.of(queue), false));
        } else if (kind < 15 && !unacked.isEmpty()) {
            long tag = unacked.firstKey();
            acknowledging.add(Objects.requireNonNull(unacked.remove(tag)));
            wire.send(1, new BasicMethod.Ack(tag, false));
        } else if (kind < 18 && !unacked.isEmpty()) {
            long tag = unacked.lastKey();
            CrashEntry entry = Objects.requireNonNull(unacked.remove(tag));
            rejecting.add(entry);
            ledger.rejected(entry);
            wire.send(1, new BasicMethod.Reject(tag, false));
        } else if (kind == 18) {
            waiting = new CrashLedger.Tx(publishing, acknowledging, rejecting, ledger.life());
            ledger.committing(waiting);
            forget();
            wire.send(1, new TxMethod.Commit());
        }
    }

    private void forget() {
        publishing = new ArrayList<>();
        acknowledging = new ArrayList<>();
        rejecting = new ArrayList<>();
    }

    @Override
    public void read() {
        for (SteppedClient.Received received : wire.read()) {
            Method method = received.method();
            if (method instanceof BasicMethod.Ack ack) {
                confirmed(told(ack.deliveryTag(), ack.multiple()), true);
            } else if (method instanceof BasicMethod.Nack nack) {
                confirmed(told(nack.deliveryTag(), nack.multiple()), false);
            } else if (method instanceof BasicMethod.Deliver deliver) {
                took(deliver.deliveryTag(), CrashEntry.of(consumed, received), deliver.redelivered());
            } else if (method instanceof BasicMethod.GetOk got) {
                took(got.deliveryTag(), CrashEntry.of(asked.remove(0), received), got.redelivered());
            } else if (method instanceof BasicMethod.GetEmpty) {
                asked.remove(0);
            } else if (method instanceof TxMethod.CommitOk) {
                ledger.committed(Objects.requireNonNull(waiting));
                waiting = null;
            } else if (method instanceof ChannelMethod.Close close && isRefusal(close)) {
                refused();
            } else if (method.name().endsWith(".close")) {
                throw new AssertionError(name + " got " + method);
            }
        }
    }

    private boolean isRefusal(ChannelMethod.Close close) {
        return waiting != null && close.replyText().toString().contains("partial tx completion");
    }

    /** The transaction came to nothing, and so has the channel. */
    private void refused() {
        ledger.aborted(Objects.requireNonNull(waiting));
        ledger.sessionGone();
        waiting = null;
        unacked.clear();
        wire.send(1, new ChannelMethod.CloseOk());
        wire.openChannel(1);
        begin();
    }

    private void took(long tag, CrashEntry entry, boolean redelivered) {
        ledger.delivered(entry, redelivered);
        unacked.put(tag, entry);
    }

    private Map<Long, String> told(long tag, boolean multiple) {
        return multiple ? unconfirmed.headMap(tag, true) : unconfirmed.subMap(tag, true, tag, true);
    }

    private void confirmed(Map<Long, String> told, boolean taken) {
        for (String message : told.values()) {
            if (taken) {
                ledger.confirmed(message);
            } else {
                ledger.refused(message);
            }
        }
        told.clear();
    }
}
