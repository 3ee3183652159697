package io.leveret.broker.connection;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** A socket in memory, from this machine, that takes no output while its peer does not read. */
final class SteppedSocket extends EmbeddedChannel {

    private static final SocketAddress PEER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);
    private boolean stuck;
    private int writes;

    SteppedSocket(int writeBytesMax) {
        config().setAllocator(allocator);
        config().setWriteBufferWaterMark(new WriteBufferWaterMark(writeBytesMax / 2, writeBytesMax));
    }

    @Override
    protected SocketAddress remoteAddress0() {
        return PEER;
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) throws Exception {
        if (!stuck) {
            writes++;
            super.doWrite(in);
        }
    }

    /** From now on the socket takes nothing, or takes again; to be called on the connection's loop. */
    void stuck(boolean takesNothing) {
        stuck = takesNothing;
        if (!stuck && isOpen()) {
            flush();
            runPendingTasks();
        }
    }

    /** How often something was written, each of which is a system call of a real one. */
    int writes() {
        return writes;
    }

    boolean isStuck() {
        return stuck;
    }

    /** Octets in buffers of this socket that nobody has released. */
    long bytesInBuffers() {
        return allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory();
    }
}
