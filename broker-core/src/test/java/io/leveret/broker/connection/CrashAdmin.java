package io.leveret.broker.connection;

import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.ConfirmMethod;
import io.leveret.codec.method.Method;
import io.leveret.codec.method.QueueMethod;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Declares, fills, purges and deletes a queue that nobody else uses, and writes down what must, and what may, be in it. */
final class CrashAdmin implements CrashActor {

    static final String FLEETING = "fleeting";
    private static final ShortString QUEUE = ShortString.of(FLEETING);

    /** What is known of the queue; outlives brokers and clients. */
    static final class Ledger {
        /** Messages that may be there, and of these which must. */
        private final TreeMap<Integer, Boolean> messages = new TreeMap<>();

        private int last;
        private int purges;
        private int deletes;

        /** So many messages, all there are, may be gone from now on, or have to be. */
        private void clear(int upTo, boolean forSure) {
            if (forSure) {
                messages.headMap(upTo, true).clear();
            } else {
                messages.headMap(upTo, true).replaceAll((message, required) -> false);
            }
        }

        /** What is there in the end, first to last. */
        void found(List<String> bodies) {
            List<Integer> found = bodies.stream().map(Integer::valueOf).toList();
            require(found.equals(found.stream().sorted().distinct().toList()), "out of order: " + found);
            require(messages.keySet().containsAll(found), "came back: " + found + ", there may be " + messages);
            messages.forEach((message, required) ->
                    require(!required || found.contains(message), message + " is lost, there is " + found));
        }

        int purges() {
            return purges;
        }

        int deletes() {
            return deletes;
        }

        private static void require(boolean condition, String otherwise) {
            if (!condition) {
                throw new AssertionError(FLEETING + ": " + otherwise);
            }
        }
    }

    private final SteppedClient wire;
    private final Ledger ledger;
    private final SplittableRandom random;
    /** By their numbers on the channel. */
    private final TreeMap<Long, Integer> unconfirmed = new TreeMap<>();
    /** For each purge or delete that is not answered, which messages it was to take. */
    private final List<Integer> clearing = new ArrayList<>();

    private long publishes;
    private int cleared;
    private boolean declared;

    CrashAdmin(SteppedClient wire, Ledger ledger, SplittableRandom random) {
        this.wire = wire;
        this.ledger = ledger;
        this.random = random;
        wire.sendHandshake();
        wire.openChannel(1);
        wire.send(1, new ConfirmMethod.Select(true));
    }

    @Override
    public SteppedClient wire() {
        return wire;
    }

    @Override
    public void act() {
        int kind = random.nextInt(20);
        if (!declared) {
            declared = true;
            wire.send(1, new QueueMethod.Declare(QUEUE, false, true, false, false, true, FieldTable.EMPTY));
        } else if (kind == 0) {
            declared = false;
            clear();
            wire.send(1, new QueueMethod.Delete(QUEUE, false, false, false));
        } else if (kind == 1) {
            clear();
            wire.send(1, new QueueMethod.Purge(QUEUE, false));
        } else {
            int message = ++ledger.last;
            ledger.messages.put(message, false);
            unconfirmed.put(++publishes, message);
            wire.publishPersistent(1, "", FLEETING, "" + message);
        }
    }

    private void clear() {
        cleared = ledger.last;
        ledger.clear(cleared, false);
        clearing.add(cleared);
    }

    @Override
    public void read() {
        for (SteppedClient.Received received : wire.read()) {
            Method method = received.method();
            if (method instanceof BasicMethod.Ack ack) {
                confirmed(ack);
            } else if (method instanceof QueueMethod.PurgeOk) {
                ledger.purges++;
                ledger.clear(clearing.remove(0), true);
            } else if (method instanceof QueueMethod.DeleteOk) {
                ledger.deletes++;
                ledger.clear(clearing.remove(0), true);
            } else if (method.name().endsWith(".close") || method instanceof BasicMethod.Nack) {
                throw new AssertionError("the admin got " + method);
            }
        }
    }

    private void confirmed(BasicMethod.Ack ack) {
        var told = unconfirmed.subMap(ack.multiple() ? 0 : ack.deliveryTag(), true, ack.deliveryTag(), true);
        for (int message : told.values()) {
            if (message > cleared) {
                ledger.messages.put(message, true);
            }
        }
        told.clear();
    }
}
