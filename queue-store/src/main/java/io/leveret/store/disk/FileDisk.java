package io.leveret.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A directory of the file system. It must exist; its subdirectories are not seen.
 *
 * <p>A thread that is interrupted while it reads or writes closes the file under all others, as every
 * {@link FileChannel} does: threads that come here must not be interrupted.
 */
public final class FileDisk implements Disk {

    private final Path directory;
    private final boolean directoriesCanBeForced;

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
        FileChannel channel = FileChannel.open(path(name), options);
        if (mode == Mode.CREATE) {
            forceNames();
        }
        return new ChannelFile(name, channel);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(path(from), path(to), StandardCopyOption.ATOMIC_MOVE);
        forceNames();
    }

    @Override
    public void delete(String name) throws IOException {
        Files.delete(path(name));
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isRegularFile)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private Path path(String name) {
        Path path = directory.resolve(name);
        assert directory.equals(path.getParent()) : name;
        return path;
    }

    private void forceNames() throws IOException {
        if (directoriesCanBeForced) {
            try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    private record ChannelFile(String name, FileChannel channel) implements DiskFile {

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void writeAt(long position, ByteBuffer bytes) throws IOException {
            long at = position;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
        }

        @Override
        public int readAt(long position, ByteBuffer into) throws IOException {
            int total = 0;
            while (into.hasRemaining()) {
                int count = channel.read(into, position + total);
                if (count < 0) {
                    break;
                }
                total += count;
            }
            return total;
        }

        @Override
        public void force() throws IOException {
            // Without the times of access and change: the length goes along, as far as it is needed to read the bytes.
            channel.force(false);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
