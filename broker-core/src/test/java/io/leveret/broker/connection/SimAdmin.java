package io.leveret.broker.connection;

import io.leveret.codec.method.ChannelMethod;
import io.leveret.codec.method.QueueMethod;
import io.leveret.codec.value.ShortString;

/** Declares, purges and deletes the queues that come and go, while others use them. */
final class SimAdmin extends SimChannel {

    private int sent;
    private int answered;

    SimAdmin(SimClient client, int number) {
        super(client, number);
    }

    @Override
    void act() {
        if (sent - answered > 5) {
            return;
        }
        sent++;
        String queue = simulation.anyFleeting();
        int kind = random(10);
        if (kind < 5) {
            send(simulation.declareFleeting(queue));
        } else if (kind < 7) {
            send(new QueueMethod.Delete(ShortString.of(queue), random(4) == 0, random(4) == 0, false));
        } else {
            send(new QueueMethod.Purge(ShortString.of(queue), false));
        }
    }

    @Override
    void answer(SteppedClient.Received answer) {
        answered++;
        check(answer.method() instanceof QueueMethod, "unexpected", answer);
    }

    @Override
    boolean mayFail(ChannelMethod.Close close) {
        return close.replyCode() == 404 || close.replyCode() == 406;
    }

    @Override
    void ended(boolean inOrder) {}

    @Override
    void checkAtRest() {
        check(sent == answered, "not answered", sent - answered);
    }
}
