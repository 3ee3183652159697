package io.leveret.store.position;

import io.leveret.store.disk.Disk;
import io.leveret.store.journal.JournalReader;
import io.leveret.store.journal.Segment;
import io.leveret.store.journal.SegmentTable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds where entries of one segment lie that is not written any more: by its sidecar, or, where that is of no use, by
 * reading the segment. Owner: one thread.
 */
public final class SegmentSearch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentSearch.class);

    private final Disk disk;
    private final SegmentTable table;
    private final Segment segment;
    private final @Nullable Sidecar sidecar;
    private @Nullable SegmentPositions read;
    private boolean warned;

    public SegmentSearch(Disk disk, SegmentTable table, Sidecars sidecars, Segment segment) {
        this.disk = disk;
        this.table = table;
        this.segment = segment;
        this.sidecar = sidecars.open(segment);
    }

    public Segment segment() {
        return segment;
    }

    /** What the segment holds, if it had to be read. */
    public @Nullable SegmentPositions read() {
        return read;
    }

    /**
     * The positions among which that of this message is; null if the segment holds no such message.
     *
     * @throws IOException when the device fails
     */
    public @Nullable Positions find(long queueId, long seq) throws IOException {
        Positions found = holding(fromSidecar(queueId, seq), seq);
        if (found == null) {
            found = holding(Part.of(readSegment().parts(queueId), seq), seq);
        }
        return found;
    }

    @Override
    public void close() throws IOException {
        if (sidecar != null) {
            sidecar.close();
        }
    }

    private SegmentPositions readSegment() throws IOException {
        SegmentPositions known = read;
        if (known == null) {
            try (JournalReader reader = new JournalReader(disk, table)) {
                known = SegmentPositions.read(segment, reader);
            }
            read = known;
        }
        return known;
    }

    private @Nullable Positions holding(@Nullable Part part, long seq) {
        Positions positions = part == null ? null : part.decode(segment.baseLsn());
        return positions == null || positions.find(seq) == Positions.NONE ? null : positions;
    }

    private @Nullable Part fromSidecar(long queueId, long seq) throws IOException {
        try {
            return sidecar == null ? null : sidecar.part(queueId, seq);
        } catch (Sidecar.DamagedException e) {
            if (!warned) {
                LOG.warn("{}; its segment is read instead", e.getMessage());
                warned = true;
            }
            return null;
        }
    }
}
