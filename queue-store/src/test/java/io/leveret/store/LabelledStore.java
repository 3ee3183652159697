package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.store.disk.CrashingDisk;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.journal.StoredBody;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A store that was filled by chance, on a disk to be damaged, and what is known of it: the state after each group, and
 * what was published as which message. Each batch is a group.
 */
final class LabelledStore {

    static final StoreConfig CONFIG =
            StoreConfig.defaults().withSegmentBytes(16 << 10).withCheckpointBytes(24 << 10);

    private static final int QUEUES = 4;

    private final SplittableRandom chance;
    private final Map<String, Integer> published = new HashMap<>();
    private final Set<String> states = new HashSet<>();
    private final TreeMap<Long, TreeSet<Long>> live = new TreeMap<>();
    private final TreeMap<Long, Long> seqMax = new TreeMap<>();
    private final TreeMap<Byte, String> catalogue = new TreeMap<>();
    private final List<StoredBody> bodies = new ArrayList<>();
    private final List<Runnable> open = new ArrayList<>();
    private long nextTx = 1;
    private CrashingDisk disk = new CrashingDisk();

    private LabelledStore(long seed) {
        chance = new SplittableRandom(seed);
    }

    /** Two lives of a store, of which the last ends in good order or not. */
    static LabelledStore fill(long seed, int groups) throws IOException {
        LabelledStore filled = new LabelledStore(seed);
        filled.states.add(filled.state());
        filled.live(groups / 2, filled.chance.nextBoolean());
        filled.live(groups - groups / 2, filled.chance.nextBoolean());
        return filled;
    }

    /** A copy, to be damaged. */
    CrashingDisk disk() {
        return disk.afterProcessCrash();
    }

    /** Whether a start may find this: it is the state after some group. */
    boolean knows(String state) {
        return states.contains(state);
    }

    /** Whether this is what was published at that position. */
    void requirePublished(long queueId, RecoveredMessage message) {
        assertThat(published.get(queueId + "/" + message.seq()))
                .as("message %d of queue %d", message.seq(), queueId)
                .isEqualTo(Arrays.hashCode(message.message().content()));
    }

    /** What was recovered, without the messages themselves. */
    static String describe(Recovered recovered) {
        StringBuilder text = new StringBuilder();
        recovered
                .queues()
                .forEach(queue -> text.append(queue.queueId())
                        .append(": ")
                        .append(queue.seqMax())
                        .append(Backlogs.members(queue.live()))
                        .append('\n'));
        recovered
                .catalogue()
                .forEach((key, value) -> text.append(key[0])
                        .append('=')
                        .append(Arrays.hashCode(value))
                        .append('\n'));
        return text.toString();
    }

    private String state() {
        StringBuilder text = new StringBuilder();
        live.forEach((queueId, seqs) -> text.append(queueId)
                .append(": ")
                .append(seqMax.getOrDefault(queueId, 0L))
                .append(seqs)
                .append('\n'));
        catalogue.forEach(
                (key, value) -> text.append(key).append('=').append(value).append('\n'));
        return text.toString();
    }

    private void live(int groups, boolean clean) throws IOException {
        StoreFixture fixture = new StoreFixture(disk, CONFIG);
        open.clear();
        bodies.clear();
        for (int i = 0; i < groups; i++) {
            for (int operations = 1 + chance.nextInt(4); operations > 0; operations--) {
                operation(fixture.writer);
            }
            fixture.commit();
            states.add(state());
            if (chance.nextInt(20) == 0) {
                fixture.store.checkpoint();
            }
        }
        if (clean) {
            fixture.close();
        } else {
            disk = fixture.kill();
        }
    }

    private void operation(JournalWriter writer) {
        long queueId = 1L + chance.nextInt(QUEUES);
        switch (chance.nextInt(12)) {
            case 0, 1, 2 -> {
                long seq = next(queueId);
                writer.message(queueId, seq, JournalWriter.NO_TX, seq, JournalWriter.NEVER, publish(queueId, seq));
                lives(queueId).add(seq);
            }
            case 3, 4 -> fanOut(writer);
            case 5, 6, 7 -> {
                Long seq = pick(queueId);
                if (seq != null) {
                    writer.settled(queueId, seq, JournalWriter.NO_TX, 0);
                    lives(queueId).remove(seq);
                }
            }
            case 8 -> transaction(writer, queueId);
            case 9 -> {
                byte key = (byte) chance.nextInt(6);
                byte[] value = new byte[chance.nextInt(100)];
                chance.nextBytes(value);
                writer.put(new byte[] {key}, value);
                catalogue.put(key, "" + Arrays.hashCode(value));
            }
            case 10 -> {
                byte key = (byte) chance.nextInt(6);
                writer.delete(new byte[] {key});
                catalogue.remove(key);
            }
            case 11 -> {
                writer.delivered(queueId, seqMax.getOrDefault(queueId, 0L));
                lives(queueId);
            }
            default -> throw new AssertionError();
        }
    }

    private void fanOut(JournalWriter writer) {
        TestMessage message = message();
        StoredBody body = writer.body(message);
        if (chance.nextBoolean()) {
            bodies.add(body);
        }
        // Now and then one that stands further back.
        StoredBody used = bodies.isEmpty() || chance.nextBoolean() ? body : bodies.get(chance.nextInt(bodies.size()));
        for (long queueId = 1; queueId <= 3; queueId++) {
            long seq = next(queueId);
            published.put(queueId + "/" + seq, Arrays.hashCode(used.message().content()));
            writer.enqueue(queueId, seq, JournalWriter.NO_TX, seq, JournalWriter.NEVER, used);
            lives(queueId).add(seq);
        }
    }

    /** One begins in one group and ends in a later one, or never. */
    private void transaction(JournalWriter writer, long queueId) {
        if (open.isEmpty()) {
            long txId = nextTx++;
            long seq = next(queueId);
            Long acked = pick(queueId);
            writer.message(queueId, seq, txId, seq, JournalWriter.NEVER, publish(queueId, seq));
            if (acked != null) {
                writer.settled(queueId, acked, txId, 0);
            }
            open.add(() -> {
                writer.commit(txId);
                lives(queueId).add(seq);
                if (acked != null) {
                    lives(queueId).remove(acked);
                }
            });
        } else {
            open.remove(0).run();
        }
    }

    @SuppressWarnings("NonApiType") // navigable
    private TreeSet<Long> lives(long queueId) {
        return live.computeIfAbsent(queueId, id -> new TreeSet<>());
    }

    private long next(long queueId) {
        lives(queueId);
        return seqMax.merge(queueId, 1L, Long::sum);
    }

    private @Nullable Long pick(long queueId) {
        TreeSet<Long> seqs = live.getOrDefault(queueId, new TreeSet<>());
        return seqs.isEmpty() ? null : seqs.floor(seqs.first() + chance.nextLong(seqs.last() - seqs.first() + 1));
    }

    private TestMessage publish(long queueId, long seq) {
        TestMessage message = message();
        published.put(queueId + "/" + seq, Arrays.hashCode(message.content()));
        return message;
    }

    private TestMessage message() {
        int length = chance.nextInt(25) == 0 ? chance.nextInt(20_000) : chance.nextInt(700);
        return TestMessage.of("key", length, chance.nextLong());
    }
}
