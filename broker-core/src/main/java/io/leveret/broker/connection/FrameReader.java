package io.leveret.broker.connection;

import io.leveret.broker.loop.Loop;
import io.leveret.codec.ConnectionException;
import io.leveret.codec.frame.FrameDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Finds frames in what the socket reads and hands them to the connection in place.
 *
 * <p>Only a frame that is cut by the end of a read is copied: its beginning is carried over, completed from the next
 * read, and dropped. What one read brought is one turn of the loop. Owned by the connection's loop.
 */
final class FrameReader extends ChannelInboundHandlerAdapter {

    private static final int PROTOCOL_HEADER = 8;
    private static final int FRAME_HEAD = 7;

    private final AmqpConnection connection;
    private final Loop loop;
    private final FrameDecoder decoder;
    private boolean headerSeen;
    private @Nullable ByteBuf carry;

    FrameReader(AmqpConnection connection, Loop loop, FrameDecoder decoder) {
        this.connection = connection;
        this.loop = loop;
        this.decoder = decoder;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            connection.bytesArrived();
            read(context, in);
        } catch (ConnectionException failure) {
            connection.failed(failure);
        } finally {
            in.release();
        }
    }

    private void read(ChannelHandlerContext context, ByteBuf in) {
        int end = in.writerIndex();
        int index = in.readerIndex();
        if (!headerSeen) {
            index = readProtocolHeader(context, in, index, end);
        }
        if (headerSeen && carry != null) {
            index = completeCarried(in, index, end);
        }
        while (index < end && connection.isReading()) {
            int size = decoder.frameAt(in, index, end);
            if (size == 0) {
                carryOver(context, in, index, end);
                return;
            }
            connection.frame(decoder.type(), decoder.channel(), in, decoder.payloadIndex(), decoder.payloadLength());
            index += size;
        }
    }

    private int readProtocolHeader(ChannelHandlerContext context, ByteBuf in, int index, int end) {
        ByteBuf begun = carried(context, PROTOCOL_HEADER);
        int taken = Math.min(PROTOCOL_HEADER - begun.readableBytes(), end - index);
        begun.writeBytes(in, index, taken);
        if (begun.readableBytes() < PROTOCOL_HEADER && couldBeProtocolHeader(begun)) {
            return end;
        }
        headerSeen = true;
        byte[] header = new byte[begun.readableBytes()];
        begun.readBytes(header);
        dropCarried();
        connection.protocolHeader(header);
        return index + taken;
    }

    /** Anything that cannot become a header is answered at once instead of waiting for the rest. */
    private static boolean couldBeProtocolHeader(ByteBuf begun) {
        byte[] name = {'A', 'M', 'Q', 'P'};
        for (int i = 0; i < Math.min(name.length, begun.readableBytes()); i++) {
            if (begun.getByte(i) != name[i]) {
                return false;
            }
        }
        return true;
    }

    /** Fills the carried frame from this read; hands it on if that completes it. */
    private int completeCarried(ByteBuf in, int index, int end) {
        ByteBuf begun = carry;
        assert begun != null;
        int at = append(begun, in, index, end, FRAME_HEAD);
        int size = decoder.frameAt(begun, 0, begun.writerIndex());
        if (size == 0 && begun.writerIndex() >= FRAME_HEAD) {
            at = append(begun, in, at, end, decoder.wanted());
            size = decoder.frameAt(begun, 0, begun.writerIndex());
        }
        if (size > 0) {
            carry = null;
            try {
                connection.frame(
                        decoder.type(), decoder.channel(), begun, decoder.payloadIndex(), decoder.payloadLength());
            } finally {
                begun.release();
            }
        }
        return at;
    }

    private static int append(ByteBuf begun, ByteBuf in, int index, int end, int upTo) {
        int missing = Math.max(0, Math.min(upTo - begun.writerIndex(), end - index));
        begun.writeBytes(in, index, missing);
        return index + missing;
    }

    private void carryOver(ChannelHandlerContext context, ByteBuf in, int index, int end) {
        int begun = end - index;
        // A slow sender of large frames costs what it has sent, not what it has announced.
        carried(context, Math.min(decoder.wanted(), 2 * begun)).writeBytes(in, index, begun);
    }

    private ByteBuf carried(ChannelHandlerContext context, int capacity) {
        ByteBuf begun = carry;
        if (begun == null) {
            begun = context.alloc().directBuffer(Math.max(FRAME_HEAD, capacity));
            carry = begun;
        }
        return begun;
    }

    private void dropCarried() {
        if (carry != null) {
            carry.release();
            carry = null;
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        connection.readComplete();
        loop.endTurn();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        connection.writabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        dropCarried();
        connection.socketClosed();
        loop.endTurn();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        connection.socketFailed(cause);
        loop.endTurn();
    }
}
