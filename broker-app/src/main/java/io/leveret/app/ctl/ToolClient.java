package io.leveret.app.ctl;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Has the broker on a data directory do what a tool's command line says, and says what it answers. It knows nothing of the
 * commands and touches few classes: a health check runs it every few seconds. Owner: one thread.
 */
public final class ToolClient {

    /** The broker is silent: as in {@code sysexits.h}. */
    public static final int TIMEOUT = 75;

    /** Set by the launcher: newer JVMs have a console without a terminal, too. */
    private static final String TERMINAL_PROPERTY = "leveret.terminal";

    private static final int ANSWER_BYTES = 16 << 10;
    private static final int SECRET_BYTES_MAX = 64 << 10;
    private static final int HEAD = 2;
    private static final int NONE = -1;

    private final InputStream in;
    private final OutputStream out;
    private final OutputStream err;
    private final long silenceMsMax;

    private byte[] line = new byte[ANSWER_BYTES];
    private int length;
    private int statusAtEnd = NONE;
    private long portions;

    /** Grows with all that comes. */
    private volatile long heard;

    private volatile boolean asking;
    private volatile boolean silent;

    /** @param silenceMsMax for how long the broker may say nothing */
    public ToolClient(InputStream in, OutputStream out, OutputStream err, long silenceMsMax) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.silenceMsMax = silenceMsMax;
    }

    /** One for the terminal of this process. */
    public static ToolClient ofProcess(long silenceMsMax) {
        return new ToolClient(
                new FileInputStream(FileDescriptor.in),
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), ANSWER_BYTES),
                new FileOutputStream(FileDescriptor.err),
                silenceMsMax);
    }

    /**
     * Returns the exit status when all is said.
     *
     * @throws NoBrokerException when none runs on this data directory, or none that this user may command
     * @throws IOException when the terminal is gone, or the broker within its answer
     */
    public int run(Path dataDirectory, String tool, List<String> arguments) throws NoBrokerException, IOException {
        try (SocketChannel channel = ControlSocket.connect(dataDirectory)) {
            // Not a lambda: the first one of a process takes some ten milliseconds.
            Thread watch = new Thread("leveret-watch") {
                @Override
                public void run() {
                    watch(channel);
                }
            };
            watch.setDaemon(true);
            watch.start();
            ask(channel, tool, arguments);
            return answer(channel);
        } catch (ClosedChannelException e) {
            if (silent) {
                say(err, "Error: the broker has not answered for " + silenceMsMax + " ms");
                return TIMEOUT;
            }
            throw e;
        } finally {
            out.flush();
        }
    }

    /** A broker that hangs must not hang who looks after it. */
    private void watch(SocketChannel channel) {
        try {
            long before = NONE;
            while (asking || heard != before) {
                before = heard;
                Thread.sleep(silenceMsMax);
            }
            silent = true;
            channel.close();
        } catch (InterruptedException | IOException e) {
            // Then the one that is watched sees it, too.
        }
    }

    private static void ask(SocketChannel channel, String tool, List<String> arguments) {
        StringBuilder request = new StringBuilder(ToolWire.GREETING).append('\n');
        request.append(tool).append('\n');
        for (String argument : arguments) {
            request.append(ToolWire.ARGUMENT).append(Escapes.escape(argument)).append('\n');
        }
        try {
            send(channel, request.append('\n').toString());
        } catch (IOException e) {
            // It does not want all of this. Why, is what it has said.
        }
    }

    private static void send(SocketChannel channel, String text) throws IOException {
        ByteBuffer octets = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (octets.hasRemaining()) {
            channel.write(octets);
        }
    }

    private int answer(SocketChannel channel) throws IOException {
        ByteBuffer received = ByteBuffer.allocate(ANSWER_BYTES);
        while (read(channel, received) >= 0) {
            heard = ++portions;
            byte[] octets = received.array();
            int from = 0;
            for (int i = 0; i < received.position(); i++) {
                if (octets[i] == '\n') {
                    append(octets, from, i + 1);
                    from = i + 1;
                    int status = take(channel);
                    if (status != NONE) {
                        return status;
                    }
                    length = 0;
                }
            }
            append(octets, from, received.position());
            received.clear();
        }
        if (statusAtEnd != NONE) {
            return statusAtEnd;
        }
        throw new EOFException("the broker ended before it had answered");
    }

    private int read(SocketChannel channel, ByteBuffer received) throws IOException {
        try {
            return channel.read(received);
        } catch (SocketException e) {
            // Reset: that is an end, too.
            if (statusAtEnd != NONE) {
                return -1;
            }
            throw e;
        }
    }

    private void append(byte[] octets, int from, int to) {
        int count = to - from;
        if (line.length - length < count) {
            line = Arrays.copyOf(line, Math.max(2 * line.length, length + count));
        }
        System.arraycopy(octets, from, line, length, count);
        length += count;
    }

    /** Does what the line says; the exit status if it is the last one. */
    private int take(SocketChannel channel) throws IOException {
        switch (line[0]) {
            case ToolWire.OUT -> out.write(line, HEAD, length - HEAD);
            case ToolWire.ERR -> {
                out.flush();
                err.write(line, HEAD, length - HEAD);
            }
            case ToolWire.ASK -> {
                out.flush();
                err.write(line, HEAD, length - HEAD - 1);
                asking = true;
                send(channel, Escapes.escape(secret()) + "\n");
                asking = false;
            }
            case ToolWire.EXIT -> {
                return Integer.parseInt(text());
            }
            case ToolWire.UNTIL_END -> statusAtEnd = Integer.parseInt(text());
            // A broker of another release, or too many commands at once: it says so in its own way.
            default -> throw new IOException(new String(line, 0, length, StandardCharsets.UTF_8).strip());
        }
        return NONE;
    }

    private String text() {
        return new String(line, HEAD, length - HEAD, StandardCharsets.UTF_8).strip();
    }

    /** What is typed is not shown. */
    @SuppressWarnings("SystemConsoleNull") // The property says whether there is a terminal; null may be without one.
    private String secret() throws IOException {
        Console console = Boolean.getBoolean(TERMINAL_PROPERTY) ? System.console() : null;
        if (console != null) {
            char[] typed = console.readPassword();
            return typed == null ? "" : new String(typed);
        }
        say(err, "");
        byte[] read = new byte[SECRET_BYTES_MAX];
        int count = 0;
        for (int octet = in.read(); octet >= 0 && octet != '\n' && count < read.length; octet = in.read()) {
            read[count++] = (byte) octet;
        }
        String text = new String(read, 0, count, StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private static void say(OutputStream where, String text) throws IOException {
        where.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
