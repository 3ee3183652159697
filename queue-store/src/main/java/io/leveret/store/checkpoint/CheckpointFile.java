package io.leveret.store.checkpoint;

import io.leveret.store.disk.Disk;
import io.leveret.store.disk.DiskFile;
import io.leveret.store.disk.StoreException;
import io.leveret.store.index.IndexChanges;
import io.leveret.store.index.IndexCodec;
import io.leveret.store.index.StoreIndex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.mapdb.BTreeMap;
import org.mapdb.DB;
import org.mapdb.DBException;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;

/**
 * One checkpoint: a MapDB store with one sorted map, and behind it a footer of 4 KiB that says what it must contain.
 *
 * <pre>
 *  0       8               12  16    24           32       40          48             56         60        64
 *  | magic | formatVersion | 0 | lsn | queueIdMax | txIdMax | keyCount | mapDbLength  | mapCrc32c | crc32c |
 *  64          68
 *  | keyCrc32c | zeros
 *  mapCrc32c: all octets of the MapDB store; crc32c: the footer's octets 0 to 60 and 64 to 68;
 *  keyCrc32c: all keys and values as MapDB gave them back when the checkpoint was verified
 * </pre>
 *
 * <p>The octets are compared before MapDB sees them: what it would do with damaged ones is not known.
 */
final class CheckpointFile {

    static final int FORMAT_VERSION = 3;
    private static final int OLDEST_VERSION = 2;

    private static final long MAGIC = 0x746E_6963_6B76_764CL;
    private static final int FOOTER_BYTES = 4 << 10;
    private static final int FOOTER_USED = 68;
    private static final int CRC_AT = 60;
    private static final int KEYS_PER_TRIM = 256;
    private static final int BUFFER_BYTES = 1 << 20;
    private static final String MAP = "state";

    private record Footer(
            long lsn, long queueIdMax, long txIdMax, long keyCount, long mapDbLength, int mapCrc, int keyCrc) {}

    /** The checkpoint before, from which what has not changed is taken, cannot be read. */
    static final class BaseException extends IOException {
        BaseException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private CheckpointFile() {}

    /**
     * Writes, forces, and reads back. The file must not be there.
     *
     * @param base the checkpoint before; not needed if the changes are all there is
     */
    static void write(Disk disk, String name, IndexChanges changes, @Nullable String base, long lsn)
            throws IOException {
        try (DiskFile file = disk.open(name, Disk.Mode.CREATE)) {
            KeyCheck check = new KeyCheck();
            long length = pump(disk, file, changes, base, check);
            // MapDB may not have written its last octets; from here on they are there, as zeros.
            file.writeAt(length, ByteBuffer.allocate(FOOTER_BYTES));
            Footer footer = new Footer(
                    lsn, changes.queueIdMax(), changes.txIdMax(), check.count, length, crcOf(file, length), (int)
                            check.crc.getValue());
            file.writeAt(length, encode(footer));
            file.force();
            verify(name, file, footer);
        }
    }

    /**
     * Reads a checkpoint into an index of nothing.
     *
     * @throws StoreException when a newer release wrote it
     * @throws IOException when it is not complete, or damaged
     */
    static Checkpoints.Start read(Disk disk, String name, StoreIndex index) throws IOException {
        try (DiskFile file = disk.open(name, Disk.Mode.READ)) {
            Footer footer = footer(name, file);
            requireChecksum(name, file, footer);
            KeyCheck check = new KeyCheck();
            forEach(file, footer, entry -> {
                check.add(entry.getKey(), entry.getValue());
                IndexCodec.decode(entry.getKey(), entry.getValue(), index);
                if (check.count % KEYS_PER_TRIM == 0) {
                    index.trim();
                }
            });
            check.require(name, footer);
            index.restoreMaxima(footer.queueIdMax, footer.txIdMax);
            index.stored();
            return new Checkpoints.Start(index, footer.lsn, index.heldSegments());
        }
    }

    private static long pump(Disk disk, DiskFile file, IndexChanges changes, @Nullable String base, KeyCheck check)
            throws IOException {
        DiskVolume volume = new DiskVolume(file, 0, false);
        try (DB db = DBMaker.volumeDB(volume, false).concurrencyDisable().make()) {
            DB.TreeMapSink<byte[], byte[]> sink = db.treeMap(MAP, Serializer.BYTE_ARRAY, Serializer.BYTE_ARRAY)
                    .createFromSink();
            CheckedSink checked = new CheckedSink(sink, check);
            if (base != null && !changes.isAll()) {
                merge(disk, base, changes, checked);
            }
            changes.finish(checked);
            sink.create();
        } catch (DBException e) {
            throw asIoException(e);
        }
        return volume.length();
    }

    private static void merge(Disk disk, String base, IndexChanges changes, CheckedSink into) throws IOException {
        try (DiskFile file = disk.open(base, Disk.Mode.READ)) {
            Footer footer = footer(base, file);
            requireChecksum(base, file, footer);
            KeyCheck check = new KeyCheck();
            forEach(file, footer, entry -> {
                check.add(entry.getKey(), entry.getValue());
                changes.merge(entry.getKey(), entry.getValue(), into);
            });
            check.require(base, footer);
        } catch (IOException e) {
            if (into.failed) {
                throw e;
            }
            throw new BaseException(base + " cannot be read any more", e);
        }
    }

    private static void requireChecksum(String name, DiskFile file, Footer footer) throws IOException {
        if (crcOf(file, footer.mapDbLength) != footer.mapCrc) {
            throw new IOException(name + ": the checksum does not fit");
        }
    }

    private static void verify(String name, DiskFile file, Footer footer) throws IOException {
        KeyCheck check = new KeyCheck();
        try {
            if (!footer(name, file).equals(footer)) {
                throw new IOException("the footer is another");
            }
            forEach(file, footer, entry -> check.add(entry.getKey(), entry.getValue()));
        } catch (IOException | RuntimeException | AssertionError e) {
            // With assertions enabled MapDB may notice damage by one of them.
            throw new IOException(name + " cannot be read back: " + e.getMessage(), e);
        }
        check.require(name, footer);
    }

    private static void forEach(DiskFile file, Footer footer, Consumer<Map.Entry<byte[], byte[]>> consumer)
            throws IOException {
        DiskVolume volume = new DiskVolume(file, footer.mapDbLength, true);
        try (DB db =
                DBMaker.volumeDB(volume, true).readOnly().concurrencyDisable().make()) {
            BTreeMap<byte[], byte[]> map = db.treeMap(MAP, Serializer.BYTE_ARRAY, Serializer.BYTE_ARRAY)
                    .open();
            for (Map.Entry<byte[], byte[]> entry : map.getEntries()) {
                consumer.accept(entry);
            }
        } catch (DBException e) {
            throw asIoException(e);
        }
    }

    private static Footer footer(String name, DiskFile file) throws IOException {
        long at = file.size() - FOOTER_BYTES;
        ByteBuffer footer = ByteBuffer.allocate(FOOTER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (at < 0 || file.readAt(at, footer) < FOOTER_BYTES || footer.getLong(0) != MAGIC) {
            throw new IOException(name + ": the footer is missing");
        }
        // Before the version: that a bit has tipped over does not make a release newer.
        if (footer.getInt(CRC_AT) != crcOf(footer) || footer.getLong(48) != at) {
            throw new IOException(name + ": the footer is damaged");
        }
        int version = footer.getInt(8);
        if (version > FORMAT_VERSION) {
            throw new StoreException(name + " has format " + version + " (expected: <= " + FORMAT_VERSION
                    + "): the data directory was written by a newer release");
        }
        if (version < OLDEST_VERSION) {
            throw new StoreException(name + " has format " + version + " (expected: >= " + OLDEST_VERSION
                    + "), which no release has written: the data directory must be removed");
        }
        return new Footer(
                footer.getLong(16),
                footer.getLong(24),
                footer.getLong(32),
                footer.getLong(40),
                footer.getLong(48),
                footer.getInt(56),
                footer.getInt(64));
    }

    private static ByteBuffer encode(Footer footer) {
        ByteBuffer octets = ByteBuffer.allocate(FOOTER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        octets.putLong(MAGIC).putInt(FORMAT_VERSION).putInt(0).putLong(footer.lsn);
        octets.putLong(footer.queueIdMax).putLong(footer.txIdMax).putLong(footer.keyCount);
        octets.putLong(footer.mapDbLength).putInt(footer.mapCrc).putInt(0).putInt(footer.keyCrc);
        octets.putInt(CRC_AT, crcOf(octets));
        return octets.clear();
    }

    private static int crcOf(ByteBuffer footer) {
        CRC32C crc = new CRC32C();
        crc.update(footer.duplicate().clear().limit(CRC_AT));
        crc.update(footer.duplicate().clear().limit(FOOTER_USED).position(CRC_AT + Integer.BYTES));
        return (int) crc.getValue();
    }

    private static int crcOf(DiskFile file, long length) throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, length));
        for (long at = 0; at < length; at += buffer.limit()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), length - at));
            file.readAt(at, buffer);
            crc.update(buffer.flip());
        }
        return (int) crc.getValue();
    }

    private static IOException asIoException(DBException e) {
        return e.getCause() instanceof IOException cause ? cause : new IOException("MapDB: " + e.getMessage(), e);
    }

    /** Passes on to MapDB, and knows whether it was that which failed. */
    private static final class CheckedSink implements IndexChanges.Sink {
        private final DB.TreeMapSink<byte[], byte[]> sink;
        private final KeyCheck check;
        private boolean failed;

        private CheckedSink(DB.TreeMapSink<byte[], byte[]> sink, KeyCheck check) {
            this.sink = sink;
            this.check = check;
        }

        @Override
        public void put(byte[] key, byte[] value) {
            check.add(key, value);
            failed = true;
            sink.put(key, value);
            failed = false;
        }
    }

    /** Counts and checksums keys and values. */
    private static final class KeyCheck {
        private final CRC32C crc = new CRC32C();
        private long count;

        private void add(byte[] key, byte[] value) {
            crc.update(key);
            crc.update(value);
            count++;
        }

        private void require(String name, Footer footer) throws IOException {
            if (count != footer.keyCount || (int) crc.getValue() != footer.keyCrc) {
                throw new IOException(name + ": MapDB gives back " + count + " keys with other content (expected: "
                        + footer.keyCount + ")");
            }
        }
    }
}
