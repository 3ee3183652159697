package io.leveret.broker.connection;

import io.leveret.broker.auth.Access;
import io.leveret.broker.channel.AmqpChannel;
import io.leveret.broker.channel.ChannelHost;
import io.leveret.broker.channel.ChannelTerms;
import io.leveret.broker.channel.ClientCapabilities;
import io.leveret.broker.channel.Output;
import io.leveret.broker.channel.PendingDeliveries;
import io.leveret.broker.loop.HalfReceived;
import io.leveret.broker.loop.Loop;
import io.leveret.broker.tls.TlsPeer;
import io.leveret.broker.vhost.RandomNames;
import io.leveret.broker.vhost.TopologyControl;
import io.leveret.codec.ChannelException;
import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.frame.FrameDecoder;
import io.leveret.codec.frame.FrameType;
import io.leveret.codec.method.ConnectionMethod;
import io.leveret.codec.method.MethodCodec;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: gives frames to the handshake, to itself (channel 0) and to its channels, and turns every
 * error into the close that the protocol demands.
 *
 * <p>Stages: running (the handshake included), closing (this side sent connection.close and waits for close-ok),
 * draining (the peer sent connection.close, or an error was met before the login, and only the end is left), gone.
 *
 * <p>Owned by its event loop, but for what says that any thread may call it.
 */
public final class AmqpConnection implements ChannelHost, Loop.Participant, Handshake.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(AmqpConnection.class);

    /** Before the login errors are not told; the socket just goes, late enough to slow guessing down. */
    private static final int SILENT_CLOSE_MS = 3_000;

    private static final int CLOSE_OK_TIMEOUT_MS = 10_000;

    private enum Stage {
        RUNNING,
        CLOSING,
        DRAINING,
        GONE
    }

    private final Channel socket;
    private final Loop loop;
    private final ConnectionContext context;
    private final RandomNames names;
    private final SocketAddress peer;
    private final FrameDecoder decoder;
    private final Outbound out;
    private final Heartbeat heartbeat;
    private final ReadPause reading;
    private final PublishBlock block;
    private final HalfReceived.Share halfReceived;
    private final ConnectionEvents events;
    private final Handshake handshake;
    private final ConnectionReport report;
    private final ChannelZero channelZero;
    private final Channels channels = new Channels(this);
    private @Nullable TopologyControl topology;
    private @Nullable Access access;
    private Stage stage = Stage.RUNNING;
    private int frameMax;
    private boolean dirty;
    private boolean ownsExclusiveQueue;

    AmqpConnection(Channel socket, Loop loop, ConnectionContext context, RandomNames names, @Nullable TlsPeer tls) {
        this.socket = socket;
        this.loop = loop;
        this.context = context;
        this.names = names;
        this.peer = Objects.requireNonNullElse(socket.remoteAddress(), socket.localAddress());
        this.frameMax = context.limits().initialFrameMax();
        this.decoder = new FrameDecoder(frameMax);
        this.out = new Outbound(socket, loop, context.limits().replyBytesMax());
        this.heartbeat = new Heartbeat(out.output(), this::flushNow, this::peerIsDead);
        this.reading = new ReadPause(socket, heartbeat);
        this.block = new PublishBlock(context.alarms(), out.output(), reading, this);
        this.halfReceived = loop.halfReceived().share(this::holdsTooMuch);
        this.events = new ConnectionEvents(context.terms(), socket);
        this.handshake = new Handshake(context, out.output(), peer, tls, events, this);
        this.report = new ConnectionReport(this, socket, tls, handshake, events, channels);
        this.channelZero =
                new ChannelZero(out.output(), this::closedByPeer, channels::cancelUnreadable, this::flushAtTurnEnd);
    }

    /** The reader that must stand in the socket's pipeline. */
    FrameReader reader() {
        return new FrameReader(this, loop, decoder, block);
    }

    /** The socket is there; the peer has a while to finish the handshake. */
    void started() {
        assert loop.inLoop();
        context.connections().add(this);
        after(context.limits().handshakeTimeoutMs(), () -> {
            if (!handshake.isDone() && stage == Stage.RUNNING) {
                LOG.warn("{}: handshake_timeout", peer);
                socket.close();
            }
        });
    }

    private void after(int ms, Runnable task) {
        socket.eventLoop().schedule(task, ms, TimeUnit.MILLISECONDS);
    }

    void bytesArrived(int count) {
        heartbeat.bytesArrived();
        report.arrived(count);
    }

    /** Whether frames are still of interest. */
    boolean isReading() {
        return stage == Stage.RUNNING || stage == Stage.CLOSING;
    }

    void protocolHeader(byte[] header) {
        handshake.protocolHeader(header);
        flushAtTurnEnd();
    }

    /** Takes a frame; the payload stays the caller's. */
    void frame(int type, int channel, ByteBuf buf, int index, int length) {
        try {
            if (stage == Stage.CLOSING) {
                if (channelZero.endsClosing(type, channel, buf, index, length)) {
                    stage = Stage.DRAINING;
                    out.closeAfterFlush();
                }
            } else if (!handshake.isDone()) {
                handshake.method(type, type == FrameType.METHOD ? MethodCodec.decode(buf, index, length) : null);
                flushAtTurnEnd();
            } else if (channel == 0) {
                channelZero.frame(type, buf, index, length);
            } else {
                channels.frame(type, channel, buf, index, length);
            }
        } catch (ConnectionException failure) {
            failed(failure);
        } catch (RuntimeException | AssertionError unexpected) {
            failed(Failures.unexpected(this, unexpected));
        }
    }

    private void closedByPeer() {
        stage = Stage.DRAINING;
        leave(channels::finishAll, () -> {
            out.output().method(0, new ConnectionMethod.CloseOk());
            out.closeAfterFlush();
        });
        if (socket.isOpen()) {
            after(CLOSE_OK_TIMEOUT_MS, socket::close);
        }
    }

    /** Tells queues and topology that this connection is gone. */
    private void leave(Consumer<Runnable> channelsEnd, Runnable done) {
        heartbeat.stop();
        channelsEnd.accept(() -> {
            TopologyControl entered = topology;
            if (ownsExclusiveQueue && entered != null) {
                entered.deleteExclusive(loop, this, done);
            } else {
                done.run();
            }
        });
    }

    void readComplete(boolean published) {
        reading.pauseWhileShort(loop, published);
    }

    void writabilityChanged() {
        flushAtTurnEnd();
        loop.requestTurn();
    }

    void socketClosed() {
        if (stage == Stage.GONE) {
            return;
        }
        boolean unexpected = stage == Stage.RUNNING && handshake.isDone();
        boolean leftAlready = stage == Stage.DRAINING && handshake.isDone();
        stage = Stage.GONE;
        context.connections().remove(this);
        halfReceived.close();
        if (unexpected) {
            LOG.info("{}: client closed the connection without connection.close", peer);
        }
        out.release();
        if (!leftAlready) {
            // What came in whole before the socket went counts, as it does with RabbitMQ.
            leave(channels::finishAll, () -> {});
        }
        events.closed();
    }

    void socketFailed(Throwable cause) {
        if (cause instanceof IOException) {
            LOG.info("{}: {}", peer, cause.getMessage());
        } else {
            LOG.error("{}: unexpected failure", peer, cause);
        }
        socket.close();
    }

    private void holdsTooMuch() {
        failed(Failures.holdsTooMuch(halfReceived.bytes()));
    }

    private void peerIsDead() {
        LOG.warn("{}: missed heartbeats from client", peer);
        socket.close();
    }

    /** Ends the connection because of an error. */
    void failed(ConnectionException failure) {
        if (stage != Stage.RUNNING) {
            return;
        }
        LOG.warn("{}: {}", peer, failure.replyText());
        if (handshake.tells(failure)) {
            close(failure);
        } else {
            closeSilently();
        }
    }

    private void close(ConnectionException reason) {
        stage = Stage.CLOSING;
        block.lift();
        out.output()
                .method(
                        0,
                        new ConnectionMethod.Close(
                                reason.replyCode().code(), reason.replyText(), reason.classId(), reason.methodId()));
        flushAtTurnEnd();
        after(reason.replyCode() == ReplyCode.FRAME_ERROR ? SILENT_CLOSE_MS : CLOSE_OK_TIMEOUT_MS, socket::close);
        leave(channels::abandonAll, () -> {});
    }

    private void closeSilently() {
        stage = Stage.DRAINING;
        after(SILENT_CLOSE_MS, socket::close);
    }

    @Override
    public void fail(AmqpChannel channel, RuntimeException failure) {
        if (failure instanceof ChannelException reason) {
            LOG.warn("{}: channel {}: {}", peer, channel.number(), reason.replyText());
            channel.close(reason);
        } else if (failure instanceof ConnectionException reason) {
            failed(reason);
        } else {
            failed(Failures.unexpected("channel " + channel.number() + " of " + this, failure));
        }
    }

    /** Asks the client to go, as at the end of the broker; from any thread. */
    public void shutDown(String reason) {
        loop.execute(() -> {
            if (stage != Stage.RUNNING) {
                return;
            }
            if (handshake.isDone()) {
                close(new ConnectionException(ReplyCode.CONNECTION_FORCED, reason));
            } else {
                socket.close();
            }
        });
    }

    /** There is no alarm any more; from any thread. */
    public void alarmsCleared() {
        loop.execute(block::endIfOver);
    }

    /** Drops the socket; from any thread. */
    public void kill() {
        socket.close();
    }

    @Override
    public void tuned(int channelMax, int negotiatedFrameMax, int heartbeatSeconds) {
        frameMax = negotiatedFrameMax;
        decoder.frameMax(negotiatedFrameMax);
        channels.limit(channelMax);
        heartbeat.start(socket, heartbeatSeconds);
    }

    @Override
    public void opened(TopologyControl virtualHost, Access allowed, Occupancy.Seat seat) {
        channels.enter(seat);
        topology = virtualHost;
        access = allowed;
    }

    @Override
    public void wrongProtocol() {
        stage = Stage.DRAINING;
        out.closeAfterFlush();
    }

    @Override
    public void refusing(int delayMs, ConnectionException refusal) {
        reading.set(ReadPause.Reason.REFUSED_LOGIN, true);
        after(delayMs, () -> {
            reading.set(ReadPause.Reason.REFUSED_LOGIN, false);
            failed(refusal);
            loop.requestTurn();
        });
    }

    @Override
    public void flushAtTurnEnd() {
        if (!dirty) {
            dirty = true;
            loop.flushAtTurnEnd(this);
        }
    }

    @Override
    public void endTurn() {
        dirty = false;
        if (stage == Stage.GONE) {
            out.release();
            return;
        }
        try {
            out.endTurn(reading);
        } catch (RuntimeException | AssertionError unexpected) {
            failed(Failures.unexpected(this, unexpected));
        }
    }

    private void flushNow() {
        flushAtTurnEnd();
        loop.requestTurn();
    }

    @Override
    public void tellConfirmsAtTurnEnd(AmqpChannel channel) {
        out.tellConfirms(channel);
        flushAtTurnEnd();
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public TopologyControl topology() {
        return Objects.requireNonNull(topology, "no channel before connection.open");
    }

    @Override
    public Output output() {
        return out.output();
    }

    @Override
    public PendingDeliveries deliveries() {
        return out.deliveries();
    }

    @Override
    public int frameMax() {
        return frameMax;
    }

    @Override
    public ChannelTerms terms() {
        return context.terms();
    }

    @Override
    public String connectionName() {
        return events.name();
    }

    @Override
    public HalfReceived.Share halfReceived() {
        return halfReceived;
    }

    @Override
    public ClientCapabilities capabilities() {
        return handshake.capabilities();
    }

    @Override
    public Access access() {
        return Objects.requireNonNull(access, "no channel before connection.open");
    }

    @Override
    public RandomNames names() {
        return names;
    }

    @Override
    public void ownsExclusiveQueue() {
        ownsExclusiveQueue = true;
    }

    @Override
    public void closed(AmqpChannel channel) {
        channels.remove(channel);
    }

    @Override
    public void deferring(AmqpChannel channel, boolean tooMuch) {
        reading.set(ReadPause.Reason.DEFERRED_FRAMES, channels.deferring(channel, tooMuch));
    }

    /** What there is to say about it to those who look from outside. */
    public ConnectionReport report() {
        return report;
    }

    boolean isRunning() {
        return stage == Stage.RUNNING;
    }

    PublishBlock block() {
        return block;
    }

    @Override
    public String toString() {
        return "connection from " + peer;
    }
}
