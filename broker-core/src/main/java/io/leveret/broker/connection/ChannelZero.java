package io.leveret.broker.connection;

import io.leveret.broker.channel.Output;
import io.leveret.codec.BinaryText;
import io.leveret.codec.ConnectionException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.frame.FrameType;
import io.leveret.codec.method.ConnectionMethod;
import io.leveret.codec.method.Method;
import io.leveret.codec.method.MethodCodec;
import io.netty.buffer.ByteBuf;

/**
 * Channel 0 of an open connection: heartbeats, and the methods that are about the connection itself (AMQP 0-9-1 section
 * 4.2.3). Owned by the connection's loop.
 */
final class ChannelZero {

    private final Output output;
    private final Runnable closedByPeer;
    private final Runnable secretUpdated;
    private final Runnable flush;

    ChannelZero(Output output, Runnable closedByPeer, Runnable secretUpdated, Runnable flush) {
        this.output = output;
        this.closedByPeer = closedByPeer;
        this.secretUpdated = secretUpdated;
        this.flush = flush;
    }

    /**
     * Takes a frame; the payload stays the caller's.
     *
     * @throws ConnectionException 505 for content, 504 for a method that has no place here
     */
    void frame(int type, ByteBuf buf, int index, int length) {
        if (type == FrameType.HEARTBEAT) {
            return;
        }
        if (type != FrameType.METHOD) {
            throw new ConnectionException(
                    ReplyCode.UNEXPECTED_FRAME,
                    "type " + type + ", all octets = " + BinaryText.numbers(buf, index, length));
        }
        Method method = MethodCodec.decode(buf, index, length);
        if (method instanceof ConnectionMethod.Close) {
            closedByPeer.run();
        } else if (method instanceof ConnectionMethod.UpdateSecret) {
            output.method(0, new ConnectionMethod.UpdateSecretOk());
            // Passwords of the broker's own users do not expire, so a new one changes nothing; what they may do is
            // asked again.
            secretUpdated.run();
            flush.run();
        } else {
            throw new ConnectionException(
                    ReplyCode.CHANNEL_ERROR,
                    "unexpected method in connection state running",
                    method.classId(),
                    method.methodId());
        }
    }

    /** This side has sent connection.close, and all but the end is discarded; returns whether this is the end. */
    boolean endsClosing(int type, int channel, ByteBuf buf, int index, int length) {
        if (type != FrameType.METHOD || channel != 0) {
            return false;
        }
        Method method = MethodCodec.decode(buf, index, length);
        if (method instanceof ConnectionMethod.Close) {
            output.method(0, new ConnectionMethod.CloseOk());
        }
        return method instanceof ConnectionMethod.Close || method instanceof ConnectionMethod.CloseOk;
    }
}
