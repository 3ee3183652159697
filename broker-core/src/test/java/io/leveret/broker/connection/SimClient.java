package io.leveret.broker.connection;

import io.leveret.codec.method.ChannelMethod;
import io.leveret.codec.method.ConnectionMethod;
import io.leveret.codec.value.ShortString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A client of a simulation with a few channels, each in a role of its own. */
final class SimClient {

    final Simulation simulation;
    final SteppedClient wire;
    /** Whether it may be killed; one that may not can be trusted to read all that was written to it. */
    final boolean mortal;

    private final Map<Integer, SimChannel> channels = new HashMap<>();
    private int channelNumbers;
    private boolean closing;
    boolean dead;

    SimClient(Simulation simulation, SteppedClient wire, boolean mortal) {
        this.simulation = simulation;
        this.wire = wire;
        this.mortal = mortal;
        wire.sendHandshake();
    }

    boolean isLeaving() {
        return dead || closing;
    }

    List<SimChannel> channels() {
        return List.copyOf(channels.values());
    }

    /** One channel does something; a client without channels opens some. */
    void act() {
        if (channels.size() < 1 + simulation.random.nextInt(3)) {
            channelNumbers++;
            channels.put(channelNumbers, role(channelNumbers));
        }
        List<SimChannel> open = channels();
        open.get(simulation.random.nextInt(open.size())).act();
    }

    private SimChannel role(int number) {
        int kind = simulation.random.nextInt(simulation.chaos ? 8 : 6);
        if (kind < 2) {
            return new SimPublisher(this, number);
        } else if (kind < 5) {
            return new SimConsumer(this, number);
        } else if (kind < 7) {
            return new SimCausal(this, number);
        }
        return new SimAdmin(this, number);
    }

    /** Reads what the broker has written. */
    void read() {
        if (dead) {
            return;
        }
        for (SteppedClient.Received received : wire.read()) {
            if (received.channel() == 0) {
                onChannelZero(received);
                continue;
            }
            SimChannel channel = channels.get(received.channel());
            // Both sides may close a channel at once.
            boolean crossing = received.method() instanceof ChannelMethod.CloseOk;
            SimLedger.check(channel != null || closing || crossing, "for no channel", received);
            if (channel != null && !closing) {
                channel.received(received);
                if (channel.dead) {
                    channels.remove(received.channel());
                }
            }
        }
    }

    private void onChannelZero(SteppedClient.Received received) {
        SimLedger.check(!(received.method() instanceof ConnectionMethod.Close), "connection failed", received);
        if (received.method() instanceof ConnectionMethod.CloseOk) {
            SimLedger.check(closing, "closed without being asked", received);
            gone();
        }
    }

    /** Closes the connection in good order; what was sent before counts, what comes now is not read. */
    void close() {
        closing = true;
        wire.send(0, new ConnectionMethod.Close(200, ShortString.of("bye"), 0, 0));
        endChannels(true);
    }

    /** Drops the socket. */
    void kill() {
        wire.kill();
        endChannels(false);
        gone();
    }

    private void endChannels(boolean inOrder) {
        for (SimChannel channel : channels()) {
            channel.doubtful = true;
            channel.end(inOrder);
        }
        channels.clear();
    }

    private void gone() {
        dead = true;
    }
}
