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
 * Lines of UTF-8 over a connection, bounded in size, and in time for what the other side does not do. Owner: one thread.
 */
final class Lines implements AutoCloseable {

    /** Octets of a line. */
    static final int BYTES_MAX = 8 << 10;

    /** A wait that has no end but that of the connection. */
    static final int FOREVER = 0;

    /** A line that comes in more pieces than this is a slow one on purpose. */
    private static final int WAITS_MAX = 16;

    private final SocketChannel channel;
    private final Selector selector;
    private final int waitMs;
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
        int waits = 0;
        while (true) {
            while (received.hasRemaining()) {
                byte octet = received.get();
                if (octet == '\n') {
                    return line.toString(StandardCharsets.UTF_8);
                }
                if (line.size() == BYTES_MAX) {
                    throw new IOException("a line is longer than " + BYTES_MAX + " octets");
                }
                line.write(octet);
            }
            if (waits++ == WAITS_MAX) {
                throw new SocketTimeoutException("a line does not end");
            }
            if (!receive()) {
                if (line.size() > 0) {
                    throw new EOFException("the connection ended within a line");
                }
                return null;
            }
        }
    }

    void write(String text) throws IOException {
        ByteBuffer octets = ByteBuffer.wrap((text.replace('\n', ' ') + "\n").getBytes(StandardCharsets.UTF_8));
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
