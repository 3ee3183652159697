package io.leveret.broker.direct;

import io.leveret.broker.auth.Access;
import io.leveret.broker.channel.AmqpChannel;
import io.leveret.broker.channel.ChannelHost;
import io.leveret.broker.channel.ChannelTerms;
import io.leveret.broker.channel.ClientCapabilities;
import io.leveret.broker.channel.Output;
import io.leveret.broker.channel.PendingDeliveries;
import io.leveret.broker.loop.HalfReceived;
import io.leveret.broker.loop.Loop;
import io.leveret.broker.vhost.RandomNames;
import io.leveret.broker.vhost.TopologyControl;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the place of a connection for one channel without a socket.
 *
 * <p>Owned by the channel's loop.
 */
final class DirectHost implements ChannelHost, Loop.Participant {

    private final Loop loop;
    private final TopologyControl topology;
    private final Access access;
    private final ChannelTerms terms;
    private final String name;
    private final RandomNames names;
    private final FrameSink sink;
    private final PendingDeliveries deliveries;
    private final HalfReceived.Share halfReceived;
    private final Consumer<RuntimeException> onFailure;
    private @Nullable AmqpChannel untold;
    private boolean dirty;
    private boolean closed;

    /**
     * @param name what the connection is called that there might be
     * @param onFailure told what would close a channel or a connection
     */
    DirectHost(
            Loop loop,
            TopologyControl topology,
            Access access,
            ChannelTerms terms,
            String name,
            RandomNames names,
            FrameSink sink,
            Consumer<RuntimeException> onFailure) {
        assert loop.inLoop();
        this.loop = loop;
        this.topology = topology;
        this.access = access;
        this.terms = terms;
        this.name = name;
        this.names = names;
        this.sink = sink;
        this.onFailure = onFailure;
        this.deliveries = new PendingDeliveries(loop, sink.output(), 0);
        // What it begins to send it has whole.
        this.halfReceived = loop.halfReceived().share(() -> {});
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public TopologyControl topology() {
        return topology;
    }

    @Override
    public Output output() {
        return sink.output();
    }

    @Override
    public PendingDeliveries deliveries() {
        return deliveries;
    }

    @Override
    public int frameMax() {
        return FrameSink.FRAME_MAX;
    }

    @Override
    public ChannelTerms terms() {
        return terms;
    }

    @Override
    public String connectionName() {
        return name;
    }

    @Override
    public HalfReceived.Share halfReceived() {
        return halfReceived;
    }

    @Override
    public ClientCapabilities capabilities() {
        return ClientCapabilities.NONE;
    }

    @Override
    public Access access() {
        return access;
    }

    @Override
    public RandomNames names() {
        return names;
    }

    @Override
    public void flushAtTurnEnd() {
        if (!dirty) {
            dirty = true;
            loop.flushAtTurnEnd(this);
        }
    }

    @Override
    public void tellConfirmsAtTurnEnd(AmqpChannel channel) {
        untold = channel;
        flushAtTurnEnd();
    }

    @Override
    public void endTurn() {
        assert loop.inLoop();
        dirty = false;
        if (closed) {
            sink.output().release();
            return;
        }
        try {
            AmqpChannel confirming = untold;
            untold = null;
            if (confirming != null) {
                confirming.tellConfirms();
            }
            sink.drain();
        } catch (RuntimeException | AssertionError unexpected) {
            onFailure.accept(
                    unexpected instanceof RuntimeException failure ? failure : new IllegalStateException(unexpected));
        }
    }

    @Override
    public void ownsExclusiveQueue() {
        throw new IllegalStateException("a direct channel is gone too soon to own a queue");
    }

    @Override
    public void closed(AmqpChannel channel) {
        // It is never asked to close: it is abandoned.
    }

    @Override
    public void deferring(AmqpChannel channel, boolean tooMuch) {
        // One method at a time is under way.
    }

    @Override
    public void fail(AmqpChannel channel, RuntimeException failure) {
        onFailure.accept(failure);
    }

    /** The channel has left. */
    void close() {
        assert loop.inLoop();
        closed = true;
        halfReceived.close();
        sink.close();
    }
}
