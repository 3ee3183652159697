package io.leveret.store.salvage;

import io.leveret.store.disk.StoreException;
import io.leveret.store.index.StoreIndex;
import io.leveret.store.journal.JournalReader;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.journal.RecordFetcher;
import io.leveret.store.journal.RecordType;
import io.leveret.store.journal.RecordView;
import io.leveret.store.journal.Segment;
import io.leveret.store.journal.SegmentTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Applies to an index all groups behind its checkpoint that are whole, and says what lies between them. A transaction is
 * applied with everything that is known of it, or not at all. Owner: one thread.
 */
final class Replay {

    private final SegmentTable table;
    private final JournalReader reader;
    private final RecordFetcher bodies;
    private final StoreIndex index;
    private final Losses losses;
    /** Of each record of an open transaction the body that it refers to. */
    private final Map<Long, List<Body>> open = new HashMap<>();
    /** Transactions that may have lost a part. */
    private final TreeSet<Long> suspected = new TreeSet<>();

    private final TreeSet<Long> perhapsHalved = new TreeSet<>();

    /** Where a body stands; nowhere if there is none. */
    private record Body(long lsn, int length) {
        private static final Body NONE = new Body(0, 0);
    }

    Replay(SegmentTable table, JournalReader reader, RecordFetcher bodies, StoreIndex index, Losses losses) {
        this.table = table;
        this.reader = reader;
        this.bodies = bodies;
        this.index = index;
        this.losses = losses;
    }

    /** Goes through the journal from a position on. */
    void run(long fromLsn) throws IOException {
        Segment before = fromLsn == 0 ? null : table.at(fromLsn - 1);
        if (fromLsn > 0 && before == null) {
            losses.addRecords(
                    "the segment that holds position " + fromLsn + ", where the checkpoint stands, is missing");
        }
        for (Segment segment : table.all()) {
            if (segment.endLsn() > fromLsn) {
                if (before != null && segment.number() > before.number() + 1) {
                    missing(before.number() + 1, segment.number() - 1);
                } else if (fromLsn == 0 && before == null && segment.number() > 1) {
                    missing(1, segment.number() - 1);
                }
                run(segment, Math.max(fromLsn, segment.dataLsn()));
                before = segment;
            }
        }
        if (!perhapsHalved.isEmpty()) {
            losses.add("the transactions " + perhapsHalved
                    + " were under way where records are lost: they are applied, perhaps without a part");
        }
        if (losses.recordsMissing()) {
            open.forEach((txId, parts) -> losses.add("transaction " + txId + " has no outcome: its " + parts.size()
                    + " messages and acknowledgements are not applied"));
        }
    }

    private void missing(long first, long last) {
        losses.addRecords("the segments " + Segment.fileName(first) + " to " + Segment.fileName(last)
                + " are missing, and with them every record that they held");
        suspected.addAll(open.keySet());
    }

    private void run(Segment segment, long fromLsn) throws IOException {
        Segment next = table.after(segment.baseLsn());
        boolean sealed = next != null;
        // Where the next segment says that the groups of this one end; 0 if nobody does.
        long sealLsn = next != null && next.number() == segment.number() + 1 ? next.joinsLsn() : 0;
        long lsn = fromLsn;
        while (lsn < segment.endLsn() && lsn != sealLsn) {
            long end = reader.group(segment, lsn, this::apply);
            if (end == JournalReader.BAD) {
                end = reader.nextGroup(segment, lsn, sealed ? Long.MIN_VALUE : lsn);
                if (end == JournalReader.BAD) {
                    if (lsn < sealLsn) {
                        lost(segment, lsn, sealLsn);
                    }
                    return;
                }
                lost(segment, lsn, end);
            }
            lsn = end;
        }
    }

    private void lost(Segment segment, long fromLsn, long toLsn) throws IOException {
        Remains remains = new Remains();
        // Where lengths lead from group to group, each record is what it says. A definition stands for itself, and a
        // queue
        // without one would be lost with all that comes later.
        if (reader.remains(segment, fromLsn, toLsn, remains::add) == toLsn) {
            remains.keepCatalogue();
            reader.remains(segment, fromLsn, toLsn, this::keep);
        }
        losses.addRecords(segment.fileName() + " from offset " + (fromLsn - segment.baseLsn()) + " to "
                + (toLsn - segment.baseLsn()) + ": damaged and passed over, with " + remains);
        suspected.addAll(open.keySet());
        suspected.addAll(remains.transactions());
    }

    private void keep(RecordView record) throws IOException {
        switch (record.type()) {
            case META_PUT, META_DELETE, QUEUE_GONE -> index.apply(record);
            case MSG, BODY, ENQ, MOVE, MOVE_ENQ, ACK, DELIVERED, RETURNED, RETAIN, TX_COMMIT, TX_ABORT, GROUP_END -> {}
        }
    }

    private void apply(RecordView record) throws IOException {
        RecordType type = record.type();
        long txId = record.txId();
        if (txId != JournalWriter.NO_TX) {
            switch (type) {
                case MSG, ACK -> part(txId, Body.NONE);
                case ENQ -> part(txId, new Body(record.bodyLsn(), record.bodyLength()));
                case TX_ABORT -> open.remove(txId);
                case TX_COMMIT -> {
                    if (!mayCommit(txId)) {
                        return;
                    }
                }
                case BODY,
                        MOVE,
                        MOVE_ENQ,
                        DELIVERED,
                        RETURNED,
                        RETAIN,
                        QUEUE_GONE,
                        META_PUT,
                        META_DELETE,
                        GROUP_END -> {}
            }
        }
        try {
            index.apply(record);
        } catch (StoreException e) {
            losses.addRecords(e.getMessage() + "; the record is passed over");
        }
    }

    private void part(long txId, Body body) {
        open.computeIfAbsent(txId, id -> new ArrayList<>()).add(body);
    }

    private boolean mayCommit(long txId) throws IOException {
        List<Body> parts = open.remove(txId);
        String lack = parts == null ? "" : lack(parts);
        if (!lack.isEmpty()) {
            losses.addRecords(
                    "transaction " + txId + " is not applied, since a body that it refers to is lost: " + lack);
            index.forget(txId);
            return false;
        }
        if (suspected.remove(txId) || (parts == null && losses.recordsMissing())) {
            perhapsHalved.add(txId);
        }
        return true;
    }

    /** Why a body cannot be read; empty if all can. */
    private String lack(List<Body> parts) throws IOException {
        StringBuilder lack = new StringBuilder();
        for (Body body : parts) {
            if (!body.equals(Body.NONE)) {
                bodies.want(body.lsn, body.length);
                bodies.fetch(new RecordFetcher.Taker() {
                    @Override
                    public void found(int wanted, RecordView record) {
                        if (record.type() != RecordType.BODY) {
                            lack.append(record.where()).append(" is no body");
                        }
                    }

                    @Override
                    public void damaged(int wanted, StoreException damage) {
                        lack.append(damage.getMessage());
                    }
                });
            }
            if (!lack.isEmpty()) {
                break;
            }
        }
        return lack.toString();
    }
}
