package io.leveret.store.checkpoint;

import io.leveret.store.disk.DiskFile;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.mapdb.DBException;
import org.mapdb.DataInput2;
import org.mapdb.volume.Volume;

/**
 * Lets MapDB keep its store in a file of our {@link io.leveret.store.disk.Disk}, so that tests can tear that too. Not
 * sliced: a record may lie across pages. Closing does not close the file. Owner: one thread.
 */
final class DiskVolume extends Volume {

    private final PagedFile pages;
    private final boolean readOnly;
    private long length;

    private static final int PAGES = 128;

    /** For a new file. */
    DiskVolume(PagedFile pages) {
        this.pages = pages;
        this.length = 0;
        this.readOnly = false;
    }

    /** @param length octets of the file that are MapDB's, 0 for a new one */
    DiskVolume(DiskFile file, long length, boolean readOnly) {
        this.pages = new PagedFile(file, length == 0 ? Long.MAX_VALUE : length, PAGES);
        this.length = length;
        this.readOnly = readOnly;
    }

    @Override
    public void ensureAvailable(long offset) {
        length = Math.max(length, offset);
    }

    @Override
    public void truncate(long size) {
        length = size;
    }

    @Override
    public void putLong(long offset, long value) {
        int at = at(offset);
        if (at <= PagedFile.PAGE_BYTES - Long.BYTES) {
            toWrite(offset).putLong(at, value);
        } else {
            putInt(offset, (int) (value >>> 32));
            putInt(offset + Integer.BYTES, (int) value);
        }
    }

    @Override
    public void putInt(long offset, int value) {
        for (int i = 0; i < Integer.BYTES; i++) {
            putByte(offset + i, (byte) (value >>> (24 - 8 * i)));
        }
    }

    @Override
    public void putByte(long offset, byte value) {
        toWrite(offset).put(at(offset), value);
    }

    @Override
    public void putData(long offset, byte[] src, int srcPos, int srcSize) {
        int done = 0;
        while (done < srcSize) {
            int at = at(offset + done);
            int count = Math.min(PagedFile.PAGE_BYTES - at, srcSize - done);
            toWrite(offset + done).put(at, src, srcPos + done, count);
            done += count;
        }
    }

    @Override
    public void putData(long offset, ByteBuffer buf) {
        byte[] octets = new byte[buf.remaining()];
        buf.get(octets);
        putData(offset, octets, 0, octets.length);
    }

    @Override
    public long getLong(long offset) {
        int at = at(offset);
        if (at <= PagedFile.PAGE_BYTES - Long.BYTES) {
            return toRead(offset).getLong(at);
        }
        return (long) getInt(offset) << 32 | (getInt(offset + Integer.BYTES) & 0xFFFF_FFFFL);
    }

    @Override
    public int getInt(long offset) {
        int value = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            value = value << 8 | (getByte(offset + i) & 0xFF);
        }
        return value;
    }

    @Override
    public byte getByte(long offset) {
        return toRead(offset).get(at(offset));
    }

    @Override
    public DataInput2 getDataInput(long offset, int size) {
        byte[] octets = new byte[size];
        getData(offset, octets, 0, size);
        return new DataInput2.ByteArray(octets);
    }

    @Override
    public void getData(long offset, byte[] bytes, int bytesPos, int size) {
        int done = 0;
        while (done < size) {
            int at = at(offset + done);
            int count = Math.min(PagedFile.PAGE_BYTES - at, size - done);
            toRead(offset + done).get(at, bytes, bytesPos + done, count);
            done += count;
        }
    }

    @Override
    public void clear(long startOffset, long endOffset) {
        for (long offset = startOffset; offset < endOffset; offset++) {
            putByte(offset, (byte) 0);
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            sync();
        }
    }

    /** Writes; the caller forces, once, when all is written. */
    @Override
    public void sync() {
        if (!readOnly) {
            try {
                pages.flush();
            } catch (IOException e) {
                throw new DBException.VolumeIOError(e);
            }
        }
    }

    @Override
    public int sliceSize() {
        return -1;
    }

    @Override
    public boolean isSliced() {
        return false;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public boolean isReadOnly() {
        return readOnly;
    }

    @Override
    public @Nullable File getFile() {
        return null;
    }

    @Override
    public boolean getFileLocked() {
        return false;
    }

    private static int at(long offset) {
        return (int) (offset % PagedFile.PAGE_BYTES);
    }

    private ByteBuffer toRead(long offset) {
        try {
            return pages.toRead(offset);
        } catch (IOException e) {
            throw new DBException.VolumeIOError(e);
        }
    }

    private ByteBuffer toWrite(long offset) {
        if (readOnly) {
            throw new DBException.VolumeIOError(new IOException("a published checkpoint is never written to"));
        }
        try {
            return pages.toWrite(offset);
        } catch (IOException e) {
            throw new DBException.VolumeIOError(e);
        }
    }
}
