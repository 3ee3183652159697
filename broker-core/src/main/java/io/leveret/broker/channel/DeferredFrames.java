package io.leveret.broker.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;

/**
 * Frames that arrived while their channel waits for an answer from another owner, as copies on the heap. Owned by the
 * connection's loop.
 */
final class DeferredFrames {

    /** Past this many bytes the connection is not read until the channel goes on. */
    static final int BYTES_MAX = 256 * 1024;

    private static final int OVERHEAD_BYTES = 64;

    /** Takes a frame that was deferred. */
    interface Receiver {
        void frame(int type, ByteBuf buf, int index, int length);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Frame(int type, byte[] payload) {}

    private final ArrayDeque<Frame> frames = new ArrayDeque<>();
    private long bytes;
    private boolean replaying;

    boolean isEmpty() {
        return frames.isEmpty();
    }

    /** Whether the connection should not be read. */
    boolean isTooMuch() {
        return bytes > BYTES_MAX;
    }

    void add(int type, ByteBuf buf, int index, int length) {
        byte[] payload = new byte[length];
        buf.getBytes(index, payload);
        frames.add(new Frame(type, payload));
        bytes += length + OVERHEAD_BYTES;
    }

    /**
     * Hands frames on, oldest first, until there are none or {@code stop} says so. A call from within the work on a frame
     * leaves the rest to the call that is under way, so that the stack stays flat however many frames there are.
     */
    void replay(BooleanSupplier stop, Receiver receiver) {
        if (replaying) {
            return;
        }
        replaying = true;
        try {
            while (!frames.isEmpty() && !stop.getAsBoolean()) {
                replayOne(receiver);
            }
        } finally {
            replaying = false;
        }
    }

    private void replayOne(Receiver receiver) {
        Frame frame = frames.remove();
        bytes -= frame.payload.length + OVERHEAD_BYTES;
        receiver.frame(frame.type, Unpooled.wrappedBuffer(frame.payload), 0, frame.payload.length);
    }

    void clear() {
        frames.clear();
        bytes = 0;
    }
}
