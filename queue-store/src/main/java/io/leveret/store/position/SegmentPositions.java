package io.leveret.store.position;

import io.leveret.store.journal.JournalReader;
import io.leveret.store.journal.RecordView;
import io.leveret.store.journal.Segment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.TreeSet;

/**
 * Where the entries of one segment lie, for all queues: some six octets each. Owner: who reads the segment; what
 * {@link #parts} gave may be read by others.
 */
public final class SegmentPositions {

    private final Segment segment;
    private final HashMap<Long, PartWriter> entered = new HashMap<>();
    private final HashMap<Long, PartWriter> moved = new HashMap<>();
    /** Neighbouring entries are often of the same queue. */
    private long lastQueueId;

    private PartWriter last;
    private long end;
    private long damagedLsn = -1;

    public SegmentPositions(Segment segment) {
        this.segment = segment;
        this.last = new PartWriter(segment.baseLsn());
    }

    /** Reads a segment from its beginning. */
    public static SegmentPositions read(Segment segment, JournalReader reader) throws IOException {
        SegmentPositions positions = new SegmentPositions(segment);
        positions.end = reader.segment(segment, new JournalReader.SegmentConsumer() {
            @Override
            public void whole(RecordView record) {
                positions.add(record);
            }

            @Override
            public void damaged(long lsn) {
                positions.damagedLsn = positions.damagedLsn < 0 ? lsn : positions.damagedLsn;
            }
        });
        return positions;
    }

    /** Where the first record is that could not be read, or -1. */
    public long damagedLsn() {
        return damagedLsn;
    }

    /** Where reading the segment from its beginning ended. */
    public long end() {
        return end;
    }

    public Segment segment() {
        return segment;
    }

    /** Notes the record if it is an entry of a queue. */
    public void add(RecordView record) {
        switch (record.type()) {
            case MSG -> enter(record, Positions.NO_BODY, 0);
            case ENQ -> {
                // Only where octets have changed places does a body not stand before what refers to it.
                if (record.bodyLsn() < record.lsn()) {
                    enter(record, record.bodyLsn(), record.bodyLength());
                }
            }
            case MOVE -> move(record, Positions.NO_BODY, 0);
            case MOVE_ENQ -> {
                if (record.bodyLsn() < record.lsn()) {
                    move(record, record.bodyLsn(), record.bodyLength());
                }
            }
            case BODY,
                    ACK,
                    DELIVERED,
                    RETURNED,
                    RETAIN,
                    QUEUE_GONE,
                    TX_COMMIT,
                    TX_ABORT,
                    META_PUT,
                    META_DELETE,
                    GROUP_END -> {}
        }
    }

    private void move(RecordView record, long bodyLsn, int bodyLength) {
        moved.computeIfAbsent(record.queueId(), this::newWriter)
                .add(record.run(), record.seq(), record.lsn(), record.length(), bodyLsn, bodyLength);
    }

    private void enter(RecordView record, long bodyLsn, int bodyLength) {
        long queueId = record.queueId();
        if (queueId != lastQueueId) {
            last = entered.computeIfAbsent(queueId, this::newWriter);
            lastQueueId = queueId;
        }
        // Only what is damaged could come out of order, and whoever asks for it is told so.
        if (record.seq() > last.lastSeq()) {
            last.add(0, record.seq(), record.lsn(), record.length(), bodyLsn, bodyLength);
        }
    }

    private PartWriter newWriter(long queueId) {
        return new PartWriter(segment.baseLsn());
    }

    /** What is there of a queue now, by rising seq: no two parts overlap. */
    public List<Part> parts(long queueId) {
        List<Part> parts = new ArrayList<>();
        PartWriter movedHere = moved.get(queueId);
        if (movedHere != null) {
            movedHere.parts(parts);
            parts.sort(Comparator.comparingLong(Part::firstSeq));
        }
        // What was moved here is older than what has entered here.
        PartWriter enteredHere = entered.get(queueId);
        if (enteredHere != null) {
            enteredHere.parts(parts);
        }
        return parts;
    }

    /** By rising queueId. */
    Iterable<Long> queueIds() {
        TreeSet<Long> queueIds = new TreeSet<>(entered.keySet());
        queueIds.addAll(moved.keySet());
        return queueIds;
    }
}
