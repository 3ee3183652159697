package io.leveret.store.position;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.store.TestMessage;
import io.leveret.store.journal.JournalWriter;
import io.leveret.store.journal.RecordFeed;
import io.leveret.store.journal.Segment;
import io.leveret.store.journal.StoredBody;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Where entries lie in a segment whose octets have changed places. */
class SegmentPositionsTest {

    private static final int DATA_LSN = 4096;

    private final RecordFeed feed = new RecordFeed();
    private final Segment segment = RecordFeed.segment(1, 0, 1 << 20);
    private final SegmentPositions positions = new SegmentPositions(segment);

    @Test
    void anEntryBeforeItsBodyIsNoneAndHidesNoOther() throws IOException {
        StoredBody body = feed.writer().body(TestMessage.of("key", 100, 1));
        long behind = feed.feed(segment, DATA_LSN + Long.BYTES, positions::add);
        feed.writer().enqueue(1, 1, JournalWriter.NO_TX, 0, JournalWriter.NEVER, body);
        feed.feed(segment, DATA_LSN, positions::add);
        feed.writer().enqueue(1, 2, JournalWriter.NO_TX, 0, JournalWriter.NEVER, body);
        feed.feed(segment, behind, positions::add);

        assertThat(positions.parts(1)).hasSize(1);
        Positions found = positions.parts(1).get(0).decode(segment.baseLsn());
        assertThat(found.find(1)).isEqualTo(Positions.NONE);
        assertThat(found.lsn(found.find(2))).isEqualTo(behind);
        assertThat(found.bodyLsn(found.find(2))).isEqualTo(DATA_LSN + Long.BYTES);
    }
}
