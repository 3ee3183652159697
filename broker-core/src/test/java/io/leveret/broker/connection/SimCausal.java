package io.leveret.broker.connection;

import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.Method;
import io.leveret.codec.method.QueueMethod;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.ArrayDeque;

/**
 * Uses a queue that nobody else uses, and never waits: each command must see exactly what those before it have done,
 * wherever the queue lives.
 */
final class SimCausal extends SimChannel {

    private static final int PIPELINED_MAX = 40;

    private final ShortString queue;
    private final boolean exclusive;
    private final ArrayDeque<String> content = new ArrayDeque<>();
    private final ArrayDeque<Object> expected = new ArrayDeque<>();
    private boolean declared;
    private long published;
    private long deliveryTag;

    SimCausal(SimClient client, int number) {
        super(client, number);
        queue = ShortString.of(simulation.nextName("private"));
        exclusive = random(2) == 0;
    }

    @Override
    void act() {
        for (int left = 1 + random(8); left > 0 && expected.size() < PIPELINED_MAX; left--) {
            if (!declared) {
                declare(false);
            } else {
                command();
            }
        }
    }

    private void command() {
        int kind = random(100);
        if (kind < 55) {
            String body = "body" + ++published;
            client.wire.publish(number, "", queue.toString(), body);
            content.add(body);
        } else if (kind < 80) {
            get();
        } else if (kind < 88) {
            declare(random(2) == 0);
        } else if (kind < 95) {
            send(new QueueMethod.Purge(name(), false));
            expected.add(new QueueMethod.PurgeOk(content.size()));
            content.clear();
        } else {
            send(new QueueMethod.Delete(name(), false, false, false));
            expected.add(new QueueMethod.DeleteOk(content.size()));
            content.clear();
            declared = false;
        }
    }

    /** The queue declared last may be named by nothing. */
    private ShortString name() {
        return random(2) == 0 ? ShortString.EMPTY : queue;
    }

    private void declare(boolean passive) {
        send(new QueueMethod.Declare(queue, passive, false, exclusive, false, false, FieldTable.EMPTY));
        expected.add(new QueueMethod.DeclareOk(queue, content.size(), 0));
        declared = true;
    }

    private void get() {
        send(new BasicMethod.Get(name(), true));
        String head = content.poll();
        if (head == null) {
            expected.add(new BasicMethod.GetEmpty());
        } else {
            BasicMethod.GetOk got =
                    new BasicMethod.GetOk(++deliveryTag, false, ShortString.EMPTY, queue, content.size());
            expected.add(new SteppedClient.Received(number, got, head));
        }
    }

    @Override
    void answer(SteppedClient.Received answer) {
        Object next = expected.poll();
        Method method = answer.method();
        check(
                next != null && (next.equals(answer) || next.equals(method)),
                "expected " + next + " and got " + answer,
                queue);
    }

    @Override
    void ended(boolean inOrder) {}

    @Override
    void checkAtRest() {
        check(expected.isEmpty(), "not answered", expected);
    }
}
