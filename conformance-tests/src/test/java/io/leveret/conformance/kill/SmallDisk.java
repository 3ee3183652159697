package io.leveret.conformance.kill;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.opentest4j.TestAbortedException;

/** An ext4 of its own in a file, mounted as a loop device; where that is not allowed the test is skipped. */
final class SmallDisk implements AutoCloseable {

    private static final int LIMIT_SECONDS = 30;

    private final Path directory;

    SmallDisk(Path parent, long bytes) throws IOException {
        Path image = parent.resolve("disk.img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(bytes);
        }
        directory = Files.createDirectory(parent.resolve("disk"));
        require(List.of("mkfs.ext4", "-q", "-F", image.toString()));
        require(List.of("mount", "-o", "loop", image.toString(), directory.toString()));
    }

    Path directory() {
        return directory;
    }

    private static void require(List<String> command) throws IOException {
        int status = run(command);
        if (status != 0) {
            throw new TestAbortedException("no small disk here: " + command + " ends with " + status);
        }
    }

    private static int run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.onExit().get(LIMIT_SECONDS, TimeUnit.SECONDS).exitValue();
        } catch (IOException | InterruptedException | ExecutionException | TimeoutException e) {
            throw new TestAbortedException("no small disk here: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        run(List.of("umount", directory.toString()));
    }
}
