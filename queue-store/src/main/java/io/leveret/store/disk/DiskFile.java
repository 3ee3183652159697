package io.leveret.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An open file. Reads and writes say their position, so there is none to share: several threads may use one file at a
 * time, as long as what one reads is not what another is writing.
 */
public interface DiskFile extends AutoCloseable {

    /** The name it was opened under. */
    String name();

    /** The length in bytes, what was written but not forced included. */
    long size() throws IOException;

    /**
     * Writes all remaining bytes at a position; the file grows when they reach beyond its end, and a gap reads as zeros.
     * Durable only after {@link #force}.
     */
    void writeAt(long position, ByteBuffer bytes) throws IOException;

    /**
     * Reads from a position until the buffer is full or the file ends.
     *
     * @return the number of bytes read: fewer than remained in the buffer only at the end of the file, 0 beyond it
     */
    int readAt(long position, ByteBuffer into) throws IOException;

    /** Returns when everything written before the call is on the device, the length needed to read it included. */
    void force() throws IOException;

    /** Closes without forcing. */
    @Override
    void close() throws IOException;
}
