package io.leveret.broker.channel;

import io.leveret.codec.frame.FrameEncoder;
import io.leveret.codec.method.Method;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way out of one connection: frames gather in one pooled buffer and leave together at the end of the turn.
 *
 * <p>Owned by the connection's loop. The buffer belongs to this object until it is written, then to Netty.
 */
public final class Output {

    private static final int BUFFER_MIN = 512;
    private static final int BUFFER_MAX = 64 * 1024;
    private static final int METHOD_ROOM = 512;

    /** Unread output past which a client's requests are not served, and below which they are again. */
    private static final long UNREAD_MAX = 4 * 1024 * 1024;

    private static final long UNREAD_RESUME = 1024 * 1024;

    private final Channel socket;
    private @Nullable ByteBuf buffer;
    private int bufferSize = BUFFER_MIN;
    private boolean unflushed;
    private long buffersOut;
    private long octetsOut;
    private List<Runnable> waitingForDrain = new ArrayList<>(0);

    public Output(Channel socket) {
        this.socket = socket;
    }

    /** A buffer with room for {@code bytes}, for one or several whole frames; they leave with the next flush. */
    public ByteBuf room(int bytes) {
        ByteBuf current = buffer;
        if (current != null && current.writableBytes() >= bytes) {
            return current;
        }
        passOn();
        if (current != null) {
            bufferSize = Math.min(BUFFER_MAX, bufferSize * 4);
        }
        ByteBuf next = socket.alloc().directBuffer(Math.max(bytes, bufferSize));
        buffer = next;
        buffersOut++;
        return next;
    }

    /** Writes a method frame. */
    public void method(int channel, Method method) {
        FrameEncoder.method(room(METHOD_ROOM), channel, method);
    }

    /** Writes a heartbeat frame. */
    public void heartbeat() {
        FrameEncoder.heartbeat(room(METHOD_ROOM));
    }

    /** Whether the socket takes more; if not, deliveries wait. */
    public boolean isWritable() {
        return socket.isWritable();
    }

    /** Whether the client lags so far behind with reading that no more should be put out at its request. */
    public boolean isCongested() {
        return pendingBytes() > UNREAD_MAX;
    }

    /** Whether the client has read most of what was put out. */
    public boolean isDrained() {
        return pendingBytes() < UNREAD_RESUME;
    }

    /** Whether nothing that is written gets anywhere any more. */
    public boolean isClosed() {
        return !socket.isOpen();
    }

    /** Runs {@code task} once the client has read most of what was put out, or its socket is gone. */
    public void whenDrained(Runnable task) {
        waitingForDrain.add(task);
    }

    /** Runs what has waited for the client to read. */
    public void drained() {
        if (!waitingForDrain.isEmpty()) {
            List<Runnable> tasks = waitingForDrain;
            waitingForDrain = new ArrayList<>(0);
            tasks.forEach(Runnable::run);
        }
    }

    /** Bytes that the socket has not taken yet. */
    public long pendingBytes() {
        ByteBuf current = buffer;
        ChannelOutboundBuffer passedOn = socket.unsafe().outboundBuffer();
        return (current == null ? 0 : current.readableBytes())
                + (passedOn == null ? 0 : passedOn.totalPendingWriteBytes());
    }

    /** Sends what has gathered. */
    public void flush() {
        passOn();
        if (unflushed) {
            unflushed = false;
            socket.flush();
        }
    }

    /** How many buffers have gone out; a heartbeat is due when this stands still. */
    public long buffersOut() {
        return buffersOut;
    }

    /** How many octets have been passed on. */
    public long octetsOut() {
        return octetsOut;
    }

    /** Drops what has not been passed on; the socket is gone. */
    public void release() {
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
    }

    private void passOn() {
        ByteBuf current = buffer;
        if (current == null) {
            return;
        }
        buffer = null;
        if (current.isReadable()) {
            unflushed = true;
            octetsOut += current.readableBytes();
            socket.write(current, socket.voidPromise());
        } else {
            current.release();
        }
    }
}
