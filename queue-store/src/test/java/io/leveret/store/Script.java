package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.codec.value.ShortString;
import io.leveret.store.backup.Backup;
import io.leveret.store.disk.CrashingDisk;
import io.leveret.store.disk.StoreException;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.journal.StoredBody;
import io.leveret.store.journal.SyncPolicy;
import io.leveret.store.worker.SeededThreads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Random use of a store by several owners under all policies, and what a model says of it after each batch. Everything that
 * was reported durable must be found again, and nothing that is not the work of a prefix of the batches.
 *
 * <p>The owners act on the thread that made it; the store's threads run when the seed says so. So the same seed does the
 * same on the same disk.
 */
final class Script {

    private static final List<SyncPolicy> POLICIES = List.of(SyncPolicy.values());
    /** Enough for the index worker to see that nothing goes on. */
    private static final int NAP_MS_MAX = 1_500;

    private static final int QUEUES = 4;
    private static final int OWNERS = 3;
    private static final long START_MS = 1_000_000;
    /** About what a backup takes. */
    private static final int BACKUP_OPERATIONS = 60;

    private static final int SCATTERED = 60;
    private static final int BODIES_KEPT = 6;

    /** Small enough that a run of some dozen batches rolls segments and publishes checkpoints. */
    static final StoreConfig CONFIG = StoreConfig.defaults()
            .withSegmentBytes(16 << 10)
            .withCheckpointBytes(24 << 10)
            .withLazyMsMax(5);

    private final SplittableRandom chance;
    private final StoreConfig config;
    private final SeededThreads threads;
    private final List<Owner> owners = new ArrayList<>();
    private final Coverage coverage;
    /** The effects of all batches that may be on the disk, in order; of those before {@link #certain} that are. */
    private final List<List<Consumer<Model>>> batches = new ArrayList<>();

    private final List<StoredBody> bodies = new ArrayList<>();
    /** One in so many starts, less one. */
    private static final int RETAINED_SELDOM = 15;

    private final List<Long> openTx = new ArrayList<>();
    private Model now = new Model();
    /** Whether hardly anything is forced in this session. */
    private boolean lazy;

    private int certain;
    /** How many were reported, those included that only a crash of the process must not take. */
    private int told;
    /** What the next session must find. */
    private int least;

    private CrashingDisk device = new CrashingDisk();
    private long nextSeq = 1;
    private long nextTx = 1;
    private long nextQueue = 1;
    private final List<Long> queueIds = new ArrayList<>();

    Script(long seed) {
        this(seed, new Coverage());
    }

    /** @param coverage told what happens */
    Script(long seed, Coverage coverage) {
        this.coverage = coverage;
        chance = new SplittableRandom(seed);
        threads = new SeededThreads(seed, START_MS);
        for (int i = 0; i < OWNERS; i++) {
            owners.add(new Owner(threads));
        }
        config = seed % 2 == 0 ? CONFIG : CONFIG.withIndexBytesMax(0);
        for (int i = 0; i < QUEUES; i++) {
            queueIds.add(nextQueue++);
        }
    }

    /** Opens, checks what is found, does that many batches or until the power fails, and closes or just stops. */
    void session(CrashingDisk disk, int count, boolean clean) throws IOException {
        device = disk;
        lazy = chance.nextInt(3) == 0;
        disk.handOverBy(threads::handOver);
        MessageStore store = MessageStore.open(threads, disk, config, threads::nowMs);
        try {
            check(store, store.recovered());
            List<JournalWriter> writers = owners.stream()
                    .map(owner -> store.writer(owner, owner::isCurrent))
                    .toList();
            for (int i = 0; i < count; i++) {
                batch(writers.get(chance.nextInt(OWNERS)));
                anyOwner().runOne();
                if (chance.nextInt(10) == 0) {
                    threads.sleep(this, chance.nextInt(NAP_MS_MAX));
                }
                if (chance.nextInt(lazy ? 40 : 4) == 0) {
                    settle(store);
                    if (chance.nextInt(4) == 0) {
                        readBack(store);
                    }
                }
                if (chance.nextInt(40) == 0) {
                    checkpoint(store);
                    batch(writers.get(chance.nextInt(OWNERS)));
                    checkpoint(store);
                }
                if (chance.nextInt(120) == 0) {
                    backup(store);
                }
            }
            settle(store);
            if (clean) {
                store.close();
                certain = failed(store) ? certain : batches.size();
            }
        } finally {
            disk.powerOff();
            store.close();
            owners.forEach(Owner::runTasks);
            coverage.add(disk);
        }
        assertThat(threads.left()).as("threads of a closed store").isEmpty();
    }

    /**
     * How the last session ended. Where the machine went on, all that was reported is there, forced or not; but a session
     * that dies before it has forced that, and then the machine, may still take it.
     */
    void crashed(boolean onlyTheProcess) {
        told = onlyTheProcess ? Math.max(certain, told) : certain;
        least = told;
    }

    /** Checks what was found against the model, and goes on from there. */
    void check(MessageStore store, Recovered recovered) throws IOException {
        String found = Model.describe(threads, store, recovered);
        Model model = new Model();
        List<String> expected = new ArrayList<>();
        List<Integer> matches = new ArrayList<>();
        Set<String> retentions = new HashSet<>();
        for (int i = 0; i <= batches.size(); i++) {
            if (i > 0) {
                batches.get(i - 1).forEach(effect -> effect.accept(model));
            }
            if (i >= Math.max(least, certain)) {
                String described = model.describe();
                expected.add(described);
                if (described.equals(found)) {
                    matches.add(i);
                    retentions.add(model.describeRetention());
                }
            }
        }
        assertThat(matches)
                .as("batches %d to %d; found%n%s%nexpected one of%n%s", certain, batches.size(), found, expected)
                .isNotEmpty();
        int match = matches.get(0);
        // Each such read has a force of its own; what is found says, by chance, whether it is time for them.
        if (retentions.size() > 1 || (found.hashCode() & RETAINED_SELDOM) == 0) {
            match = explaining(matches, Model.retained(threads, store, recovered));
        }
        // What comes later was lost; what was found must stay. Transactions that were open are forgotten.
        batches.subList(match, batches.size()).clear();
        openTx.clear();
        bodies.clear();
        batches.add(List.of(Script::forgetOpen));
        certain = batches.size();
        told = certain;
        least = certain;
        Model fresh = new Model();
        batches.forEach(effects -> effects.forEach(effect -> effect.accept(fresh)));
        now = fresh;
    }

    /** The first of these counts of batches after which what is retained may be as it was found. */
    private int explaining(List<Integer> counts, Map<Long, List<RecoveredMessage>> retained) {
        Model model = new Model();
        for (int i = 0; i <= batches.size(); i++) {
            if (i > 0) {
                batches.get(i - 1).forEach(effect -> effect.accept(model));
            }
            if (counts.contains(i) && model.explains(retained)) {
                return i;
            }
        }
        throw new AssertionError("retained " + retained + " after none of " + counts);
    }

    private static void forgetOpen(Model model) {
        model.forgetOpen();
    }

    private Owner anyOwner() {
        return owners.get(chance.nextInt(OWNERS));
    }

    private void batch(JournalWriter way) {
        SyncPolicy policy =
                lazy && chance.nextInt(20) > 0 ? SyncPolicy.OS : POLICIES.get(chance.nextInt(POLICIES.size()));
        JournalWriter writer = way.withSync(policy);
        List<Consumer<Model>> effects = new ArrayList<>();
        int operations = 1 + chance.nextInt(6);
        for (int i = 0; i < operations; i++) {
            operation(writer, effects);
        }
        batches.add(effects);
        int number = batches.size();
        if (chance.nextInt(3) > 0) {
            writer.whenDurable(() -> {
                told = Math.max(told, number);
                certain = policy == SyncPolicy.ALWAYS ? Math.max(certain, number) : certain;
            });
        }
        writer.submit();
    }

    private void operation(JournalWriter writer, List<Consumer<Model>> effects) {
        long queueId = queueIds.get(chance.nextInt(queueIds.size()));
        if (chance.nextInt(120) == 0) {
            scatter(writer, queueId, effects);
            return;
        }
        switch (chance.nextInt(20)) {
            case 0, 1, 2, 3, 4 -> {
                TestMessage m = message();
                long seq = nextSeq++;
                long txId = tx();
                writer.message(queueId, seq, txId, seq * 10, seq * 20, m);
                apply(effects, model -> model.enqueue(queueId, seq, txId, seq * 10, seq * 20, m));
            }
            case 5, 6, 7, 8 -> {
                if (bodies.isEmpty() || chance.nextInt(3) == 0) {
                    bodies.add(writer.body(message()));
                }
                if (bodies.size() > BODIES_KEPT) {
                    bodies.remove(chance.nextInt(bodies.size() - 1));
                }
                StoredBody body = bodies.get(chance.nextInt(bodies.size()));
                long seq = nextSeq++;
                long txId = tx();
                writer.enqueue(queueId, seq, txId, seq, JournalWriter.NEVER, body);
                TestMessage m = (TestMessage) body.message();
                apply(effects, model -> model.enqueue(queueId, seq, txId, seq, JournalWriter.NEVER, m));
            }
            case 9, 10, 11, 12, 13 -> {
                long txId = chance.nextInt(5) == 0 ? tx() : 0;
                SortedMap<Long, Integer> live = now.settleable(queueId);
                if (chance.nextInt(10) == 0) {
                    purge(writer, queueId, live, effects);
                } else {
                    settleSome(writer, queueId, live, txId, effects);
                }
            }
            case 14 -> {
                long upTo = nextSeq - chance.nextInt(10);
                writer.delivered(queueId, upTo);
                apply(effects, model -> model.delivered(queueId, upTo));
                giveBackSome(writer, queueId, effects);
            }
            case 15, 16 -> {
                byte[] key = {(byte) chance.nextInt(8)};
                byte[] value = new byte[chance.nextInt(300)];
                chance.nextBytes(value);
                writer.put(key, value);
                apply(effects, model -> model.put(key, value));
            }
            case 17 -> {
                byte[] key = {(byte) chance.nextInt(8)};
                writer.delete(key);
                apply(effects, model -> model.delete(key));
            }
            case 18 -> endTx(writer, effects);
            case 19 -> {
                if (chance.nextInt(4) == 0) {
                    queueIds.remove(queueId);
                    queueIds.add(nextQueue++);
                    writer.queueGone(queueId);
                    apply(effects, model -> model.queueGone(queueId));
                } else {
                    long bytes = switch (chance.nextInt(6)) {
                        case 0, 1 -> 0;
                        case 2, 3 -> Long.MAX_VALUE;
                        default -> chance.nextInt(20_000);
                    };
                    long ageMs = chance.nextInt(3) > 0 ? Long.MAX_VALUE : 60_000;
                    writer.retain(queueId, ageMs, bytes);
                    apply(effects, model -> model.retain(queueId, ageMs, bytes));
                }
            }
            default -> throw new AssertionError();
        }
    }

    /** So much with so many gaps that a small index spills it. */
    private void scatter(JournalWriter writer, long queueId, List<Consumer<Model>> effects) {
        for (int i = 0; i < SCATTERED; i++) {
            nextSeq += 1 + chance.nextInt(3);
            long seq = nextSeq++;
            byte[] content = {(byte) i};
            TestMessage m = new TestMessage(ShortString.EMPTY, ShortString.of("scattered"), content, 0, true, 0);
            writer.message(queueId, seq, 0, seq, JournalWriter.NEVER, m);
            apply(effects, model -> model.enqueue(queueId, seq, 0, seq, JournalWriter.NEVER, m));
        }
    }

    private void settleSome(
            JournalWriter writer,
            long queueId,
            SortedMap<Long, Integer> live,
            long txId,
            List<Consumer<Model>> effects) {
        List<Long> seqs = new ArrayList<>(live.keySet());
        int count = seqs.size() / 2 + 1;
        for (int i = 0; i < count && !seqs.isEmpty(); i++) {
            long seq = seqs.remove(chance.nextBoolean() ? 0 : chance.nextInt(seqs.size()));
            writer.settled(queueId, seq, txId, live.getOrDefault(seq, 0));
            apply(effects, model -> model.settled(queueId, seq, txId));
        }
    }

    /** Neighbours mostly, so that they lie in one range. */
    private void giveBackSome(JournalWriter writer, long queueId, List<Consumer<Model>> effects) {
        int times = 1 + chance.nextInt(3);
        for (long seq : now.settleable(queueId).keySet()) {
            if (chance.nextInt(4) > 0) {
                writer.returned(queueId, seq, times);
                apply(effects, model -> model.returned(queueId, seq, times));
            }
        }
    }

    /** All between two positions, in two ranges of which the second has the bytes of both. */
    private void purge(
            JournalWriter writer, long queueId, SortedMap<Long, Integer> live, List<Consumer<Model>> effects) {
        if (live.size() < 2) {
            return;
        }
        long from = live.firstKey();
        for (long seq = from; seq <= live.lastKey(); seq++) {
            // A range settles all that lives in it, so it must not reach over what a transaction withholds.
            if (!live.containsKey(seq) && now.isLive(queueId, seq)) {
                return;
            }
        }
        long middle = from + chance.nextLong(live.lastKey() - from);
        long bytes = live.values().stream().mapToLong(Integer::longValue).sum();
        writer.settledRange(queueId, from, middle - from + 1, 0, 0);
        writer.settledRange(queueId, middle + 1, live.lastKey() - middle, bytes, 0);
        live.keySet().forEach(seq -> apply(effects, model -> model.settled(queueId, seq, 0)));
    }

    private void endTx(JournalWriter writer, List<Consumer<Model>> effects) {
        if (openTx.isEmpty()) {
            return;
        }
        long txId = openTx.remove(chance.nextInt(openTx.size()));
        if (chance.nextInt(3) == 0) {
            writer.abort(txId);
            apply(effects, model -> model.abort(txId));
        } else {
            writer.commit(txId);
            coverage.transaction();
            apply(effects, model -> model.commit(txId));
        }
    }

    private long tx() {
        if (chance.nextInt(4) > 0) {
            return 0;
        }
        if (openTx.isEmpty() || chance.nextInt(4) == 0) {
            openTx.add(nextTx++);
        }
        return openTx.get(chance.nextInt(openTx.size()));
    }

    private void apply(List<Consumer<Model>> effects, Consumer<Model> effect) {
        effects.add(effect);
        effect.accept(now);
    }

    private TestMessage message() {
        int length = chance.nextInt(60) == 0 ? chance.nextInt(40_000) : chance.nextInt(1500);
        byte[] content = new byte[length];
        chance.nextBytes(content);
        return new TestMessage(
                ShortString.of("x".repeat(chance.nextInt(3))),
                ShortString.of("key" + chance.nextInt(100)),
                content,
                length / 2,
                chance.nextBoolean(),
                chance.nextInt(256));
    }

    private void settle(MessageStore store) {
        int all = batches.size();
        boolean[] durable = {false};
        Owner owner = anyOwner();
        JournalWriter barrier = store.writer(owner, owner::isCurrent);
        barrier.whenDurable(() -> durable[0] = true);
        barrier.submit();
        owner.runUntil(() -> durable[0] || failed(store));
        if (durable[0]) {
            certain = Math.max(certain, all);
        }
    }

    /** What is durable now, as a queue's owner reads it. */
    private void readBack(MessageStore store) throws IOException {
        long queueId = queueIds.get(chance.nextInt(queueIds.size()));
        if (failed(store)) {
            return;
        }
        List<Long> found;
        try {
            found =
                    Backlogs.all(threads, store, queueId, nextSeq, 1 + chance.nextInt(20), 1 + chance.nextInt(5_000))
                            .stream()
                            .map(RecoveredMessage::seq)
                            .toList();
        } catch (IOException e) {
            assertThat(isDead(store))
                    .as("reading fails with the device only: %s", e)
                    .isTrue();
            return;
        }
        assertThat(found).as("queue %d", queueId).isEqualTo(now.live(queueId));
    }

    private static void checkpoint(MessageStore store) {
        try {
            store.checkpoint();
        } catch (IOException e) {
            assertThat(failed(store))
                    .as("checkpoint fails with the store only: %s", e)
                    .isTrue();
        }
    }

    /** A backup holds all that was submitted before it, and here there is nothing after it. */
    private void backup(MessageStore store) throws IOException {
        CrashingDisk target = new CrashingDisk();
        target.handOverBy(threads::handOver);
        if (chance.nextInt(3) == 0) {
            target.powerOffAt(chance.nextInt(BACKUP_OPERATIONS));
        }
        try {
            store.backup(target);
            assertThat(target.afterMachineCrash(chance.nextLong()).names()).contains(Backup.FINISHED);
        } catch (IOException e) {
            assertThat(target.isDead() || isDead(store))
                    .as("a backup fails with one of the devices only: %s", e)
                    .isTrue();
        }
        CrashingDisk left = target.afterMachineCrash(chance.nextLong());
        if (left.names().contains(Backup.FINISHED)) {
            coverage.backup();
            MessageStore copy = MessageStore.open(threads, left, CONFIG, threads::nowMs);
            assertThat(Model.describe(threads, copy, copy.recovered()))
                    .as("backup")
                    .isEqualTo(now.describe());
            copy.close();
        } else if (!target.names().isEmpty() && !left.names().isEmpty()) {
            // Of one that was removed again any file may be back, since the disk is harsher than it has to be.
            assertThatThrownBy(() -> MessageStore.open(threads, left, CONFIG, threads::nowMs))
                    .as("a backup that was not finished: %s", left.names())
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("backup");
        }
    }

    private boolean isDead(MessageStore store) {
        return device.isDead() || device.hasFailedACall() || failed(store);
    }

    private static boolean failed(MessageStore store) {
        return store.failure().toCompletableFuture().isDone();
    }
}
