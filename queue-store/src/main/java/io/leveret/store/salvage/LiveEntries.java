package io.leveret.store.salvage;

import io.leveret.store.LoadedMessage;
import io.leveret.store.disk.Disk;
import io.leveret.store.disk.StoreException;
import io.leveret.store.index.StoreIndex;
import io.leveret.store.journal.RecordFetcher;
import io.leveret.store.journal.RecordType;
import io.leveret.store.journal.RecordView;
import io.leveret.store.journal.SegmentTable;
import io.leveret.store.position.Sidecars;
import io.leveret.store.salvage.Entries.Entry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the messages of all entries that live, whatever queue they belong to. Owner: one thread. */
final class LiveEntries {

    /** Takes what was read. */
    interface Taker {
        /** A message; it comes in the order of the journal, as long as its segment can be gone through. */
        void message(Entry entry, long enqueuedAtMs, long expiresAtMs, LoadedMessage message) throws IOException;

        /** An entry that cannot be read. */
        void lost(Entry entry, String why) throws IOException;
    }

    /** Each may want two records. */
    private static final int TOGETHER_MAX = RecordFetcher.WANTED_MAX / 4;

    private static final long TOGETHER_BYTES = 4 << 20;
    private static final long BODY_BYTES_KEPT = 64 << 20;

    private final Disk disk;
    private final SegmentTable table;
    private final StoreIndex index;
    private final Recent<LoadedMessage> bodies = new Recent<>(BODY_BYTES_KEPT);

    LiveEntries(Disk disk, SegmentTable table, StoreIndex index) {
        this.disk = disk;
        this.table = table;
        this.index = index;
    }

    /**
     * Goes through all of them, those of a queue by rising seq: segment by segment, and where messages were moved queue by
     * queue.
     */
    void forEach(Taker taker) throws IOException {
        Sidecars sidecars = new Sidecars(disk, table);
        try (RecordFetcher fetcher = new RecordFetcher(disk, table)) {
            TreeMap<Long, List<Entries.Run>> bySegment = new TreeMap<>();
            List<Entries.Run> oneByOne = new ArrayList<>();
            for (List<Entries.Run> ofQueue : Entries.runs(index)) {
                if (rises(ofQueue)) {
                    ofQueue.forEach(run -> bySegment
                            .computeIfAbsent(run.segment(), number -> new ArrayList<>())
                            .add(run));
                } else {
                    oneByOne.addAll(ofQueue);
                }
            }
            for (List<Entries.Run> runs : bySegment.values()) {
                read(
                        Entries.of(
                                disk,
                                table,
                                sidecars,
                                table.numbered(runs.get(0).segment()),
                                runs),
                        fetcher,
                        taker);
            }
            for (Entries.Run run : oneByOne) {
                read(Entries.of(disk, table, sidecars, table.numbered(run.segment()), List.of(run)), fetcher, taker);
            }
        }
    }

    private static boolean rises(List<Entries.Run> runs) {
        for (int i = 1; i < runs.size(); i++) {
            if (runs.get(i).segment() <= runs.get(i - 1).segment()) {
                return false;
            }
        }
        return true;
    }

    private void read(List<Entry> entries, RecordFetcher fetcher, Taker taker) throws IOException {
        int from = 0;
        while (from < entries.size()) {
            int to = end(entries, from);
            new Fetch(entries.subList(from, to)).run(fetcher, taker);
            from = to;
        }
    }

    private static int end(List<Entry> entries, int from) {
        long octets = 0;
        int to = from;
        while (to < entries.size() && to - from < TOGETHER_MAX && octets < TOGETHER_BYTES) {
            octets += entries.get(to).length() + entries.get(to).bodyLength();
            to++;
        }
        return to;
    }

    /** Entries that are read together. */
    private final class Fetch implements RecordFetcher.Taker {
        private final List<Entry> entries;
        /** Which entry each record is wanted for. */
        private final int[] slots = new int[2 * TOGETHER_MAX];

        private final boolean[] areBodies = new boolean[2 * TOGETHER_MAX];
        private final long[] enqueuedAtMs = new long[TOGETHER_MAX];
        private final long[] expiresAtMs = new long[TOGETHER_MAX];
        private final @Nullable LoadedMessage[] messages = new LoadedMessage[TOGETHER_MAX];
        private final @Nullable String[] lacks = new String[TOGETHER_MAX];
        /** Bodies by position, and why others cannot be had. */
        private final Map<Long, LoadedMessage> loaded = new HashMap<>();

        private final Map<Long, String> bodyLacks = new HashMap<>();
        private @Nullable LoadedMessage before;

        private Fetch(List<Entry> entries) {
            this.entries = entries;
        }

        private void run(RecordFetcher fetcher, Taker taker) throws IOException {
            Set<Long> wanted = new HashSet<>();
            for (int i = 0; i < entries.size(); i++) {
                Entry entry = entries.get(i);
                if (entry.isFound()) {
                    want(fetcher, i, false, entry.lsn(), entry.length());
                } else {
                    lacks[i] = "it is not to be found in its segment";
                }
                LoadedMessage known = entry.refers() ? bodies.get(entry.bodyLsn()) : null;
                if (known != null) {
                    loaded.put(entry.bodyLsn(), known);
                } else if (entry.refers() && wanted.add(entry.bodyLsn())) {
                    want(fetcher, i, true, entry.bodyLsn(), entry.bodyLength());
                }
            }
            fetcher.fetch(this);
            loaded.forEach((lsn, body) -> bodies.put(lsn, body, body.content().length));
            for (int i = 0; i < entries.size(); i++) {
                give(i, taker);
            }
        }

        private void want(RecordFetcher fetcher, int slot, boolean isBody, long lsn, int length) {
            slots[fetcher.wanted()] = slot;
            areBodies[fetcher.wanted()] = isBody;
            fetcher.want(lsn, length);
        }

        private void give(int i, Taker taker) throws IOException {
            Entry entry = entries.get(i);
            String lack = lacks[i];
            LoadedMessage message = entry.refers() ? loaded.get(entry.bodyLsn()) : messages[i];
            if (lack != null) {
                taker.lost(entry, lack);
            } else if (message == null) {
                taker.lost(entry, "its body: " + bodyLacks.getOrDefault(entry.bodyLsn(), "there is none"));
            } else {
                taker.message(entry, enqueuedAtMs[i], expiresAtMs[i], message);
            }
        }

        @Override
        public void found(int number, RecordView record) {
            int slot = slots[number];
            Entry entry = entries.get(slot);
            RecordType type = record.type();
            if (areBodies[number]) {
                if (type == RecordType.BODY) {
                    before = LoadedMessage.read(record, before);
                    loaded.put(record.lsn(), before);
                } else {
                    bodyLacks.put(record.lsn(), record.where() + " is no body");
                }
            } else if (type.isEntry() && record.queueId() == entry.queueId() && record.seq() == entry.seq()) {
                enqueuedAtMs[slot] = record.enqueuedAtMs();
                expiresAtMs[slot] = record.expiresAtMs();
                if (!type.refers()) {
                    before = LoadedMessage.read(record, before);
                    messages[slot] = before;
                }
            } else {
                lacks[slot] = record.where() + " holds something else";
            }
        }

        @Override
        public void damaged(int number, StoreException damage) {
            String why = String.valueOf(damage.getMessage());
            if (areBodies[number]) {
                bodyLacks.put(entries.get(slots[number]).bodyLsn(), why);
            } else {
                lacks[slots[number]] = why;
            }
        }
    }
}
