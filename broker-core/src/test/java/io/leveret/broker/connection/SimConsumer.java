package io.leveret.broker.connection;

import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.ChannelMethod;
import io.leveret.codec.method.Method;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Consumes and gets, settles in every way, cancels, recovers and closes. */
final class SimConsumer extends SimChannel {

    private record Subscription(String queue, boolean noAck, int prefetch) {}

    private record Got(String queue, boolean noAck) {}

    private record Held(SimLedger.Copy copy, @Nullable String tag) {}

    private final Map<String, Subscription> subscriptions = new HashMap<>();
    private final ArrayDeque<Got> gets = new ArrayDeque<>();
    private final TreeMap<Long, Held> held = new TreeMap<>();
    private final List<SimLedger.Copy> settled = new ArrayList<>();
    private final Map<String, Integer> lastNumber = new HashMap<>();
    /** 0 if there is none, or none any more. */
    private int globalLimit;

    /** Queues that come and go fail a channel, so one that uses them uses no others. */
    private final boolean usesFleeting;

    private int prefetch;
    private int recovering;
    private int canceling;

    SimConsumer(SimClient client, int number) {
        super(client, number);
        usesFleeting = simulation.chaos && random(4) == 0;
        limitEach();
        if (random(4) == 0) {
            globalLimit = 1 + random(5);
            send(new BasicMethod.Qos(0, globalLimit, true));
        }
        consume();
    }

    /** Which ends the limit of the channel. */
    private void limitEach() {
        globalLimit = 0;
        prefetch = random(4);
        send(new BasicMethod.Qos(0, prefetch, false));
    }

    @Override
    void act() {
        if (closing) {
            return;
        }
        int kind = random(100);
        if (kind < 50) {
            settleSome();
        } else if (!simulation.chaos) {
            settleAll();
        } else if (kind < 60) {
            consume();
        } else if (kind < 67) {
            cancel();
        } else if (kind < 82) {
            get();
        } else if (kind < 86) {
            limitEach();
        } else if (kind < 90) {
            recover();
        } else if (kind < 92) {
            releaseAll();
            close();
        }
    }

    private boolean mayTakeWithoutAck() {
        return !client.mortal && random(3) == 0;
    }

    private String anyQueue() {
        return usesFleeting ? simulation.anyFleeting() : simulation.anyLasting();
    }

    private void consume() {
        if (subscriptions.size() == 3) {
            return;
        }
        String tag = simulation.nextName("tag");
        String queue = anyQueue();
        Subscription subscription = new Subscription(queue, mayTakeWithoutAck(), prefetch);
        subscriptions.put(tag, subscription);
        send(new BasicMethod.Consume(
                ShortString.of(queue),
                ShortString.of(tag),
                false,
                subscription.noAck,
                false,
                false,
                FieldTable.builder().put("x-priority", random(2)).build()));
    }

    private void cancel() {
        if (!subscriptions.isEmpty()) {
            canceling++;
            String tag = subscriptions.keySet().iterator().next();
            send(new BasicMethod.Cancel(ShortString.of(tag), false));
        }
    }

    private void get() {
        Got got = new Got(anyQueue(), mayTakeWithoutAck());
        gets.add(got);
        send(new BasicMethod.Get(ShortString.of(got.queue), got.noAck));
    }

    private void recover() {
        recovering++;
        releaseAll();
        send(new BasicMethod.Recover(true));
    }

    private void settleSome() {
        for (int left = random(4); left > 0 && !held.isEmpty(); left--) {
            long tag = new ArrayList<>(held.keySet()).get(random(held.size()));
            boolean multiple = random(3) == 0;
            int verdict = simulation.chaos ? random(4) : 0;
            switch (verdict) {
                case 0, 1 -> {
                    send(new BasicMethod.Ack(tag, multiple));
                    settle(tag, multiple, false);
                }
                case 2 -> {
                    boolean requeue = random(2) == 0;
                    send(new BasicMethod.Nack(tag, multiple, requeue));
                    settle(tag, multiple, requeue);
                }
                default -> {
                    send(new BasicMethod.Reject(tag, true));
                    settle(tag, false, true);
                }
            }
        }
    }

    private void settleAll() {
        if (!held.isEmpty()) {
            send(new BasicMethod.Ack(held.lastKey(), true));
            settle(held.lastKey(), true, false);
        }
    }

    private void settle(long tag, boolean multiple, boolean requeue) {
        Map<Long, Held> which = multiple ? held.headMap(tag, true) : held.subMap(tag, true, tag, true);
        for (Held entry : which.values()) {
            if (entry.copy.holder != this) {
                continue;
            }
            entry.copy.holder = null;
            if (!requeue) {
                entry.copy.settledBy = this;
                settled.add(entry.copy);
            }
        }
        which.clear();
    }

    @Override
    void answer(SteppedClient.Received answer) {
        Method method = answer.method();
        if (method instanceof BasicMethod.Deliver deliver) {
            Subscription from = subscriptions.get(deliver.consumerTag().toString());
            check(from != null, "delivered to a consumer that has ended", answer);
            assert from != null;
            delivered(deliver, from, answer.body());
        } else if (method instanceof BasicMethod.GetOk got) {
            Got asked = gets.remove();
            take(asked.queue, asked.noAck, got.deliveryTag(), null, got.redelivered(), answer.body());
        } else if (method instanceof BasicMethod.GetEmpty) {
            gets.remove();
        } else if (method instanceof BasicMethod.CancelOk ok) {
            canceling--;
            subscriptions.remove(ok.consumerTag().toString());
        } else if (method instanceof BasicMethod.Cancel gone) {
            Subscription ended = subscriptions.remove(gone.consumerTag().toString());
            check(ended != null && simulation.isFleeting(ended.queue), "cancelled without reason", gone);
        } else if (method instanceof BasicMethod.RecoverOk) {
            recovering--;
        } else {
            check(method instanceof BasicMethod.QosOk || method instanceof BasicMethod.ConsumeOk, "odd", answer);
        }
    }

    private void delivered(BasicMethod.Deliver deliver, Subscription from, String body) {
        String tag = deliver.consumerTag().toString();
        take(from.queue, from.noAck, deliver.deliveryTag(), tag, deliver.redelivered(), body);
        if (from.noAck) {
            return;
        }
        if (from.prefetch > 0) {
            long holds = held.values().stream()
                    .filter(entry -> tag.equals(entry.tag))
                    .count();
            check(holds <= from.prefetch, "delivered past the prefetch of " + from.prefetch, deliver);
        }
        if (globalLimit > 0) {
            long holds =
                    held.values().stream().filter(entry -> entry.tag != null).count();
            check(holds <= globalLimit, "delivered past the channel's limit of " + globalLimit, deliver);
        }
    }

    private void take(
            String queue, boolean noAck, long tag, @Nullable String consumer, boolean redelivered, String body) {
        boolean stale = !noAck && (recovering > 0 || closing);
        if (stale) {
            simulation.ledger.seenStale(queue, body);
            return;
        }
        SimLedger.Copy copy = simulation.ledger.delivered(this, queue, body, redelivered, noAck);
        if (!noAck) {
            held.put(tag, new Held(copy, consumer));
        }
        if (!simulation.chaos) {
            Integer before = lastNumber.put(consumer + " " + copy.publisher(), copy.number());
            check(before == null || before < copy.number(), "delivered out of order", copy);
        }
    }

    @Override
    boolean mayFail(ChannelMethod.Close close) {
        return usesFleeting && close.replyCode() == 404;
    }

    @Override
    void ended(boolean inOrder) {
        releaseAll();
        if (!inOrder) {
            for (SimLedger.Copy copy : settled) {
                copy.settledBy = copy.settledBy == this ? null : copy.settledBy;
                copy.perhapsSettled = true;
            }
        }
    }

    private void releaseAll() {
        held.values().stream().filter(entry -> entry.copy.holder == this).forEach(entry -> entry.copy.holder = null);
        held.clear();
    }

    @Override
    void rest() {
        if (!closing) {
            settleAll();
        }
    }

    @Override
    void checkAtRest() {
        check(gets.isEmpty() && recovering == 0 && canceling <= 0, "not answered", gets);
        check(!closing, "close was not answered", number);
        for (Subscription subscription : subscriptions.values()) {
            simulation.checkServed(subscription.queue);
        }
    }
}
