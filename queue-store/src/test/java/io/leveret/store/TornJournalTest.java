package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.store.disk.CrashingDisk;
import io.leveret.store.disk.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** What recovery makes of a journal whose end is torn, or whose middle is damaged. */
class TornJournalTest {

    private final CrashingDisk disk = new CrashingDisk();
    /** Ends of groups in the file. */
    private final List<Integer> ends = new ArrayList<>();

    private int endOf(StoreFixture fixture) {
        // The first segment begins at 4096.
        return (int) (fixture.store.durableLsn() - 4096);
    }

    private void writeGroups(int count, int length) throws IOException {
        StoreFixture fixture = new StoreFixture(disk);
        for (int i = 1; i <= count; i++) {
            fixture.message(1, i, length);
            fixture.commit();
            ends.add(endOf(fixture));
        }
        CrashingDisk survivor = fixture.kill();
        files = survivor;
    }

    private CrashingDisk files = disk;

    private static int messagesIn(CrashingDisk disk) throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk)) {
            return fixture.recovered.queues().isEmpty()
                    ? 0
                    : fixture.messages(0).size();
        }
    }

    @Test
    void findsTheWholeGroupsWhereverTheFileIsCut() throws IOException {
        writeGroups(4, 20);
        String name = StoreFixture.lastJournal(files);
        for (int length = 4096; length <= ends.get(3); length++) {
            CrashingDisk cut = files.afterProcessCrash();
            cut.truncate(name, length);
            int at = length;
            // A group ends with seven zeros, and what is beyond the end of a file reads as zeros too.
            long whole = ends.stream().filter(end -> end - 7 <= at).count();
            assertThat(messagesIn(cut)).as("cut at %d", length).isEqualTo((int) whole);
        }
    }

    @Test
    void dropsTheLastGroupIfAnyBitOfItIsWrong() throws IOException {
        writeGroups(2, 20);
        String name = StoreFixture.lastJournal(files);
        for (long bit = ends.get(0) * 8L; bit < ends.get(1) * 8L; bit++) {
            CrashingDisk flipped = files.afterProcessCrash();
            flipped.flipBit(name, bit);
            // Octets that only fill up to a multiple of eight carry nothing.
            assertThat(messagesIn(flipped)).as("bit %d", bit).isBetween(1, 2);
        }
    }

    @Test
    void refusesToStartWhenAGroupBeforeTheLastIsDamaged() throws IOException {
        writeGroups(3, 20);
        String name = StoreFixture.lastJournal(files);
        files.flipBit(name, (ends.get(0) + 50) * 8L);
        assertThatThrownBy(() -> messagesIn(files))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("offset " + ends.get(0));
    }

    @Test
    void refusesToStartWhenASealedSegmentIsDamaged() throws IOException {
        writeGroups(20, 2000);
        assertThat(files.list()).hasSizeGreaterThan(2);
        String name = files.list().get(0);
        files.flipBit(name, 8L * 4200);
        assertThatThrownBy(() -> messagesIn(files))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(name);
    }

    @Test
    void refusesToStartWhenASegmentIsMissing() throws IOException {
        writeGroups(20, 2000);
        files.delete(files.list().get(1));
        assertThatThrownBy(() -> messagesIn(files))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("missing");
    }

    @Test
    void refusesAHeaderThatIsDamaged() throws IOException {
        writeGroups(1, 20);
        String name = StoreFixture.lastJournal(files);
        files.flipBit(name, 8 * 20);
        assertThatThrownBy(() -> messagesIn(files))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(name);
    }

    @Test
    void refusesANewerFormat() throws IOException {
        writeGroups(1, 20);
        Versions.ofSegment(files, StoreFixture.lastJournal(files), 5);
        assertThatThrownBy(() -> messagesIn(files))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("has format 5 (expected: <= 4)");
    }

    @Test
    void refusesTheFormatThatNoReleaseHasWritten() throws IOException {
        writeGroups(1, 20);
        String name = StoreFixture.lastJournal(files);
        byte[] header = files.read(name);
        header[8] = 1;
        CRC32C crc = new CRC32C();
        crc.update(header, 0, 64);
        ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putInt(64, (int) crc.getValue());
        files.put(name, 0, header);
        assertThatThrownBy(() -> messagesIn(files))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("has format 1 (expected: >= 2), which no release has written");
    }

    @Test
    void neverTakesStaleOctetsOfARecycledFileForRecords() throws IOException {
        // Two stores with groups of the same length: the file of one stands where the other's next segment would be.
        writeGroups(5, 1000);
        byte[] stale = files.read(StoreFixture.lastJournal(files));
        CrashingDisk other = new CrashingDisk();
        byte[] spare = java.util.Arrays.copyOf(stale, 16 << 10);
        other.put("spare-00000000", 0, spare);
        StoreFixture fixture = new StoreFixture(other);
        fixture.message(1, 1, 1000);
        fixture.commit();
        assertThat(other.list()).contains("journal-0000000000000001").doesNotContain("spare-00000000");
        try (StoreFixture again = fixture.afterKill()) {
            assertThat(again.messages(0)).hasSize(1);
        }
    }

    @Test
    void goesOnInANewSegmentBehindATear() throws IOException {
        writeGroups(3, 100);
        String torn = StoreFixture.lastJournal(files);
        files.truncate(torn, ends.get(2) - 10);
        StoreFixture fixture = new StoreFixture(files);
        fixture.message(1, 10, 100);
        fixture.commit();
        assertThat(StoreFixture.lastJournal(files)).isGreaterThan(torn);
        assertThat(files.read(torn)).hasSize(ends.get(2) - 10);
        try (StoreFixture again = fixture.afterKill()) {
            assertThat(again.messages(0)).extracting(RecoveredMessage::seq).containsExactly(1L, 2L, 10L);
        }
    }
}
