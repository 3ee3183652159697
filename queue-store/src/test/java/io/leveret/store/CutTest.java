package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.store.disk.CrashingDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Wherever in its last 64 KiB the journal ends, a start finds every group before that end, and nothing of the one that is
 * cut. Each byte: {@code -Dleveret.cuts=1}; else one in so many.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS)
class CutTest {

    private static final int STEP = Integer.getInteger("leveret.cuts", 211);
    private static final int TAIL_BYTES = 64 << 10;
    private static final StoreConfig CONFIG = StoreFixture.SMALL.withSegmentBytes(256 << 10);
    /** A group ends with seven zeros, and what is beyond the end of a file reads as zeros too. */
    private static final int ZEROS_AT_END = 7;

    @Test
    void everyGroupBeforeTheCutIsThere() throws IOException {
        SplittableRandom chance = new SplittableRandom(1);
        List<Long> ends = new ArrayList<>();
        StoreFixture fixture = new StoreFixture(new CrashingDisk(), CONFIG);
        long end = 0;
        for (long seq = 1; end < TAIL_BYTES + 8192; seq++) {
            fixture.message(1, seq, chance.nextInt(chance.nextInt(20) == 0 ? 10_000 : 500));
            fixture.commit();
            // The first segment begins at 4096.
            end = fixture.store.durableLsn() - 4096;
            ends.add(end);
        }
        CrashingDisk files = fixture.kill();
        String name = StoreFixture.lastJournal(files);
        for (long length = end - TAIL_BYTES; length <= end; length += STEP) {
            CrashingDisk cut = files.afterProcessCrash();
            cut.truncate(name, (int) length);
            long at = length;
            long whole =
                    ends.stream().filter(group -> group - ZEROS_AT_END <= at).count();
            try (StoreFixture start = new StoreFixture(cut, CONFIG)) {
                assertThat(start.recovered.queues().get(0).live().count(1, whole))
                        .as("of the messages to %d, cut at %d", whole, length)
                        .isEqualTo(whole);
                assertThat(start.recovered.queues().get(0).live().size())
                        .as("cut at %d", length)
                        .isEqualTo(whole);
            }
        }
    }
}
