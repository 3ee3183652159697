package io.leveret.store.position;

import io.leveret.store.disk.Disk;
import io.leveret.store.disk.DiskFile;
import io.leveret.store.journal.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The file beside a segment that says where its entries lie, so that reading one queue need not read the others. Only a
 * cache: it is not forced, and whoever finds it missing or damaged reads the segment instead.
 *
 * <pre>
 *  0       8               12          16       24           32        40       48     64
 *  | magic | formatVersion | partCount | number | generation | dataEnd | crc32c | 0    | directory | parts
 * directory entry, by rising queueId and firstSeq:
 *  0         8          16        24       28       32          36       40
 *  | queueId | firstSeq | lastSeq | offset | length | partCrc32c | crc32c |
 * </pre>
 *
 * <p>number, generation: of the segment; dataEnd: where what it holds of the journal ends. Each checksum covers the
 * generation and then the octets before it, or those of the part. All numbers are little endian.
 *
 * <p>Owner: one thread.
 */
public final class Sidecar implements AutoCloseable {

    /** The file is not what it should be. */
    public static final class DamagedException extends IOException {
        DamagedException(String message) {
            super(message);
        }
    }

    static final int FORMAT_VERSION = 1;

    private static final long MAGIC = 0x7369_7865_646E_764CL;
    private static final int HEADER_BYTES = 64;
    private static final int HEADER_CRC_AT = 40;
    private static final int ENTRY_BYTES = 40;
    private static final int ENTRY_CRC_AT = 36;
    /** So many directory entries are read at once. */
    private static final int PAGE_ENTRIES = 32;

    private final DiskFile file;
    private final Segment segment;
    private final int partCount;
    private final ByteBuffer page =
            ByteBuffer.allocate(PAGE_ENTRIES * ENTRY_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private Sidecar(DiskFile file, Segment segment, int partCount) {
        this.file = file;
        this.segment = segment;
        this.partCount = partCount;
    }

    /** The whole file. */
    static ByteBuffer encode(SegmentPositions positions, long dataEnd) {
        Segment segment = positions.segment();
        List<Long> queueIds = new ArrayList<>();
        List<Part> parts = new ArrayList<>();
        int octets = 0;
        for (long queueId : positions.queueIds()) {
            for (Part part : positions.parts(queueId)) {
                queueIds.add(queueId);
                parts.add(part);
                octets = Math.addExact(octets, part.end());
            }
        }
        int offset = HEADER_BYTES + parts.size() * ENTRY_BYTES;
        ByteBuffer file = ByteBuffer.allocate(Math.addExact(offset, octets)).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(MAGIC).putInt(FORMAT_VERSION).putInt(parts.size());
        file.putLong(segment.number()).putLong(segment.generation()).putLong(dataEnd);
        file.putInt(crc(segment, file.duplicate().flip())).position(HEADER_BYTES);
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            int at = file.position();
            file.putLong(queueIds.get(i)).putLong(part.firstSeq()).putLong(part.lastSeq());
            file.putInt(offset).putInt(part.end());
            file.putInt(crc(segment, ByteBuffer.wrap(part.octets(), 0, part.end())));
            file.putInt(crc(segment, file.duplicate().limit(at + ENTRY_CRC_AT).position(at)));
            offset += part.end();
        }
        for (Part part : parts) {
            file.put(part.octets(), 0, part.end());
        }
        return file.flip();
    }

    /**
     * Opens the file of a segment.
     *
     * @param dataEnd where what the segment holds ends, or -1 if that is not known
     * @throws DamagedException when it is of another version, or not that segment's
     * @throws java.nio.file.NoSuchFileException when there is none
     */
    static Sidecar open(Disk disk, String name, Segment segment, long dataEnd) throws IOException {
        DiskFile file = disk.open(name, Disk.Mode.READ);
        try {
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            boolean fits = file.readAt(0, header) == HEADER_BYTES
                    && header.getLong(0) == MAGIC
                    && header.getInt(8) == FORMAT_VERSION
                    && header.getLong(16) == segment.number()
                    && header.getLong(24) == segment.generation()
                    && (dataEnd < 0 || header.getLong(32) == dataEnd)
                    && header.getInt(HEADER_CRC_AT)
                            == crc(segment, header.duplicate().clear().limit(HEADER_CRC_AT));
            if (!fits) {
                throw new DamagedException(name + " does not fit its segment");
            }
            return new Sidecar(file, segment, header.getInt(12));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * The part of a queue that has the entry of this seq, if that is here.
     *
     * @return null if the queue has no part that reaches up to it
     * @throws DamagedException when the file is damaged
     */
    public @Nullable Part part(long queueId, long seq) throws IOException {
        int low = 0;
        int high = partCount;
        while (high - low > PAGE_ENTRIES) {
            int middle = (low + high) >>> 1;
            load(middle, 1);
            if (isBefore(0, queueId, seq)) {
                low = middle + 1;
            } else {
                high = middle + 1;
            }
        }
        load(low, high - low);
        for (int i = 0; i < high - low; i++) {
            if (!isBefore(i, queueId, seq)) {
                return page.getLong(i * ENTRY_BYTES) == queueId ? read(i * ENTRY_BYTES) : null;
            }
        }
        return null;
    }

    /** Takes what the file knows of a queue. */
    public interface RangeConsumer {
        /** Entries of the queue lie in the segment, the lowest and highest of a part having these seqs. */
        void range(long queueId, long firstSeq, long lastSeq);
    }

    /**
     * Gives the range of every part, by rising queueId and seq.
     *
     * @throws DamagedException when the file is damaged
     */
    public void forEachRange(RangeConsumer consumer) throws IOException {
        for (int from = 0; from < partCount; from += PAGE_ENTRIES) {
            int count = Math.min(PAGE_ENTRIES, partCount - from);
            load(from, count);
            for (int at = 0; at < count * ENTRY_BYTES; at += ENTRY_BYTES) {
                consumer.range(page.getLong(at), page.getLong(at + 8), page.getLong(at + 16));
            }
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Whether the entry is of a queue before, or ends before. */
    private boolean isBefore(int entry, long queueId, long seq) {
        long id = page.getLong(entry * ENTRY_BYTES);
        return id < queueId || (id == queueId && page.getLong(entry * ENTRY_BYTES + 16) < seq);
    }

    private void load(int entry, int count) throws IOException {
        page.clear().limit(count * ENTRY_BYTES);
        int read = file.readAt(HEADER_BYTES + (long) entry * ENTRY_BYTES, page);
        page.clear();
        if (read < count * ENTRY_BYTES) {
            throw damaged();
        }
        for (int at = 0; at < count * ENTRY_BYTES; at += ENTRY_BYTES) {
            if (page.getInt(at + ENTRY_CRC_AT)
                    != crc(segment, page.duplicate().limit(at + ENTRY_CRC_AT).position(at))) {
                throw damaged();
            }
        }
    }

    private Part read(int at) throws IOException {
        int length = page.getInt(at + 28);
        byte[] octets = new byte[length];
        int read = file.readAt(page.getInt(at + 24), ByteBuffer.wrap(octets));
        if (read < length || crc(segment, ByteBuffer.wrap(octets)) != page.getInt(at + 32)) {
            throw damaged();
        }
        return new Part(page.getLong(at + 8), page.getLong(at + 16), octets, length);
    }

    private DamagedException damaged() {
        return new DamagedException(file.name() + " is damaged");
    }

    private static int crc(Segment segment, ByteBuffer octets) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(segment.generation())
                .flip());
        crc.update(octets);
        return (int) crc.getValue();
    }
}
