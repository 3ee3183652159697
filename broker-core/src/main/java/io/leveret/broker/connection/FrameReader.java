package io.leveret.broker.connection;

import io.leveret.broker.loop.Loop;
import io.leveret.codec.ConnectionException;
import io.leveret.codec.frame.FrameDecoder;
import io.leveret.codec.frame.FrameType;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Finds frames in what the socket reads and hands them to the connection in place.
 *
 * <p>Only a frame that is cut by the end of a read is copied: its beginning is carried over, completed from the next
 * read, and dropped. Owned by the connection's loop.
 */
final class FrameReader extends ChannelInboundHandlerAdapter {

    private static final int PROTOCOL_HEADER = 8;
    private static final int FRAME_HEAD = 7;

    private final AmqpConnection connection;
    private final Loop loop;
    private final FrameDecoder decoder;
    private boolean headerSeen;
    /** Whether messages have come since the last time that all that was there had been read. */
    private boolean published;

    private final PublishBlock block;
    private @Nullable ByteBuf carry;
    /** What was read while the connection was blocked. */
    private @Nullable ByteBuf held;

    private @Nullable ChannelHandlerContext context;

    FrameReader(AmqpConnection connection, Loop loop, FrameDecoder decoder, PublishBlock block) {
        this.connection = connection;
        this.loop = loop;
        this.decoder = decoder;
        this.block = block;
        block.resumeWith(this::resume);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        int count = in.readableBytes();
        connection.bytesArrived(count);
        loop.arrived(count);
        take(context, in);
    }

    private void resume() {
        ByteBuf again = held;
        ChannelHandlerContext here = context;
        if (again != null && here != null) {
            held = null;
            take(here, again);
        }
    }

    private void take(ChannelHandlerContext context, ByteBuf in) {
        try {
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
        if (block.isBlocked()) {
            hold(context, in, index, end);
            return;
        }
        if (!headerSeen) {
            index = readProtocolHeader(context, in, index, end);
        }
        if (headerSeen && carry != null) {
            index = completeCarried(in, index, end);
        }
        while (index < end && connection.isReading()) {
            if (block.isBlocked()) {
                hold(context, in, index, end);
                return;
            }
            int size = decoder.frameAt(in, index, end);
            if (size == 0) {
                carryOver(context, in, index, end);
                return;
            }
            frame(in);
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
                frame(begun);
            } finally {
                begun.release();
            }
        }
        return at;
    }

    private void frame(ByteBuf in) {
        int type = decoder.type();
        int index = decoder.payloadIndex();
        int length = decoder.payloadLength();
        published |= type == FrameType.HEADER || type == FrameType.BODY;
        connection.frame(type, decoder.channel(), in, index, length);
        block.handled(type, in, index, length);
    }

    private void hold(ChannelHandlerContext context, ByteBuf in, int index, int end) {
        ByteBuf before = held;
        ByteBuf waiting = before == null ? context.alloc().directBuffer(end - index) : before;
        held = waiting.writeBytes(in, index, end - index);
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

    private void dropHeld() {
        if (held != null) {
            held.release();
            held = null;
        }
    }

    private void dropCarried() {
        if (carry != null) {
            carry.release();
            carry = null;
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        connection.readComplete(published);
        published = false;
        loop.endTurnAfterReads();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        connection.writabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        dropCarried();
        dropHeld();
        connection.socketClosed();
        loop.endTurnAfterReads();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        connection.socketFailed(cause);
        loop.endTurnAfterReads();
    }
}
