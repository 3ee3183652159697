package io.leveret.bench;

import io.leveret.codec.frame.FrameEncoder;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages and says how old they are. Owned by its connection's event loop.
 *
 * <p>A message's age is counted to the socket read that completed it, and the clock is asked once for all messages of a
 * read. Stamps from before this bench, as in messages that another left behind, are no latency of this one.
 */
final class Consumer implements ClientConnection.Role {

    private final ClientConnection connection;
    private final Channel socket;
    private final BenchOptions.Consuming options;
    private final boolean measured;
    private final LoadStats stats;
    private final RunEnd end;
    private final long startNanos;
    private @Nullable ByteBuf answers;
    private long received;
    private long lastTag;
    private int unacked;
    private int consumers;

    /** @param startNanos when this bench began */
    Consumer(ClientConnection connection, BenchOptions options, LoadStats stats, RunEnd end, long startNanos) {
        this.connection = connection;
        this.socket = connection.socket();
        this.options = options.consuming();
        this.measured = options.measuresLatency();
        this.stats = stats;
        this.end = end;
        this.startNanos = startNanos;
    }

    /** Consumes from these queues; on the thread that sets up. */
    void start(List<String> queues) throws BenchException {
        connection.use(this);
        if (options.prefetch() > 0) {
            BasicMethod.Qos qos = new BasicMethod.Qos(0, options.prefetch(), false);
            connection.call(ClientConnection.CHANNEL, qos, BasicMethod.QosOk.class);
        }
        for (String queue : queues) {
            BasicMethod.Consume consume = new BasicMethod.Consume(
                    ShortString.of(queue), tag(consumers++), false, options.autoAck(), false, false, FieldTable.EMPTY);
            connection.call(ClientConnection.CHANNEL, consume, BasicMethod.ConsumeOk.class);
        }
    }

    private static ShortString tag(int number) {
        return ShortString.of("bench-" + number);
    }

    @Override
    public void delivered(long deliveryTag, long stamp, long nowNanos) {
        if (received == options.messages()) {
            return;
        }
        received++;
        stats.received(nowNanos);
        if (measured && stamp != ContentReader.NO_STAMP && stamp - startNanos >= 0 && nowNanos - stamp >= 0) {
            stats.latency(nowNanos - stamp);
        }
        lastTag = deliveryTag;
        if (!options.autoAck() && ++unacked == options.multiAckEvery()) {
            acknowledge();
        }
        if (received == options.messages()) {
            through();
        }
    }

    private void acknowledge() {
        FrameEncoder.method(answers(), ClientConnection.CHANNEL, new BasicMethod.Ack(lastTag, unacked > 1));
        unacked = 0;
    }

    private ByteBuf answers() {
        ByteBuf out = answers;
        if (out == null) {
            out = socket.alloc().directBuffer();
            answers = out;
        }
        return out;
    }

    /** What is delivered beyond the last message goes back to its queue with the channel. */
    private void through() {
        acknowledgeRest();
        for (int i = 0; i < consumers; i++) {
            FrameEncoder.method(answers(), ClientConnection.CHANNEL, new BasicMethod.Cancel(tag(i), true));
        }
        end.through();
    }

    private void acknowledgeRest() {
        if (unacked > 0) {
            acknowledge();
        }
    }

    @Override
    public void readComplete() {
        ByteBuf out = answers;
        if (out != null) {
            answers = null;
            socket.writeAndFlush(out, socket.voidPromise());
        }
    }

    /** A broker that does not take acknowledgements gets no more chances to have them pile up here. */
    @Override
    public void writabilityChanged() {
        socket.config().setAutoRead(socket.isWritable());
    }

    /** Acknowledges what has come and ends, see {@link ClientConnection#close}. */
    boolean close(boolean politely) {
        connection.onLoop(() -> {
            acknowledgeRest();
            readComplete();
            socket.config().setAutoRead(true);
        });
        return connection.close(politely);
    }
}
