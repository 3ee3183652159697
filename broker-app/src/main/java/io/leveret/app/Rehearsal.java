package io.leveret.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Serves one client of each kind in a process that stops afterwards. The launcher runs it once after a build, so that
 * the JVM can put the classes a start needs into an archive; later starts map the archive instead of loading classes.
 */
final class Rehearsal {

    private static final int ANSWER_TIMEOUT_MS = 5_000;

    private static final byte[] AMQP_0_9_1 = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};
    private static final String OVERVIEW =
            "GET /api/overview HTTP/1.0\r\nAuthorization: Basic Z3Vlc3Q6Z3Vlc3Q=\r\n\r\n";

    private Rehearsal() {}

    static void play(Leveret server) {
        try {
            for (InetSocketAddress address : server.amqpAddresses()) {
                ask(address, AMQP_0_9_1);
            }
            for (InetSocketAddress address : server.managementAddresses()) {
                ask(address, OVERVIEW.getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the rehearsal failed", e);
        }
    }

    /** Sends a request and waits for the first octet of the answer, or for the end of the connection. */
    private static void ask(InetSocketAddress address, byte[] request) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address, ANSWER_TIMEOUT_MS);
            socket.setSoTimeout(ANSWER_TIMEOUT_MS);
            socket.getOutputStream().write(request);
            socket.getInputStream().readNBytes(1);
        }
    }
}
