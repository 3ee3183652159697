package io.leveret.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The directory that holds the broker's files, held for one process by an exclusive lock on the file
 * {@code leveret.lock} in it. The lock goes with the process, however that ends; the file stays, and holds the process
 * id of the last owner.
 *
 * <p>A directory that is missing is made with mode 0700, its parents included. One that exists keeps its mode.
 */
final class DataDirectory implements AutoCloseable {

    private static final String LOCK_FILE = "leveret.lock";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final int PROCESS_ID_BYTES_MAX = 32;

    private final Path path;
    private final FileChannel lockFile;

    private DataDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /** Makes the directory if it is missing, and locks it. */
    static DataDirectory open(Path path) throws StartException {
        try {
            create(path);
            return lock(path);
        } catch (FileAlreadyExistsException e) {
            throw new StartException(
                    ExitStatus.UNAVAILABLE, "data directory " + path + " cannot be used: it is not a directory");
        } catch (IOException e) {
            throw new StartException(
                    ExitStatus.UNAVAILABLE, "data directory " + path + " cannot be used: " + reason(e));
        }
    }

    private static void create(Path path) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } else {
            Files.createDirectories(path);
        }
    }

    private static DataDirectory lock(Path path) throws IOException, StartException {
        FileChannel file = FileChannel.open(
                path.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (!tryLock(file)) {
            String owner = readOwner(file);
            file.close();
            throw new StartException(
                    ExitStatus.UNAVAILABLE, "data directory " + path + " is in use by another broker" + owner);
        }
        String processId = ProcessHandle.current().pid() + "\n";
        file.truncate(0).write(ByteBuffer.wrap(processId.getBytes(StandardCharsets.US_ASCII)), 0);
        return new DataDirectory(path, file);
    }

    private static boolean tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // Held by this very process, as when a test starts two.
            return false;
        }
    }

    /** Only for the message: where a locked file cannot be read, the process id is left out. */
    private static String readOwner(FileChannel file) {
        ByteBuffer bytes = ByteBuffer.allocate(PROCESS_ID_BYTES_MAX);
        try {
            file.read(bytes, 0);
        } catch (IOException e) {
            return "";
        }
        String owner = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
        return owner.isEmpty() ? "" : " (process " + owner + ")";
    }

    /** The messages of file system exceptions are bare paths: their names say what happened. */
    private static String reason(IOException e) {
        return e.getClass().getSimpleName().replace("Exception", "") + ", " + e.getMessage();
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the lock of data directory " + path + " cannot be released", e);
        }
    }
}
