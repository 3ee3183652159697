package io.leveret.broker;

import io.leveret.broker.time.Clock;
import io.leveret.store.StoreFootprint;
import io.leveret.store.backup.BackupReport;
import io.leveret.store.disk.FileDisk;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an operator may ask of a running broker. Answers are lines for a person. Any thread but an event loop's: both
 * methods may wait for the disk.
 */
public final class Operations {

    private static final long MIB = 1 << 20;

    private final @Nullable Storage storage;
    private final Path dataDirectory;
    private final Clock clock;
    private final IntSupplier connections;
    private final Consumer<Boolean> memoryAlarm;
    private final long startedMs;

    Operations(
            @Nullable Storage storage,
            Path dataDirectory,
            Clock clock,
            IntSupplier connections,
            Consumer<Boolean> memoryAlarm) {
        this.storage = storage;
        this.dataDirectory = dataDirectory;
        this.clock = clock;
        this.connections = connections;
        this.memoryAlarm = memoryAlarm;
        this.startedMs = clock.monotonicMs();
    }

    /** How the broker does, a line for each figure. */
    public List<String> status() {
        List<String> lines = new ArrayList<>();
        lines.add("uptime: " + (clock.monotonicMs() - startedMs) / 1_000 + " s");
        lines.add("connections: " + connections.getAsInt());
        Storage kept = storage;
        if (kept == null) {
            lines.add("store: none");
        } else {
            StoreFootprint footprint = kept.footprint();
            lines.add("store: " + footprint.segments() + " segments and " + footprint.spareSegments() + " spare, "
                    + footprint.segmentBytes() / MIB + " MiB");
            lines.add(
                    "journal: forced up to " + footprint.durableLsn() + ", checkpoint at " + footprint.checkpointLsn());
        }
        return lines;
    }

    /**
     * Says that the process begins to be short of memory, or is so no more, each in turn: publishers are blocked in between.
     * Does not wait.
     */
    public void shortOfMemory(boolean begins) {
        memoryAlarm.accept(begins);
    }

    /**
     * Copies what the broker keeps to a directory that does not exist yet, or is empty, while it serves. A broker that is
     * started with it as its data directory has every message that was confirmed before the call, and perhaps later ones.
     *
     * @return what was copied
     * @throws IOException with a line for a person, when the directory cannot be used, or one of the disks fails
     */
    public List<String> backup(Path directory) throws IOException {
        Storage kept = storage;
        if (kept == null) {
            throw new IOException("this broker keeps nothing");
        }
        try {
            requireUsable(directory);
            return describe(backup(kept, directory.resolve(Storage.STORE_DIRECTORY)), directory);
        } catch (FileSystemException e) {
            // Its message is a bare path: its name says what happened.
            String what = e.getClass().getSimpleName().replace("Exception", "");
            throw new IOException(directory + " cannot be used: " + what + ", " + e.getMessage(), e);
        }
    }

    /** A start on a directory that a failed backup has left behind would find nothing, and say nothing. */
    private static BackupReport backup(Storage kept, Path target) throws IOException {
        List<Path> created = missing(target);
        boolean done = false;
        try {
            Files.createDirectories(target, ownerOnly(target));
            BackupReport report = kept.backup(new FileDisk(target));
            done = true;
            return report;
        } finally {
            if (!done) {
                removeEmpty(created);
            }
        }
    }

    /** The directories up to this one that do not exist, the innermost first. */
    private static List<Path> missing(Path directory) {
        List<Path> missing = new ArrayList<>();
        for (Path path = directory.toAbsolutePath(); path != null && Files.notExists(path); path = path.getParent()) {
            missing.add(path);
        }
        return missing;
    }

    private static void removeEmpty(List<Path> directories) {
        try {
            for (Path directory : directories) {
                Files.deleteIfExists(directory);
            }
        } catch (IOException e) {
            // Something is in it, which may be of another backup; why this one failed is on its way to the caller.
        }
    }

    private void requireUsable(Path directory) throws IOException {
        if (real(directory).startsWith(real(dataDirectory))) {
            throw new IOException(directory + " lies in the data directory " + dataDirectory);
        }
        if (Files.exists(directory)) {
            try (Stream<Path> entries = Files.list(directory)) {
                if (entries.findAny().isPresent()) {
                    throw new IOException(directory + " is not empty");
                }
            }
        }
    }

    /** Without links, as far as it exists. */
    private static Path real(Path path) throws IOException {
        Path absolute = path.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        if (Files.exists(absolute) || parent == null) {
            return absolute.toRealPath();
        }
        return real(parent).resolve(absolute.getFileName());
    }

    private static FileAttribute<?>[] ownerOnly(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    private static List<String> describe(BackupReport report, Path directory) {
        List<String> lines = new ArrayList<>();
        report.damage().forEach(damage -> lines.add("warning: " + damage));
        lines.add(report.files() + " files, " + (report.bytes() + MIB - 1) / MIB + " MiB in " + directory
                + ": the journal up to " + report.lsn());
        return lines;
    }
}
