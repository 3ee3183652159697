package io.leveret.store.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory of the file system. It must exist; its subdirectories are not seen.
 *
 * <p>A thread that is interrupted while it reads or writes closes the file under all others, as every
 * {@link FileChannel} does: threads that come here must not be interrupted.
 */
public final class FileDisk implements Disk {

    private final Path directory;
    private final boolean directoriesCanBeForced;
    private volatile @Nullable FileStore device;

    public FileDisk(Path directory) {
        this.directory = directory;
        // Elsewhere a directory cannot be opened; there the file system keeps its own journal of names.
        this.directoriesCanBeForced =
                directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    @Override
    public DiskFile open(String name, Mode mode) throws IOException {
        Set<StandardOpenOption> options = switch (mode) {
            case CREATE -> Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
            case WRITE -> Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
            case READ -> Set.of(StandardOpenOption.READ);
        };
        try {
            return new ChannelFile(name, FileChannel.open(path(name), options));
        } catch (IOException e) {
            throw DiskFault.of(name, "open", e);
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        try {
            Files.move(path(from), path(to), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw DiskFault.of(to, "rename", e);
        }
    }

    @Override
    public void delete(String name) throws IOException {
        try {
            Files.delete(path(name));
        } catch (IOException e) {
            throw DiskFault.of(name, "delete", e);
        }
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isRegularFile)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw DiskFault.of(directory.toString(), "list", Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw DiskFault.of(directory.toString(), "list", e);
        }
    }

    @Override
    public long usableBytes() throws IOException {
        return device().getUsableSpace();
    }

    @Override
    public long totalBytes() throws IOException {
        long total = device().getTotalSpace();
        return total > 0 ? total : Long.MAX_VALUE;
    }

    /** Found once: that takes a look at everything that is mounted. */
    private FileStore device() throws IOException {
        FileStore found = device;
        if (found == null) {
            found = Files.getFileStore(directory);
            device = found;
        }
        return found;
    }

    private Path path(String name) {
        Path path = directory.resolve(name);
        assert directory.equals(path.getParent()) : name;
        return path;
    }

    @Override
    public void forceNames() throws IOException {
        if (directoriesCanBeForced) {
            try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
                names.force(true);
            } catch (IOException e) {
                throw DiskFault.ofForce(directory.toString(), e);
            }
        }
    }

    private record ChannelFile(String name, FileChannel channel) implements DiskFile {

        @Override
        public long size() throws IOException {
            try {
                return channel.size();
            } catch (IOException e) {
                throw DiskFault.of(name, "size", e);
            }
        }

        @Override
        public void writeAt(long position, ByteBuffer bytes) throws IOException {
            long at = position;
            try {
                while (bytes.hasRemaining()) {
                    at += channel.write(bytes, at);
                }
            } catch (IOException e) {
                throw DiskFault.of(name, "write at " + at, e);
            }
        }

        @Override
        public int readAt(long position, ByteBuffer into) throws IOException {
            int total = 0;
            try {
                while (into.hasRemaining()) {
                    int count = channel.read(into, position + total);
                    if (count < 0) {
                        break;
                    }
                    total += count;
                }
            } catch (IOException e) {
                throw DiskFault.of(name, "read at " + (position + total), e);
            }
            return total;
        }

        @Override
        public void force() throws IOException {
            try {
                // Without the times of access and change: the length goes along, as far as it is needed to read the
                // bytes.
                channel.force(false);
            } catch (IOException e) {
                throw DiskFault.ofForce(name, e);
            }
        }

        @Override
        public void close() throws IOException {
            try {
                channel.close();
            } catch (IOException e) {
                throw DiskFault.of(name, "close", e);
            }
        }
    }
}
