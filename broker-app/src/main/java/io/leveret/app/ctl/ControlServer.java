package io.leveret.app.ctl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the command line on a Unix domain socket that only the broker's user can connect to.
 *
 * <p>A connection carries one request and its answer. The request is a line: {@code leveret-control}, the version of this
 * protocol, the command, and what it is about, with a space between. The answer is any number of lines, the last of which
 * is {@code ok}, or {@code error} with a reason; then the server closes. A line has at most 8 KiB. What {@link ToolWire} says
 * is version 2, for tools that take a command line and say more than lines for a person.
 *
 * <p>A thread accepts, and each connection has one of its own, so that a backup keeps nobody from asking for the status.
 * Start and close it from a thread of your own, while the data directory is locked.
 */
public final class ControlServer implements AutoCloseable {

    static final String GREETING = "leveret-control";
    static final int VERSION = 1;
    static final String OK = "ok";
    static final String ERROR = "error ";

    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

    static final int CONNECTIONS_MAX = 256;

    private static final int BACKLOG = 256;
    private static final int WAIT_MS_MAX = 5_000;
    private static final String PRIVATE_SUFFIX = ".new";
    private static final Set<PosixFilePermission> OWNER_DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");

    private final ServerSocketChannel listening;
    private final Path socket;
    /** The file that tells where the socket is, if it is elsewhere. */
    private final @Nullable Path pointer;

    private final Commands commands;
    private final Tools tools;
    private final PeerUser owner;
    private final AtomicInteger connections = new AtomicInteger();

    /** What can be asked. */
    @FunctionalInterface
    public interface Commands {
        /**
         * Does what is asked, on a thread of the connection; may block.
         *
         * @return lines of the answer, or null if there is no such command
         * @throws IOException with a reason in one line
         */
        @Nullable
        List<String> run(String command, String argument) throws IOException;
    }

    /** Tools with a command line of their own. */
    @FunctionalInterface
    public interface Tools {
        /**
         * Does what a command line says, on a thread of the connection; may block.
         *
         * @param tool how it was called
         * @return the exit status
         * @throws IOException when the client is gone
         */
        int run(String tool, List<String> arguments, ToolTalk talk) throws IOException;
    }

    private ControlServer(
            ServerSocketChannel listening,
            Path socket,
            @Nullable Path pointer,
            PeerUser owner,
            Commands commands,
            Tools tools) {
        this.listening = listening;
        this.socket = socket;
        this.pointer = pointer;
        this.commands = commands;
        this.tools = tools;
        this.owner = owner;
    }

    /**
     * Begins to answer. What an earlier process has left is replaced.
     *
     * @param dataDirectory locked by this process
     * @throws IOException when there can be no socket
     */
    public static ControlServer start(Path dataDirectory, Commands commands, Tools tools) throws IOException {
        Path socket = ControlSocket.in(dataDirectory);
        Path pointer = ControlSocket.pointerIn(dataDirectory);
        Files.deleteIfExists(socket);
        deleteElsewhere(pointer);
        boolean here = ControlSocket.isShort(socket);
        ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        PeerUser owner;
        try {
            if (here) {
                listen(listening, socket);
            } else {
                socket = Files.createTempDirectory("leveret").resolve("control");
                Files.writeString(pointer, socket + "\n");
                listen(listening, socket);
            }
            owner = PeerUser.ownerOf(socket);
        } catch (IOException | RuntimeException e) {
            listening.close();
            throw e instanceof IOException io ? io : new IOException(e.getMessage(), e);
        }
        ControlServer server = new ControlServer(listening, socket, here ? null : pointer, owner, commands, tools);
        thread("leveret-control", server::accept);
        return server;
    }

    /**
     * Listens under a name that nobody else can reach until the socket is its owner's only: between being made and being
     * protected it has whatever mode the process gives to new files.
     */
    private static void listen(ServerSocketChannel listening, Path socket) throws IOException {
        if (!isPosix(socket)) {
            listening.bind(UnixDomainSocketAddress.of(socket), BACKLOG);
            return;
        }
        Path closed = socket.resolveSibling(socket.getFileName() + PRIVATE_SUFFIX);
        Path made = closed.resolve("s");
        Files.deleteIfExists(made);
        Files.deleteIfExists(closed);
        FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(OWNER_DIRECTORY);
        Files.createDirectory(closed, ownerOnly);
        listening.bind(UnixDomainSocketAddress.of(made), BACKLOG);
        Files.setPosixFilePermissions(made, OWNER_FILE);
        Files.move(made, socket);
        Files.delete(closed);
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static void deleteElsewhere(Path pointer) throws IOException {
        if (Files.exists(pointer)) {
            Path old = Path.of(Files.readString(pointer).strip());
            // Only what this class has made, whatever the file says now.
            if (old.endsWith("control")) {
                deleteWithParent(old);
            }
            Files.delete(pointer);
        }
    }

    private static void deleteWithParent(Path socket) throws IOException {
        if (Files.deleteIfExists(socket)) {
            Files.delete(socket.getParent());
        }
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel connection = listening.accept();
                if (connections.incrementAndGet() > CONNECTIONS_MAX) {
                    connections.decrementAndGet();
                    refuse(connection);
                } else {
                    thread("leveret-control-command", () -> serve(connection));
                }
            }
        } catch (ClosedChannelException e) {
            // By close().
        } catch (IOException e) {
            LOG.warn("The broker takes no more commands", e);
        }
    }

    private static void refuse(SocketChannel connection) {
        // There is room for a line in a connection that is new.
        try (Lines lines = new Lines(connection, WAIT_MS_MAX)) {
            lines.write(ERROR + "too many commands at once");
            lines.flush();
        } catch (IOException e) {
            LOG.debug("A command was not refused", e);
        }
    }

    private void serve(SocketChannel connection) {
        try (Lines lines = new Lines(connection, WAIT_MS_MAX)) {
            String request = owner.mayCommand(connection) ? lines.read() : null;
            if (ToolWire.isRequest(request)) {
                ToolWire.answer(lines, tools);
            } else if (request != null) {
                answer(request, lines);
            }
            lines.flush();
        } catch (IOException e) {
            LOG.debug("A command was not answered", e);
        } finally {
            connections.decrementAndGet();
        }
    }

    private void answer(String request, Lines lines) throws IOException {
        String last = OK;
        try {
            for (String line : run(request)) {
                lines.write(line);
            }
        } catch (IOException e) {
            last = ERROR + e.getMessage();
        } catch (RuntimeException e) {
            LOG.error("A command failed: {}", request, e);
            last = ERROR + e;
        }
        lines.write(last);
    }

    private List<String> run(String request) throws IOException {
        String[] words = request.split(" ", 4);
        if (words.length < 2 || !words[0].equals(GREETING)) {
            throw new IOException("this is no request");
        }
        if (!words[1].equals(Integer.toString(VERSION))) {
            throw new IOException("version " + words[1] + " of the protocol (expected: " + VERSION
                    + "): the broker and the command line are of different releases");
        }
        if (words.length < 3) {
            throw new IOException("a request without a command");
        }
        List<String> answer = commands.run(words[2], words.length == 4 ? words[3] : "");
        if (answer == null) {
            throw new IOException("no such command: " + words[2]);
        }
        return answer;
    }

    private static void thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Stops listening; a command under way goes on until what it uses is closed. */
    @Override
    public void close() {
        try {
            listening.close();
            if (pointer == null) {
                Files.deleteIfExists(socket);
            } else {
                deleteWithParent(socket);
                Files.deleteIfExists(pointer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the control socket " + socket + " cannot be removed", e);
        }
    }
}
