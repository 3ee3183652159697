package io.leveret.broker.connection;

import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.ConfirmMethod;
import io.leveret.codec.method.Method;
import io.leveret.codec.value.ShortString;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Publishes with confirms to queues that stay, to a fanout of them all, and to queues that come and go. */
final class SimPublisher extends SimChannel {

    private static final int OPEN_MAX = 60;

    private final String name;
    private final TreeMap<Long, List<SimLedger.Copy>> unconfirmed = new TreeMap<>();
    private final List<String> returned = new ArrayList<>();
    private long lastTag;

    SimPublisher(SimClient client, int number) {
        super(client, number);
        name = simulation.nextName("p");
        send(new ConfirmMethod.Select(false));
    }

    @Override
    void act() {
        for (int left = 1 + random(4); left > 0 && unconfirmed.size() < OPEN_MAX; left--) {
            publish();
        }
    }

    private void publish() {
        String body = name + "." + ++lastTag;
        List<SimLedger.Copy> copies = new ArrayList<>();
        int kind = random(10);
        if (kind < 6) {
            String queue = simulation.anyLasting();
            copies.add(simulation.ledger.published(queue, body, false));
            client.wire.publish(number, "", queue, body);
        } else if (kind < 8) {
            simulation.lasting.forEach(queue -> copies.add(simulation.ledger.published(queue, body, false)));
            client.wire.publish(number, "amq.fanout", "", body);
        } else {
            String queue = simulation.anyFleeting();
            copies.add(simulation.ledger.published(queue, body, true));
            boolean mandatory = random(2) == 0;
            client.wire.publish(
                    number, new BasicMethod.Publish(ShortString.EMPTY, ShortString.of(queue), mandatory, false), body);
        }
        unconfirmed.put(lastTag, copies);
    }

    @Override
    void answer(SteppedClient.Received answer) {
        Method method = answer.method();
        if (method instanceof BasicMethod.Ack ack) {
            confirmed(ack);
        } else if (method instanceof BasicMethod.Return) {
            check(!returned.contains(answer.body()), "returned twice", answer);
            long tag = Long.parseLong(answer.body().substring(answer.body().indexOf('.') + 1));
            check(unconfirmed.containsKey(tag), "returned after its confirm", answer);
            returned.add(answer.body());
        } else {
            check(method instanceof ConfirmMethod.SelectOk, "unexpected", answer);
        }
    }

    private void confirmed(BasicMethod.Ack ack) {
        check(ack.deliveryTag() <= lastTag, "confirms what was not published", ack);
        if (ack.multiple()) {
            check(!unconfirmed.headMap(ack.deliveryTag(), true).isEmpty(), "confirms nothing", ack);
            unconfirmed.headMap(ack.deliveryTag(), true).clear();
        } else {
            check(unconfirmed.remove(ack.deliveryTag()) != null, "confirmed twice", ack);
        }
    }

    @Override
    void ended(boolean inOrder) {
        unconfirmed.values().forEach(copies -> copies.forEach(copy -> copy.sure = inOrder));
    }

    @Override
    void checkAtRest() {
        check(unconfirmed.isEmpty(), "never confirmed", unconfirmed);
    }
}
