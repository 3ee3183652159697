package io.leveret.broker.connection;

import io.leveret.codec.method.ChannelMethod;
import io.leveret.codec.method.ConnectionMethod;
import io.leveret.codec.method.Method;
import io.leveret.codec.value.ShortString;

/** A channel of a client in a simulation: does things at random and holds every answer against what it may be. */
abstract class SimChannel {

    final Simulation simulation;
    final SimClient client;
    final int number;
    boolean closing;
    boolean dead;
    /** The broker has closed the channel, or had perhaps when its client left: what it sent last may not have counted. */
    boolean doubtful;

    SimChannel(SimClient client, int number) {
        this.simulation = client.simulation;
        this.client = client;
        this.number = number;
        client.wire.openChannel(number);
    }

    /** Sends something. */
    abstract void act();

    /** Takes an answer that is none of the channel class. */
    abstract void answer(SteppedClient.Received answer);

    /** The channel has come to its end; {@code inOrder} if everything sent before counts. */
    abstract void ended(boolean inOrder);

    /** Nothing more will be sent; settles what is outstanding. */
    void rest() {}

    /** Holds once all is quiet and the channel lives. */
    void checkAtRest() {}

    final void send(Method method) {
        client.wire.send(number, method);
    }

    final int random(int bound) {
        return simulation.random.nextInt(bound);
    }

    static void check(boolean holds, String otherwise, Object about) {
        SimLedger.check(holds, otherwise, about);
    }

    final void close() {
        closing = true;
        send(new ChannelMethod.Close(200, ShortString.of("done"), 0, 0));
    }

    final void received(SteppedClient.Received received) {
        Method method = received.method();
        check(!(method instanceof ConnectionMethod), "unexpected on a channel", received);
        if (method instanceof ChannelMethod.OpenOk) {
            return;
        }
        if (method instanceof ChannelMethod.CloseOk) {
            check(closing, "closed without being asked", received);
            end(true);
        } else if (method instanceof ChannelMethod.Close close) {
            check(mayFail(close), "channel failed", received);
            send(new ChannelMethod.CloseOk());
            doubtful = true;
            end(false);
        } else {
            answer(received);
        }
    }

    /** Whether the broker may close the channel for this reason. */
    boolean mayFail(ChannelMethod.Close close) {
        return false;
    }

    final void end(boolean inOrder) {
        if (!dead) {
            dead = true;
            ended(inOrder);
        }
    }
}
