package io.leveret.app.ctl;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Lines of UTF-8 over a connection, bounded in size, and in time for what the other side does not do. What is written leaves
 * in portions, the last one at {@link #flush}. Owner: one thread.
 */
final class Lines implements AutoCloseable {

    /** Octets of a line. */
    static final int BYTES_MAX = 8 << 10;

    /** A wait that has no end but that of the connection. */
    static final int FOREVER = 0;

    private static final int PORTION_BYTES = 16 << 10;

    /** A line for which one has to wait more often than this is a slow one on purpose. */
    private static final int WAITS_MAX = 16;

    private final SocketChannel channel;
    private final Selector selector;
    private final ByteArrayOutputStream portion = new ByteArrayOutputStream(PORTION_BYTES);
    private int waitMs;
    private int bytesMax = BYTES_MAX;
    private int waits;
    private final ByteBuffer received = ByteBuffer.allocate(BYTES_MAX).limit(0);

    /**
     * Takes the connection over.
     *
     * @param waitMs how long to wait each time the other side has nothing to read or no room, or {@link #FOREVER}
     */
    Lines(SocketChannel channel, int waitMs) throws IOException {
        this.channel = channel;
        this.waitMs = waitMs;
        channel.configureBlocking(false);
        selector = channel.provider().openSelector();
        channel.register(selector, SelectionKey.OP_READ);
    }

    /** The next line without its end; null when the other side has closed. */
    @Nullable
    String read() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        waits = 0;
        while (true) {
            while (received.hasRemaining()) {
                byte octet = received.get();
                if (octet == '\n') {
                    return line.toString(StandardCharsets.UTF_8);
                }
                if (line.size() == bytesMax) {
                    throw new IOException("a line is longer than " + bytesMax + " octets");
                }
                line.write(octet);
            }
            if (!receive()) {
                if (line.size() > 0) {
                    throw new EOFException("the connection ended within a line");
                }
                return null;
            }
        }
    }

    /** From now on a line may have so many octets. */
    void limitTo(int newBytesMax) {
        bytesMax = newBytesMax;
    }

    /** From now on it waits for that long. */
    void waitFor(int newWaitMs) {
        waitMs = newWaitMs;
    }

    /** Writes a line; one of several lines becomes one. */
    void write(String text) throws IOException {
        portion.writeBytes((text.replace('\n', ' ') + "\n").getBytes(StandardCharsets.UTF_8));
        if (portion.size() >= PORTION_BYTES) {
            flush();
        }
    }

    /** Has all leave that was written. */
    void flush() throws IOException {
        ByteBuffer octets = ByteBuffer.wrap(portion.toByteArray());
        portion.reset();
        while (octets.hasRemaining()) {
            if (channel.write(octets) == 0) {
                await(SelectionKey.OP_WRITE);
            }
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }

    private boolean receive() throws IOException {
        received.clear();
        int count = channel.read(received);
        if (count == 0) {
            if (waits++ == WAITS_MAX) {
                throw new SocketTimeoutException("a line does not end");
            }
            await(SelectionKey.OP_READ);
            count = channel.read(received);
        }
        received.flip();
        return count >= 0;
    }

    private void await(int operation) throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.interestOps(operation);
        }
        selector.selectedKeys().clear();
        if (selector.select(waitMs) == 0) {
            throw new SocketTimeoutException("no answer for " + waitMs + " ms");
        }
    }
}
