package io.leveret.app;

import io.leveret.broker.ProcessLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The directory that holds the broker's files, held for one process by a {@link ProcessLock} on the file
 * {@code leveret.lock} in it.
 *
 * <p>A directory that is missing is made with mode 0700, its parents included. One that exists keeps its mode.
 */
final class DataDirectory implements AutoCloseable {

    private static final String LOCK_FILE = "leveret.lock";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final Path path;
    private final ProcessLock lock;

    private DataDirectory(Path path, ProcessLock lock) {
        this.path = path;
        this.lock = lock;
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
        try {
            return new DataDirectory(path, ProcessLock.acquire(path.resolve(LOCK_FILE)));
        } catch (ProcessLock.HeldException e) {
            throw new StartException(
                    ExitStatus.UNAVAILABLE, "data directory " + path + " is in use by another broker" + e.owner());
        }
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
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the lock of data directory " + path + " cannot be released", e);
        }
    }
}
