package io.leveret.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An exclusive lock on a file, which one owner holds among all processes of the machine. It goes with the process, however
 * that ends; the file stays, and holds the process id of the last owner. Any thread.
 */
public final class ProcessLock implements AutoCloseable {

    private static final int PROCESS_ID_BYTES_MAX = 32;

    /**
     * What this process holds. To open and close a file once more would drop the lock on it on POSIX systems, so a
     * second owner must be turned away before.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel file;

    private ProcessLock(Path path, FileChannel file) {
        this.path = path;
        this.file = file;
    }

    /** Somebody else holds the lock. */
    public static final class HeldException extends Exception {

        private static final long serialVersionUID = 1L;

        private final String owner;

        private HeldException(String processId) {
            super("held by process " + processId);
            owner = processId.isEmpty() ? "" : " (process " + processId + ")";
        }

        /** Such as {@code " (process 17)"}, to end a sentence with; empty if that is not known. */
        public String owner() {
            return owner;
        }
    }

    /**
     * Takes the lock, and makes the file if it is missing.
     *
     * @param file in a directory that exists
     */
    public static ProcessLock acquire(Path file) throws IOException, HeldException {
        Path directory = file.toAbsolutePath().getParent();
        Path path = directory == null ? file : directory.toRealPath().resolve(file.getFileName());
        String thisProcess = Long.toString(ProcessHandle.current().pid());
        if (!HELD.add(path)) {
            throw new HeldException(thisProcess);
        }
        boolean locked = false;
        try {
            FileChannel channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                if (channel.tryLock() == null) {
                    throw new HeldException(owner(channel));
                }
                ByteBuffer text = ByteBuffer.wrap((thisProcess + "\n").getBytes(StandardCharsets.US_ASCII));
                channel.truncate(0).write(text, 0);
                locked = true;
            } finally {
                if (!locked) {
                    channel.close();
                }
            }
            return new ProcessLock(path, channel);
        } finally {
            if (!locked) {
                HELD.remove(path);
            }
        }
    }

    /** Only for the message: where a locked file cannot be read, the process id is left out. */
    private static String owner(FileChannel file) {
        ByteBuffer bytes = ByteBuffer.allocate(PROCESS_ID_BYTES_MAX);
        try {
            file.read(bytes, 0);
        } catch (IOException e) {
            return "";
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
    }

    @Override
    public void close() throws IOException {
        file.close();
        HELD.remove(path);
    }
}
