package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.store.disk.CrashingDisk;
import io.leveret.store.disk.StoreException;
import io.leveret.store.salvage.Salvage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever happens to the octets of a store: a start finds the state after some group, or says in which file and where it
 * cannot; a message is what was published, or is said to be damaged; and what is salvaged is sound.
 *
 * <p>More of it: {@code -Dleveret.corruption=10000}; from another seed: {@code -Dleveret.corruption.seed=1}.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS)
class CorruptionTest {

    private static final int CASES = Integer.getInteger("leveret.corruption", 300);
    private static final long SEED = Long.getLong("leveret.corruption.seed", 0);
    private static final int CASES_PER_STORE = 50;
    private static final int GROUPS = 120;

    private enum Outcome {
        /** As if nothing had happened. */
        SOUND,
        /** A start finds all but messages that it says are damaged. */
        MESSAGE_DAMAGED,
        REFUSED
    }

    private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    private long saved;
    private long lostLines;

    @Test
    void isNoticedOrHarmlessAndNeverMakesAWrongMessage() throws Exception {
        run(SEED, false);
        if (CASES >= CASES_PER_STORE) {
            assertThat(outcomes).containsOnlyKeys(Outcome.values());
        }
    }

    /** Then a message is found only by what stands around it. */
    @Test
    void isTheSameToAStartAndToASalvageWhenAllSidecarsAreGoneToo() throws Exception {
        run(SEED + 1_000_000, true);
    }

    private void run(long firstSeed, boolean withoutSidecars) throws Exception {
        LabelledStore store = null;
        for (int i = 0; i < CASES; i++) {
            long seed = firstSeed + i;
            if (store == null || i % CASES_PER_STORE == 0) {
                store = LabelledStore.fill(seed, GROUPS);
            }
            CrashingDisk disk = store.disk();
            if (withoutSidecars) {
                deleteSidecars(disk);
            }
            List<String> damage = damage(disk, new SplittableRandom(seed));
            try {
                check(store, disk);
            } catch (Exception | AssertionError e) {
                throw new AssertionError(
                        "store " + (seed - i % CASES_PER_STORE) + ", case " + seed + ", " + damage + ": " + e, e);
            }
        }
        System.out.println("corruption, " + CASES + " cases from seed " + firstSeed + ": " + outcomes + ", " + saved
                + " messages saved, " + lostLines + " lines of losses");
    }

    private static void deleteSidecars(CrashingDisk disk) throws IOException {
        for (String name : disk.list()) {
            if (name.startsWith("index-")) {
                disk.delete(name);
            }
        }
    }

    private void check(LabelledStore store, CrashingDisk disk) throws IOException {
        Outcome outcome = start(store, disk.afterProcessCrash());
        outcomes.merge(outcome, 1, Integer::sum);
        Salvage salvage = Salvage.survey(disk);
        assertThat(salvage.isNeeded())
                .as("%s, but %s", outcome, salvage.losses())
                .isEqualTo(outcome != Outcome.SOUND);
        if (salvage.isNeeded()) {
            lostLines += salvage.losses().size();
            CrashingDisk fresh = new CrashingDisk();
            salvage.into(fresh, LabelledStore.CONFIG, () -> 1_000);
            assertThat(Salvage.survey(fresh).losses()).isEmpty();
            try (StoreFixture fixture = new StoreFixture(fresh, LabelledStore.CONFIG)) {
                int found = 0;
                for (RecoveredQueue queue : fixture.recovered.queues()) {
                    List<RecoveredMessage> messages = Backlogs.all(fixture.store, queue.queueId());
                    messages.forEach(message -> store.requirePublished(queue.queueId(), message));
                    found += messages.size();
                }
                assertThat(salvage.messages().values().stream()
                                .mapToLong(count -> count)
                                .sum())
                        .isEqualTo(found);
                saved += found;
            }
        }
    }

    private static Outcome start(LabelledStore store, CrashingDisk disk) throws IOException {
        StoreFixture fixture;
        try {
            fixture = new StoreFixture(disk, LabelledStore.CONFIG);
        } catch (StoreException e) {
            assertThat(e).hasMessageMatching("(?s).*(journal-\\d{16}.*|journal at position \\d+.*)");
            return Outcome.REFUSED;
        }
        try (fixture) {
            String state = LabelledStore.describe(fixture.recovered);
            assertThat(store.knows(state)).as("found %s", state).isTrue();
            boolean damaged = false;
            for (RecoveredQueue queue : fixture.recovered.queues()) {
                damaged |= !readAll(store, fixture.store, queue);
            }
            return damaged ? Outcome.MESSAGE_DAMAGED : Outcome.SOUND;
        }
    }

    /** Reads a queue past what is damaged; false if anything is. */
    private static boolean readAll(LabelledStore store, MessageStore messages, RecoveredQueue queue)
            throws IOException {
        List<Long> seqs = new ArrayList<>();
        boolean damaged = false;
        long from = 1;
        while (from <= queue.seqMax()) {
            Backlog backlog = Backlogs.read(messages, queue.queueId(), from, queue.seqMax(), 100, 1 << 20);
            for (RecoveredMessage message : backlog.messages()) {
                store.requirePublished(queue.queueId(), message);
                seqs.add(message.seq());
            }
            from = backlog.nextSeq();
            if (backlog.damage() != null) {
                assertThat(backlog.damage()).hasMessageContaining("journal-");
                damaged = true;
                seqs.add(from);
                from++;
            }
        }
        assertThat(seqs).isEqualTo(Backlogs.members(queue.live()));
        return !damaged;
    }

    /** One to three things that happen to disks; says what. */
    private static List<String> damage(CrashingDisk disk, SplittableRandom chance) throws IOException {
        List<String> done = new ArrayList<>();
        for (int count = 1 + chance.nextInt(3); count > 0; count--) {
            // What a reserve holds means nothing, and when it is made is up to a thread.
            List<String> names =
                    disk.list().stream().filter(file -> !file.equals("reserve")).toList();
            String name = names.get(chance.nextInt(names.size()));
            int length = disk.read(name).length;
            int at = length == 0 ? 0 : chance.nextInt(length);
            switch (length == 0 ? 9 : chance.nextInt(10)) {
                case 0, 1, 2, 3, 4 -> {
                    disk.flipBit(name, at * 8L + chance.nextInt(8));
                    done.add(name + " bit flipped at " + at);
                }
                case 5 -> {
                    disk.truncate(name, at);
                    done.add(name + " cut at " + at);
                }
                case 6, 7 -> {
                    int sector = at & -512;
                    disk.put(name, sector, new byte[Math.min(512, length - sector)]);
                    done.add(name + " zeros at " + sector);
                }
                case 8 -> {
                    int one = at & -4096;
                    int other = chance.nextInt(length) & -4096;
                    swap(disk, name, one, other);
                    done.add(name + " swapped " + one + " and " + other);
                }
                case 9 -> {
                    disk.delete(name);
                    done.add(name + " deleted");
                }
                default -> throw new AssertionError();
            }
        }
        return done;
    }

    private static void swap(CrashingDisk disk, String name, int one, int other) {
        byte[] octets = disk.read(name);
        int length = Math.min(4096, octets.length - Math.max(one, other));
        byte[] first = Arrays.copyOfRange(octets, one, one + length);
        byte[] second = Arrays.copyOfRange(octets, other, other + length);
        disk.put(name, one, second);
        disk.put(name, other, first);
    }
}
