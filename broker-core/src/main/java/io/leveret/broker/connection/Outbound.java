package io.leveret.broker.connection;

import io.leveret.broker.channel.AmqpChannel;
import io.leveret.broker.channel.Output;
import io.leveret.broker.channel.PendingDeliveries;
import io.leveret.broker.loop.Loop;
import io.netty.channel.Channel;
import java.util.ArrayDeque;

/**
 * What a connection has for its client at the end of a turn: confirms, then deliveries, all in one flush; after it the
 * queues may send more, if the socket has taken this.
 *
 * <p>Owned by the connection's loop.
 */
final class Outbound {

    private final Channel socket;
    private final Output output;
    private final PendingDeliveries deliveries;
    private final ArrayDeque<AmqpChannel> untoldConfirms = new ArrayDeque<>();

    Outbound(Channel socket, Loop loop, long replyBytesMax) {
        this.socket = socket;
        this.output = new Output(socket);
        this.deliveries = new PendingDeliveries(loop, output, replyBytesMax);
    }

    Output output() {
        return output;
    }

    PendingDeliveries deliveries() {
        return deliveries;
    }

    /** The channel has confirms to tell before the flush. */
    void tellConfirms(AmqpChannel channel) {
        untoldConfirms.add(channel);
    }

    /** Writes and flushes what there is, then lets the queues refill. */
    void endTurn(ReadPause reading) {
        for (AmqpChannel next = untoldConfirms.poll(); next != null; next = untoldConfirms.poll()) {
            next.tellConfirms();
        }
        deliveries.drain();
        output.flush();
        deliveries.refill();
        if (output.isCongested()) {
            reading.set(ReadPause.Reason.UNREAD_REPLIES, true);
        } else if (output.isDrained()) {
            reading.set(ReadPause.Reason.UNREAD_REPLIES, false);
            output.drained();
        }
    }

    /** Closes the socket behind everything that was written, whether or not it takes that at once. */
    void closeAfterFlush() {
        output.flush();
        socket.writeAndFlush(socket.alloc().buffer(0)).addListener(written -> socket.close());
    }

    /** Drops what was not written; the socket is gone. */
    void release() {
        output.drained();
        output.release();
    }
}
