package io.leveret.app.ctl;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Where the socket of a data directory stands: {@code control} in it. The path of a socket may have some hundred octets
 * only. Below a longer one the socket stands in a directory of its own among the temporary files, and the file {@code
 * control-path} says where.
 */
final class ControlSocket {

    /** What platforms allow is 104 to 108 with a zero at the end, and the socket is made under a longer name. */
    static final int PATH_BYTES_MAX = 96;

    private static final String NAME = "control";
    private static final String ELSEWHERE = "control-path";

    private ControlSocket() {}

    /** Where the socket of this data directory would stand, were its path short enough. */
    static Path in(Path dataDirectory) {
        return dataDirectory.resolve(NAME);
    }

    /** The file that names another place. */
    static Path pointerIn(Path dataDirectory) {
        return dataDirectory.resolve(ELSEWHERE);
    }

    static boolean isShort(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length <= PATH_BYTES_MAX;
    }

    /**
     * Finds the socket of a broker that runs.
     *
     * @throws NoSuchFileException when none does
     */
    static Path find(Path dataDirectory) throws IOException {
        Path path = in(dataDirectory);
        if (isShort(path)) {
            return path;
        }
        try {
            return Path.of(Files.readString(pointerIn(dataDirectory)).strip());
        } catch (InvalidPathException e) {
            throw new IOException(pointerIn(dataDirectory) + " does not hold a path", e);
        }
    }

    /**
     * Connects to the broker that runs on a data directory.
     *
     * @throws NoBrokerException when none does, or none that this user may command
     */
    static SocketChannel connect(Path dataDirectory) throws NoBrokerException, IOException {
        SocketChannel channel = null;
        boolean connected = false;
        try {
            Path socket = find(dataDirectory);
            if (Files.notExists(socket)) {
                throw new NoSuchFileException(socket.toString());
            }
            channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(UnixDomainSocketAddress.of(socket));
            connected = true;
            return channel;
        } catch (NoSuchFileException | ConnectException e) {
            // A socket that a killed process has left behind refuses, too.
            throw new NoBrokerException("no broker is running on data directory " + dataDirectory);
        } catch (SocketException e) {
            throw new NoBrokerException(
                    "the broker on data directory " + dataDirectory + " cannot be asked: " + e.getMessage());
        } finally {
            if (channel != null && !connected) {
                channel.close();
            }
        }
    }
}
