package io.leveret.broker.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts TLS records on their way in, and drops a client that sends too many without data. Each costs arithmetic, and
 * those that change keys (TLS 1.3) an answer, which piles up where the client does not read.
 *
 * <p>Stands in front of the TLS handler; behind it the {@link TlsGate} says when there was data. Owned by the connection's
 * event loop.
 */
final class TlsRecords extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(TlsRecords.class);

    /** A handshake has ten or so, and a connection that lives for years changes its keys now and then. */
    static final int EMPTY_MAX = 256;

    /** So many with data make up for one without. */
    private static final int PER_EMPTY = 64;

    private static final int HEADER = 5;
    private static final int LENGTH_AT = 3;

    /** Octets of the record that is under way that have not come yet; of its header while that is not whole. */
    private int missing = HEADER;

    private boolean inHeader = true;
    private int length;
    private int seen;
    /** Of the records without data, less what those with data have made up for. */
    private int weight;

    private int withData;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        count((ByteBuf) message);
        context.fireChannelRead(message);
        weight = Math.max(0, weight + PER_EMPTY * (seen - withData) - withData);
        seen = 0;
        withData = 0;
        if (weight > EMPTY_MAX * PER_EMPTY) {
            LOG.warn("{}: too many TLS records without data", context.channel().remoteAddress());
            context.close();
        }
    }

    /** A record turned out to have data in it. */
    void broughtData() {
        withData++;
    }

    private void count(ByteBuf in) {
        int index = in.readerIndex();
        int end = in.writerIndex();
        while (index < end) {
            int taken = Math.min(missing, end - index);
            if (inHeader) {
                for (int i = index; i < index + taken; i++) {
                    header(HEADER - missing + i - index, in.getUnsignedByte(i));
                }
            }
            index += taken;
            missing -= taken;
            if (missing == 0) {
                turn();
            }
        }
    }

    private void header(int position, int octet) {
        if (position >= LENGTH_AT) {
            length = (length << Byte.SIZE) | octet;
        }
    }

    private void turn() {
        if (inHeader) {
            seen++;
            missing = length;
        }
        inHeader = !inHeader || length == 0;
        if (inHeader) {
            missing = HEADER;
            length = 0;
        }
    }
}
