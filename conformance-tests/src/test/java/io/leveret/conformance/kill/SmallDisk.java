package io.leveret.conformance.kill;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.opentest4j.TestAbortedException;

/**
 * A disk of its own: an ext4 in a file, mounted as a loop device, or where that is not allowed, as in many a container, a
 * tmpfs of that size. Where nothing may be mounted the test is skipped.
 */
final class SmallDisk implements AutoCloseable {

    private static final int LIMIT_SECONDS = 30;
    private static final int CHUNK_BYTES = 64 << 10;

    private final Path directory;
    private final Path filler;

    SmallDisk(Path parent, long bytes) throws IOException {
        directory = Files.createDirectory(parent.resolve("disk"));
        filler = directory.resolve("filler");
        if (!mountedExt4(parent.resolve("disk.img"), bytes) && !mountedTmpfs(bytes)) {
            throw new TestAbortedException("no small disk here: neither a loop device nor a tmpfs may be mounted");
        }
    }

    private boolean mountedExt4(Path image, long bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(bytes);
        }
        return succeeds(List.of("mkfs.ext4", "-q", "-F", image.toString()))
                && succeeds(List.of("mount", "-o", "loop", image.toString(), directory.toString()));
    }

    private boolean mountedTmpfs(long bytes) {
        return succeeds(List.of("mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", directory.toString()));
    }

    Path directory() {
        return directory;
    }

    /** Takes all room that there is, to the last octet. */
    void fill() throws IOException {
        try (FileChannel file = FileChannel.open(
                filler, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
            while (chunk.limit() > 0) {
                try {
                    file.write(chunk.rewind());
                } catch (IOException full) {
                    chunk.limit(chunk.limit() / 2);
                }
            }
        }
    }

    /** Gives back what {@link #fill} has taken. */
    void giveBack() throws IOException {
        Files.delete(filler);
    }

    private static boolean succeeds(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.onExit().get(LIMIT_SECONDS, TimeUnit.SECONDS).exitValue() == 0;
        } catch (IOException | InterruptedException | ExecutionException | TimeoutException e) {
            return false;
        }
    }

    @Override
    public void close() {
        succeeds(List.of("umount", directory.toString()));
    }
}
