package io.leveret.store.space;

import io.leveret.store.disk.Disk;
import io.leveret.store.disk.DiskFile;
import io.leveret.store.disk.DiskFullException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file of zeros that holds room for a checkpoint: without one no segment can be let go of, so a device that is full to
 * the last block would stay so. It is deleted when the checkpoint needs its room. Owner: the space thread.
 */
final class Reserve {

    static final String NAME = "reserve";

    private static final int STEP_BYTES = 1 << 20;

    private final Disk disk;
    private final long bytes;
    private boolean held;

    Reserve(Disk disk, long bytes) {
        this.disk = disk;
        this.bytes = bytes;
    }

    /** Takes over what an earlier run has left. */
    void find() throws IOException {
        if (disk.list().contains(NAME)) {
            try (DiskFile file = disk.open(NAME, Disk.Mode.READ)) {
                held = file.size() == bytes;
            }
            if (!held) {
                disk.delete(NAME);
            }
        }
    }

    boolean isHeld() {
        return held;
    }

    long bytes() {
        return bytes;
    }

    /** What is missing to hold it. */
    long missingBytes() {
        return held ? 0 : bytes;
    }

    /** Writes it; leaves nothing if there is no room after all. */
    void take() throws IOException {
        try (DiskFile file = disk.open(NAME, Disk.Mode.CREATE)) {
            ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(STEP_BYTES, bytes));
            for (long at = 0; at < bytes; at += zeros.limit()) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - at));
                file.writeAt(at, zeros);
                file.force();
            }
            held = true;
        } catch (DiskFullException e) {
            if (disk.list().contains(NAME)) {
                disk.delete(NAME);
            }
        }
    }

    /** Gives its room to whoever is first. */
    void giveUp() throws IOException {
        disk.delete(NAME);
        held = false;
    }
}
