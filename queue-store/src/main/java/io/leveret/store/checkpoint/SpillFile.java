package io.leveret.store.checkpoint;

import io.leveret.store.disk.Disk;
import io.leveret.store.disk.DiskFile;
import io.leveret.store.index.Spill;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;
import org.mapdb.DB;
import org.mapdb.DBException;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;

/**
 * What an index has spilled: the records of a MapDB store that is never forced, and means nothing to the next process.
 * There is no file until something is spilled. Owner: as the index.
 */
public final class SpillFile implements Spill, AutoCloseable {

    private static final String NAME = "spill.mapdb";
    private static final int PAGES = 16;

    private final Disk disk;
    private @Nullable DiskFile file;
    private @Nullable DB db;
    private long bytes;

    /** Deletes what an earlier process has left. */
    public SpillFile(Disk disk) throws IOException {
        this.disk = disk;
        delete();
    }

    @Override
    public long put(byte[] octets) {
        try {
            long id = open().getStore().put(octets, Serializer.BYTE_ARRAY);
            bytes += octets.length;
            return id;
        } catch (IOException | DBException e) {
            throw failed(e);
        }
    }

    @Override
    public byte[] get(long id) {
        try {
            byte[] octets = open().getStore().get(id, Serializer.BYTE_ARRAY);
            if (octets == null) {
                throw new IOException(NAME + " has lost a record");
            }
            return octets;
        } catch (IOException | DBException e) {
            throw failed(e);
        }
    }

    @Override
    public void remove(long id) {
        take(id);
    }

    @Override
    public byte[] take(long id) {
        byte[] octets = get(id);
        try {
            open().getStore().delete(id, Serializer.BYTE_ARRAY);
            bytes -= octets.length;
            return octets;
        } catch (IOException | DBException e) {
            throw failed(e);
        }
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public void close() throws IOException {
        DiskFile open = file;
        file = null;
        db = null;
        if (open != null) {
            open.close();
            delete();
        }
    }

    private DB open() throws IOException {
        DB open = db;
        if (open == null) {
            DiskFile created = disk.open(NAME, Disk.Mode.CREATE);
            file = created;
            open = DBMaker.volumeDB(new DiskVolume(new PagedFile(created, Long.MAX_VALUE, PAGES)), false)
                    .concurrencyDisable()
                    .make();
            db = open;
        }
        return open;
    }

    private void delete() throws IOException {
        try {
            disk.delete(NAME);
        } catch (NoSuchFileException e) {
            bytes = 0;
        }
    }

    private static UncheckedIOException failed(Exception e) {
        IOException cause = e instanceof IOException io
                ? io
                : e.getCause() instanceof IOException io ? io : new IOException("MapDB: " + e.getMessage(), e);
        return new UncheckedIOException(cause);
    }
}
