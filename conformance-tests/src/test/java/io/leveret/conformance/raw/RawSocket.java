package io.leveret.conformance.raw;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** A connection, of TCP or of TLS over it: octets out, octets and frames in, every read with a deadline. */
final class RawSocket implements AutoCloseable {

    private final Socket socket;
    private final DataInputStream in;
    private ByteArrayOutputStream held;

    RawSocket(InetSocketAddress address, Duration deadline) {
        this(connect(address, deadline), deadline);
    }

    /** Takes over a socket that is connected. */
    RawSocket(Socket connected, Duration deadline) {
        socket = connected;
        try {
            socket.setTcpNoDelay(true);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 * 1024));
            deadline(deadline);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Socket connect(InetSocketAddress address, Duration deadline) {
        try {
            Socket connected = new Socket();
            connected.connect(address, Math.toIntExact(deadline.toMillis()));
            return connected;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void deadline(Duration deadline) {
        try {
            socket.setSoTimeout(Math.toIntExact(deadline.toMillis()));
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on octets are kept back, until {@link #release} hands them to TCP in one write. */
    void hold() {
        held = new ByteArrayOutputStream();
    }

    void release() {
        byte[] all = held.toByteArray();
        held = null;
        send(all);
    }

    /** The same with a write for each octet. */
    void releaseSingly() {
        byte[] all = held.toByteArray();
        held = null;
        for (byte octet : all) {
            send(new byte[] {octet});
        }
    }

    void send(byte[] octets) {
        if (held != null) {
            held.writeBytes(octets);
            return;
        }
        try {
            socket.getOutputStream().write(octets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] read(int count) {
        try {
            byte[] octets = new byte[count];
            in.readFully(octets);
            return octets;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RawFrame readFrame() {
        try {
            int type = in.readUnsignedByte();
            int channel = in.readUnsignedShort();
            byte[] payload = new byte[in.readInt()];
            in.readFully(payload);
            int end = in.readUnsignedByte();
            if (end != RawFrame.END) {
                throw new AssertionError("frame end is " + end);
            }
            return new RawFrame(type, channel, payload);
        } catch (EOFException e) {
            throw new AssertionError("the broker closed the socket where a frame was expected", e);
        } catch (IOException e) {
            throw new UncheckedIOException("while a frame was expected", e);
        }
    }

    /** Whether the peer closes the socket, with or without a reset, before anything else arrives or the deadline ends. */
    boolean reachesEnd() {
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** The same, when the octets may come any number of times before the end. */
    boolean reachesEndAfter(byte[] octets) {
        int at = 0;
        try {
            int octet = in.read();
            while (octet >= 0) {
                if (octet != Byte.toUnsignedInt(octets[at])) {
                    return false;
                }
                at = (at + 1) % octets.length;
                octet = in.read();
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    void endOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Cuts the connection with a TCP reset, as a killed process would. */
    void cut() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
