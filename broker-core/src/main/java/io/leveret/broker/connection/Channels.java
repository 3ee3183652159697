package io.leveret.broker.connection;

import io.leveret.broker.channel.AmqpChannel;
import io.leveret.broker.channel.ChannelHost;
import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.frame.FrameType;
import io.leveret.codec.method.ChannelMethod;
import io.leveret.codec.method.Method;
import io.leveret.codec.method.MethodCodec;
import io.netty.buffer.ByteBuf;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The open channels of one connection by number. Owned by the connection's loop. */
final class Channels {

    private final ChannelHost host;
    private final Map<Integer, AmqpChannel> byNumber = new HashMap<>(4);
    private final Set<AmqpChannel> deferringTooMuch = new HashSet<>(0);
    private int channelMax;
    private Occupancy.@Nullable Seat seat;
    private @Nullable AmqpChannel last;

    Channels(ChannelHost host) {
        this.host = host;
    }

    void limit(int negotiatedChannelMax) {
        channelMax = negotiatedChannelMax;
    }

    /** The connection is open; from here on its channels count. */
    void enter(Occupancy.Seat taken) {
        seat = taken;
    }

    int count() {
        return byNumber.size();
    }

    Collection<AmqpChannel> all() {
        return List.copyOf(byNumber.values());
    }

    /** Gives a frame to its channel; opens the channel if that is what the frame asks for. */
    void frame(int type, int number, ByteBuf buf, int index, int length) {
        AmqpChannel channel = last;
        if (channel == null || channel.number() != number) {
            channel = byNumber.get(number);
            if (channel == null) {
                open(type, number, buf, index, length);
                return;
            }
            last = channel;
        }
        channel.frame(type, buf, index, length);
    }

    private void open(int type, int number, ByteBuf buf, int index, int length) {
        if (type != FrameType.METHOD) {
            throw new ConnectionException(
                    ReplyCode.UNEXPECTED_FRAME, "expected method frame, got non method frame instead");
        }
        Method method = MethodCodec.decode(buf, index, length);
        if (method instanceof ChannelMethod.CloseOk) {
            return;
        }
        if (!(method instanceof ChannelMethod.Open)) {
            throw new ConnectionException(
                    ReplyCode.CHANNEL_ERROR, "expected 'channel.open'", method.classId(), method.methodId());
        }
        if (channelMax != 0 && byNumber.size() >= channelMax) {
            throw new ConnectionException(
                    ReplyCode.NOT_ALLOWED,
                    "number of channels opened (" + byNumber.size() + ") has reached the negotiated channel_max ("
                            + channelMax + ")");
        }
        Occupancy.Seat taken = Objects.requireNonNull(seat, "no channel before connection.open");
        taken.openChannel();
        byNumber.put(number, new AmqpChannel(host, number));
        host.output().method(number, new ChannelMethod.OpenOk());
        host.flushAtTurnEnd();
    }

    void remove(AmqpChannel channel) {
        if (byNumber.remove(channel.number(), channel) && seat != null) {
            seat.closeChannel();
        }
        deferringTooMuch.remove(channel);
        last = null;
    }

    /** Notes whether a channel has deferred too much; true if any has. */
    boolean deferring(AmqpChannel channel, boolean tooMuch) {
        if (tooMuch) {
            deferringTooMuch.add(channel);
        } else if (!deferringTooMuch.isEmpty()) {
            deferringTooMuch.remove(channel);
        }
        return !deferringTooMuch.isEmpty();
    }

    /** Cancels the consumers of queues from which the user may not read any more. */
    void cancelUnreadable() {
        byNumber.values().forEach(AmqpChannel::cancelUnreadable);
    }

    /** Ends every channel behind what it was sent before; {@code done} runs once all queues know. */
    void finishAll(Runnable done) {
        endAll(AmqpChannel::finish, done);
    }

    /** Abandons every channel; {@code done} runs once all queues know. */
    void abandonAll(Runnable done) {
        endAll(AmqpChannel::abandon, done);
    }

    private void endAll(BiConsumer<AmqpChannel, Runnable> end, Runnable done) {
        if (seat != null) {
            seat.leave();
        }
        host.deliveries().giveBackAll();
        Collection<AmqpChannel> open = all();
        byNumber.clear();
        deferringTooMuch.clear();
        last = null;
        if (open.isEmpty()) {
            done.run();
            return;
        }
        int[] left = {open.size()};
        for (AmqpChannel channel : open) {
            end.accept(channel, () -> {
                if (--left[0] == 0) {
                    done.run();
                }
            });
        }
    }
}
