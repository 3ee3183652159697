package io.leveret.store.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.store.TestMessage;
import io.leveret.store.disk.StoreException;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.journal.RecordFeed;
import io.leveret.store.journal.Segment;
import io.leveret.store.journal.StoredBody;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class StoreIndexTest {

    private static final int SEEDS = 40;
    private static final int STEPS = 3_000;
    private static final long BYTES_MAX = 32 << 20;

    /** A run of random records, given to an index and to a naive one. */
    private static final class Run {
        private final SplittableRandom chance;
        private final RecordFeed feed = new RecordFeed();
        private final JournalWriter writer = feed.writer();
        private final NaiveIndex naive = new NaiveIndex();
        private final HeapSpill spill = new HeapSpill();
        private StoreIndex index;
        private Segment segment = RecordFeed.segment(1, 4096, 1 << 20);
        private long lsn = segment.dataLsn();
        private StoredBody body = new StoredBody(TestMessage.of("", new byte[1]));
        private boolean bodyIsHere;
        private final List<Long> openTx = new ArrayList<>();
        private long nextTx = 1;
        private final long[] nextSeq = new long[6];
        private TreeMap<byte[], byte[]> checkpoint = new TreeMap<>(Arrays::compareUnsigned);
        private boolean hasCheckpoint;

        /** Whether little is settled and segments are short, so that queues get many runs. */
        private final boolean deep;

        private final boolean moves;

        private final long bytesMax;

        private Run(long seed) {
            chance = new SplittableRandom(seed);
            // None, little, and enough.
            bytesMax = seed % 3 == 0 ? 0 : seed % 3 == 1 ? 20_000 : BYTES_MAX;
            index = new StoreIndex(spill, bytesMax);
            deep = seed % 4 == 0;
            moves = seed % 2 == 0;
            Arrays.fill(nextSeq, 1);
            newBody();
        }

        private void newBody() {
            body = writer.body(TestMessage.of("key", new byte[chance.nextInt(50)]));
            bodyIsHere = true;
        }

        private void step(int kinds) throws IOException {
            int queueId = 1 + chance.nextInt(deep ? 2 : 5);
            switch (chance.nextInt(kinds)) {
                case 0, 1, 2, 3 -> enter(queueId);
                case 4, 5, 6 -> settle(queueId);
                case 7 -> newSegment();
                case 8 -> endTx();
                default -> rarely(queueId);
            }
            lsn = feed.feed(segment, lsn, index::apply);
            if (chance.nextInt(10) == 0) {
                index.trim();
            }
        }

        private void enter(int queueId) throws IOException {
            if (deep && chance.nextInt(3) > 0) {
                newSegment();
            }
            long txId = tx();
            nextSeq[queueId] += 1 + (chance.nextInt(5) == 0 ? chance.nextInt(100) : 0);
            long seq = nextSeq[queueId];
            if (chance.nextBoolean()) {
                TestMessage message = TestMessage.of("key", new byte[chance.nextInt(50)]);
                writer.message(queueId, seq, txId, 0, JournalWriter.NEVER, message);
                naive.enter(queueId, seq, txId, segment.number(), false, message.content().length);
            } else {
                writer.enqueue(queueId, seq, txId, 0, JournalWriter.NEVER, body);
                int length = body.message().content().length;
                naive.enter(queueId, seq, txId, segment.number(), !bodyIsHere, length);
            }
        }

        private void settle(int queueId) {
            NavigableMap<Long, NaiveIndex.Entry> live = naive.live(queueId);
            if (live.isEmpty() || (deep && chance.nextInt(10) > 0)) {
                return;
            }
            long first = chance.nextBoolean() ? live.firstKey() : 1 + chance.nextLong(live.lastKey());
            long last = first + (chance.nextInt(20) == 0 ? chance.nextInt(3_000) : chance.nextInt(3));
            long bytes = live.subMap(first, true, last, true).values().stream()
                    .mapToLong(entry -> entry.bytes)
                    .sum();
            writer.settledRange(queueId, first, last - first + 1, bytes, 0);
            naive.settle(queueId, first, last, 0);
        }

        /** Some of what lives in one segment, from the first on; now and then one that must stay. */
        private void move(int queueId) {
            NavigableMap<Long, NaiveIndex.Entry> live = naive.live(queueId);
            if (!moves || live.isEmpty()) {
                return;
            }
            List<Long> seqs = new ArrayList<>(live.keySet());
            long any = seqs.get(chance.nextInt(seqs.size()));
            long from = naive.entry(queueId, any).segment;
            if (from == segment.number()) {
                return;
            }
            // A run: neighbours that lie in the same segment.
            var entries = naive.queue(queueId).entries;
            long first = any;
            for (Long seq = any;
                    seq != null && naive.entry(queueId, seq).segment == from;
                    seq = entries.lowerKey(seq)) {
                first = seq;
            }
            for (Long seq = first;
                    seq != null && naive.entry(queueId, seq).segment == from;
                    seq = entries.higherKey(seq)) {
                // One of an open transaction keeps the others where they are.
                if (!naive.entry(queueId, seq).live && !naive.entry(queueId, seq).retained) {
                    return;
                }
            }
            int count = 1 + chance.nextInt(10);
            for (Long seq = first; seq != null && naive.entry(queueId, seq).segment == from && count-- > 0; ) {
                TestMessage message = TestMessage.of("key", new byte[(int) naive.entry(queueId, seq).bytes]);
                feed.moveWriter().move(queueId, seq, from, 0, 0, JournalWriter.NEVER, message);
                naive.move(queueId, seq, segment.number());
                seq = entries.higherKey(seq);
            }
            // Not where it says, gone, or not there at all: nothing happens.
            feed.moveWriter().move(queueId, first, from, 0, 0, JournalWriter.NEVER, TestMessage.of("key", new byte[1]));
            feed.moveWriter().move(9, 1, from, 0, 0, JournalWriter.NEVER, TestMessage.of("key", new byte[1]));
        }

        private void newSegment() throws IOException {
            lsn = feed.feed(segment, lsn, index::apply);
            if (bodyIsHere && chance.nextInt(3) > 0) {
                bodyIsHere = false;
                segment = RecordFeed.segment(segment.number() + 1, segment.endLsn(), 1 << 20);
            } else {
                segment = RecordFeed.segment(segment.number() + 1, segment.endLsn(), 1 << 20);
                newBody();
            }
            lsn = segment.dataLsn();
        }

        private void endTx() {
            if (openTx.isEmpty()) {
                return;
            }
            long txId = openTx.remove(chance.nextInt(openTx.size()));
            if (chance.nextBoolean()) {
                writer.commit(txId);
                naive.commit(txId);
            } else {
                writer.abort(txId);
                naive.abort(txId);
            }
        }

        private void rarely(int queueId) throws IOException {
            switch (chance.nextInt(10)) {
                case 8, 9 -> {
                    boolean on = chance.nextInt(3) > 0;
                    writer.retain(queueId, on ? Long.MAX_VALUE : 0, Long.MAX_VALUE);
                    naive.retain(queueId, on);
                }
                case 4, 5, 6, 7 -> move(queueId);
                case 0 -> {
                    writer.queueGone(queueId);
                    naive.queues.remove((long) queueId);
                }
                case 1 -> {
                    writer.delivered(queueId, nextSeq[queueId]);
                    naive.queue(queueId).deliveredUpTo = nextSeq[queueId];
                    for (long seq : naive.live(queueId).keySet()) {
                        if (chance.nextInt(3) > 0) {
                            int times = 1 + chance.nextInt(2);
                            writer.returned(queueId, seq, times);
                            naive.queue(queueId).returns.put(seq, times);
                        }
                    }
                }
                case 2 -> publish();
                default -> load();
            }
        }

        private long tx() {
            if (chance.nextInt(4) > 0) {
                return 0;
            }
            if (openTx.isEmpty() || chance.nextInt(3) == 0) {
                openTx.add(nextTx++);
            }
            return openTx.get(chance.nextInt(openTx.size()));
        }

        /** What a checkpoint file does: takes over from the one before what has not changed. */
        private void publish() throws IOException {
            lsn = feed.feed(segment, lsn, index::apply);
            IndexChanges changes = IndexCodec.encode(index, !hasCheckpoint);
            TreeMap<byte[], byte[]> merged = new TreeMap<>(Arrays::compareUnsigned);
            checkpoint.forEach((key, value) -> changes.merge(key, value, merged::put));
            changes.finish(merged::put);
            checkpoint = merged;
            hasCheckpoint = true;
        }

        private void load() throws IOException {
            publish();
            StoreIndex loaded = new StoreIndex(spill, bytesMax);
            checkpoint.forEach((key, value) -> IndexCodec.decode(key, value, loaded));
            loaded.stored();
            index = loaded;
        }

        private void check(long seed) {
            if (moves) {
                assertThat(index.heldSegments())
                        .as("seed %d", seed)
                        .containsAll(naive.neededSegments())
                        .isSubsetOf(naive.heldSegments());
            } else {
                assertThat(new TreeSet<>(index.heldSegments()))
                        .as("seed %d", seed)
                        .isEqualTo(naive.heldSegments());
            }
            assertThat(index.queues().keySet()).as("seed %d", seed).isEqualTo(naive.queues.keySet());
            naive.queues.forEach((queueId, expected) -> {
                QueueIndex queue = Objects.requireNonNull(index.queue(queueId));
                NavigableMap<Long, NaiveIndex.Entry> live = naive.live(queueId);
                List<Long> members = new ArrayList<>();
                queue.live().forEachRange((first, last) -> {
                    for (long seq = first; seq <= last; seq++) {
                        members.add(seq);
                    }
                });
                assertThat(members).as("seed %d", seed).containsExactlyElementsOf(live.keySet());
                assertThat(queue.liveBytes())
                        .as("seed %d", seed)
                        .isEqualTo(live.values().stream()
                                .mapToLong(entry -> entry.bytes)
                                .sum());
                List<Long> readable = naive.readable(queueId);
                long[] found = new long[readable.size() + 1];
                assertThat(queue.readable(1, Long.MAX_VALUE - 1, found))
                        .as("seed %d", seed)
                        .isEqualTo(readable.size());
                assertThat(Arrays.stream(found).limit(readable.size()).boxed().toList())
                        .as("seed %d", seed)
                        .isEqualTo(readable);
                assertThat(queue.seqMax()).as("seed %d", seed).isEqualTo(expected.seqMax);
                assertThat(queue.deliveredUpTo()).as("seed %d", seed).isEqualTo(expected.deliveredUpTo);
                Map<Long, Integer> returns = new TreeMap<>(expected.returns);
                returns.keySet().retainAll(live.keySet());
                assertThat(returns(queue)).as("seed %d", seed).isEqualTo(returns);
                checkRuns(seed, queue, expected);
            });
        }

        private static Map<Long, Integer> returns(QueueIndex queue) {
            Map<Long, Integer> returns = new TreeMap<>();
            queue.returns().forEachRange((first, last, times) -> {
                for (long seq = first; seq <= last; seq++) {
                    returns.put(seq, times);
                }
            });
            return returns;
        }

        private static void checkRuns(long seed, QueueIndex queue, NaiveIndex.Queue expected) {
            TreeMap<Long, NaiveIndex.Entry> left = new TreeMap<>(expected.entries);
            long[] before = {0};
            queue.forEachRun(1, Long.MAX_VALUE - 1, (first, last, number, runHeld, refersBack) -> {
                assertThat(first).as("seed %d", seed).isGreaterThan(before[0]);
                before[0] = last;
                var held = left.subMap(first, true, last, true);
                assertThat(held.values()).as("seed %d", seed).isNotEmpty().allMatch(entry -> entry.segment == number);
                assertThat(runHeld).as("seed %d", seed).isEqualTo(held.size());
                held.clear();
            });
            assertThat(left).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void doesWhatANaiveIndexDoes() throws IOException {
        for (long seed = 0; seed < SEEDS; seed++) {
            Run run = new Run(seed);
            // The more kinds, the more of them are the rare ones.
            int kinds = 9 + (int) (seed % 3);
            for (int i = 0; i < STEPS; i++) {
                run.step(kinds);
                if (i % 100 == 0) {
                    run.check(seed);
                }
            }
            run.load();
            run.check(seed);
        }
    }

    @Test
    void anEntryThatIsNotAboveTheOthersOfItsQueueIsDamage() throws IOException {
        RecordFeed feed = new RecordFeed();
        StoreIndex index = new StoreIndex(new HeapSpill(), BYTES_MAX);
        TestMessage message = TestMessage.of("key", new byte[1]);
        feed.writer().message(1, 5, 0, 0, JournalWriter.NEVER, message);
        feed.writer().message(2, 4, 0, 0, JournalWriter.NEVER, message);
        feed.writer().message(1, 5, 0, 0, JournalWriter.NEVER, message);
        assertThatThrownBy(() -> feed.feed(RecordFeed.segment(3, 4096, 1 << 20), 8192, index::apply))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("journal-0000000000000003 at offset 4256: message 5 of queue 1 (expected: > 5)");
    }

    @Test
    void aMessageThatWouldMovePastOneThatLivesStaysWhereItIs() throws IOException {
        RecordFeed feed = new RecordFeed();
        StoreIndex index = new StoreIndex(new HeapSpill(), BYTES_MAX);
        TestMessage message = TestMessage.of("key", new byte[1]);
        Segment old = RecordFeed.segment(1, 4096, 1 << 20);
        Segment fresh = RecordFeed.segment(2, old.endLsn(), 1 << 20);
        for (int seq = 1; seq <= 3; seq++) {
            feed.writer().message(1, seq, 0, 0, JournalWriter.NEVER, message);
        }
        feed.feed(old, old.dataLsn(), index::apply);
        feed.moveWriter().move(1, 2, 1, 1, 0, JournalWriter.NEVER, message);
        long lsn = feed.feed(fresh, fresh.dataLsn(), index::apply);
        assertThat(runs(index)).containsExactly("1-3 in 1: 3");
        feed.moveWriter().move(1, 1, 1, 2, 0, JournalWriter.NEVER, message);
        feed.moveWriter().move(1, 2, 1, 2, 0, JournalWriter.NEVER, message);
        feed.feed(fresh, lsn, index::apply);
        assertThat(runs(index)).containsExactly("1-2 in 2: 2", "3-3 in 1: 1");
        assertThat(index.heldSegments()).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void aMessageThatWouldMovePastOneOfATransactionThatAnEarlierLifeLeftOpenStaysWhereItIs() throws IOException {
        RecordFeed feed = new RecordFeed();
        StoreIndex index = new StoreIndex(new HeapSpill(), BYTES_MAX);
        TestMessage message = TestMessage.of("key", new byte[1]);
        Segment old = RecordFeed.segment(1, 4096, 1 << 20);
        Segment fresh = RecordFeed.segment(2, old.endLsn(), 1 << 20);
        for (int seq = 1; seq <= 4; seq++) {
            feed.writer().message(1, seq, seq == 2 ? 77 : 0, 0, JournalWriter.NEVER, message);
        }
        feed.feed(old, old.dataLsn(), index::apply);
        // As a life of the store writes it that has forgotten the transaction.
        feed.moveWriter().move(1, 1, 1, 1, 0, JournalWriter.NEVER, message);
        feed.moveWriter().move(1, 3, 1, 1, 0, JournalWriter.NEVER, message);
        feed.writer().settled(1, 1, 0, 1);
        feed.writer().settled(1, 3, 0, 1);
        feed.feed(fresh, fresh.dataLsn(), index::apply);
        index.endRecovery();
        assertThat(index.size()).isEqualTo(1);
        assertThat(runs(index)).containsExactly("1-4 in 1: 1");
        assertThat(index.heldSegments()).containsExactly(1L);
    }

    @Test
    void whatChangedBeforeItWasSpilledAndLookedAtIsInTheNextCheckpoint() throws IOException {
        RecordFeed feed = new RecordFeed();
        HeapSpill spill = new HeapSpill();
        StoreIndex index = new StoreIndex(spill, 0);
        TestMessage message = TestMessage.of("key", new byte[1]);
        Segment segment = RecordFeed.segment(1, 4096, 1 << 20);
        for (int seq = 1; seq <= 1_200; seq += 2) {
            feed.writer().message(1, seq, 0, 0, JournalWriter.NEVER, message);
            feed.writer().message(1, seq + 1, 0, 0, JournalWriter.NEVER, message);
            feed.feed(segment, segment.dataLsn(), index::apply);
            segment = RecordFeed.segment(segment.number() + 1, segment.endLsn(), 1 << 20);
        }
        TreeMap<byte[], byte[]> first = new TreeMap<>(Arrays::compareUnsigned);
        IndexCodec.encode(index, true).finish(first::put);
        feed.writer().settled(1, 5, 0, 1);
        feed.feed(segment, segment.dataLsn(), index::apply);
        for (int i = 0; i < 3; i++) {
            index.trim();
            assertThat(runs(index)).hasSize(600).contains("5-6 in 3: 1");
        }
        assertThat(spill.taken()).isGreaterThan(2);
        TreeMap<byte[], byte[]> second = new TreeMap<>(Arrays::compareUnsigned);
        IndexChanges changes = IndexCodec.encode(index, false);
        first.forEach((key, value) -> changes.merge(key, value, second::put));
        changes.finish(second::put);
        StoreIndex loaded = new StoreIndex(spill, 0);
        second.forEach((key, value) -> IndexCodec.decode(key, value, loaded));
        assertThat(runs(loaded)).isEqualTo(runs(index));
    }

    private static List<String> runs(StoreIndex index) {
        List<String> runs = new ArrayList<>();
        Objects.requireNonNull(index.queue(1))
                .forEachRun(
                        1,
                        Long.MAX_VALUE - 1,
                        (first, last, number, held, refersBack) ->
                                runs.add(first + "-" + last + " in " + number + ": " + held));
        return runs;
    }

    @Test
    void whatAQueueNeedsInMemoryGrowsWithItsSegmentsAndNotWithItsMessages() throws IOException {
        RecordFeed feed = new RecordFeed();
        StoreIndex index = new StoreIndex(new HeapSpill(), BYTES_MAX);
        TestMessage message = TestMessage.of("key", new byte[1]);
        long lsn = 8192;
        Segment segment = RecordFeed.segment(1, 4096, 1 << 30);
        for (int seq = 1; seq <= 100_000; seq++) {
            feed.writer().message(1, seq, 0, 0, JournalWriter.NEVER, message);
            lsn = feed.feed(segment, lsn, index::apply);
        }
        QueueIndex queue = Objects.requireNonNull(index.queue(1));
        assertThat(queue.runCount()).isEqualTo(1);
        assertThat(queue.live().footprintBytes()).isLessThan(1_000);
    }
}
