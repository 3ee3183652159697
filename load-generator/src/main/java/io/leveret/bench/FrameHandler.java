package io.leveret.bench;

import io.leveret.codec.ConnectionException;
import io.leveret.codec.frame.FrameDecoder;
import io.leveret.codec.frame.FrameType;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Finds frames in what a connection's socket reads, in place. Only a frame that the end of a read cuts is copied and
 * completed from the next. Owned by the connection's event loop.
 */
final class FrameHandler extends ChannelInboundHandlerAdapter {

    /** The most a broker may send in one frame, in octets; it is told so before it sends the first that is large. */
    static final int FRAME_MAX = 128 * 1024;

    private final Sink sink;
    private final FrameDecoder decoder = new FrameDecoder(FRAME_MAX);
    private @Nullable ByteBuf cut;

    /** Who takes what the socket brings. Calls come on its event loop. */
    interface Sink {

        /** Frames follow that have just been read. */
        void readBegins();

        /** One whole frame, which the decoder describes and whose octets are good until this returns. */
        void frame(ByteBuf in, FrameDecoder frame);

        /** All that was there has been read. */
        void readEnds();

        /** The socket takes data again, or has had enough. */
        void writabilityChanged();

        /** Nothing more will come, and why. */
        void broken(String why);
    }

    FrameHandler(Sink sink) {
        this.sink = sink;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            sink.readBegins();
            read(context, in);
        } catch (ConnectionException e) {
            sink.broken("the broker sent what is not AMQP: " + e.explanation());
        } finally {
            in.release();
        }
    }

    private void read(ChannelHandlerContext context, ByteBuf in) {
        int end = in.writerIndex();
        int index = cut == null ? in.readerIndex() : complete(cut, in, in.readerIndex(), end);
        while (index < end) {
            int size = decoder.frameAt(in, index, end);
            if (size == 0) {
                ByteBuf begun = context.alloc().directBuffer(Math.max(FrameType.HEAD_OCTETS, decoder.wanted()));
                cut = begun.writeBytes(in, index, end - index);
                return;
            }
            sink.frame(in, decoder);
            index += size;
        }
    }

    private int complete(ByteBuf begun, ByteBuf in, int index, int end) {
        int at = append(begun, in, index, end, FrameType.HEAD_OCTETS);
        int size = decoder.frameAt(begun, 0, begun.writerIndex());
        if (size == 0 && decoder.wanted() > 0) {
            at = append(begun, in, at, end, decoder.wanted());
            size = decoder.frameAt(begun, 0, begun.writerIndex());
        }
        if (size > 0) {
            cut = null;
            try {
                sink.frame(begun, decoder);
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

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        sink.readEnds();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        sink.writabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (cut != null) {
            cut.release();
            cut = null;
        }
        sink.broken("the broker closed the socket");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        sink.broken("the connection failed: " + cause);
        context.close();
    }
}
