package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.store.disk.CrashingDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The device writes a checkpoint other than it was told to: that is read back before it gets its name. */
class CheckpointVerifyTest {

    private static final String UNFINISHED = "catalog.tmp";
    private static final int FOOTER_BYTES = 4 << 10;
    /** Of the octets of a footer, those that mean something. */
    private static final int FOOTER_USED = 68;

    private static final int PLACES = 40;

    /** A store with one checkpoint; killed. */
    private static CrashingDisk oneCheckpoint() throws IOException {
        StoreFixture fixture = new StoreFixture(new CrashingDisk());
        for (int seq = 1; seq <= 5; seq++) {
            fixture.message(1, seq, 100);
        }
        fixture.commit();
        fixture.store.checkpoint();
        return fixture.kill();
    }

    private static List<String> catalogs(CrashingDisk disk) throws IOException {
        return disk.list().stream().filter(name -> name.startsWith("catalog-")).toList();
    }

    /** Gives the store something for a second checkpoint, and has that written. */
    private static void checkpoint(StoreFixture fixture) throws IOException {
        for (int queueId = 2; queueId <= 40; queueId++) {
            fixture.message(queueId, 1, 10);
        }
        fixture.commit();
        fixture.store.checkpoint();
    }

    /** What the second one is when the device does as it is told. */
    private static byte[] second(CrashingDisk files) throws IOException {
        try (StoreFixture fixture = new StoreFixture(files.afterProcessCrash())) {
            checkpoint(fixture);
            return fixture.disk.read(catalogs(fixture.disk).get(1));
        }
    }

    /** Whether it was published; if so it is in use at the next start, and if not the store has said why. */
    private static boolean isPublished(CrashingDisk files, long at) throws IOException {
        List<String> before = catalogs(files);
        StoreFixture fixture =
                new StoreFixture(files.afterProcessCrash(), disk -> new DamagingDisk(disk, UNFINISHED, at));
        boolean published = true;
        try {
            checkpoint(fixture);
        } catch (IOException e) {
            published = false;
            assertThat(fixture.store.failure().toCompletableFuture())
                    .as("octet %d: %s", at, e)
                    .isDone();
            assertThat(e.toString()).as("octet %d", at).contains(UNFINISHED);
        }
        long lsn = fixture.store.footprint().checkpointLsn();
        CrashingDisk after = fixture.kill();
        if (!published) {
            assertThat(catalogs(after)).as("octet %d", at).isEqualTo(before);
        }
        try (StoreFixture again = new StoreFixture(after)) {
            assertThat(again.recovered.summary())
                    .as("octet %d", at)
                    .startsWith("Recovered 44 messages in 40 queues: checkpoint at " + lsn + ", ");
        }
        return published;
    }

    @Test
    void whatIsNotAsItWasWrittenIsNotPublished() throws IOException {
        CrashingDisk files = oneCheckpoint();
        byte[] second = second(files);
        TreeSet<Integer> used = new TreeSet<>();
        for (int at = 0; at < second.length - FOOTER_BYTES; at++) {
            if (second[at] != 0) {
                used.add(at);
            }
        }
        List<Integer> places = new ArrayList<>(used);
        int refused = 0;
        for (int i = 0; i < PLACES; i++) {
            refused += isPublished(files, places.get(i * places.size() / PLACES)) ? 0 : 1;
        }
        // In some places nothing stands that anybody reads.
        assertThat(refused).isGreaterThan(PLACES / 2);
    }

    @Test
    void aFooterThatIsNotAsItWasWrittenIsNotPublished() throws IOException {
        CrashingDisk files = oneCheckpoint();
        int footer = second(files).length - FOOTER_BYTES;
        for (int at = 0; at < FOOTER_USED; at += 3) {
            assertThat(isPublished(files, footer + at))
                    .as("octet %d of the footer", at)
                    .isFalse();
        }
    }
}
