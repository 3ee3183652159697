package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leveret.store.disk.CrashingDisk;
import java.io.IOException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A device that takes for ever to take a checkpoint: nobody else waits for it. */
class CheckpointUnderWayTest {

    private static final int QUEUES = 50;
    private static final int ROUNDS = 20;
    private static final int BYTES = 1_000;

    private final CrashingDisk disk = new CrashingDisk();

    private static void publishRound(StoreFixture fixture, long seq) {
        for (long queueId = 1; queueId <= QUEUES; queueId++) {
            fixture.message(queueId, seq, BYTES);
        }
        fixture.commit();
    }

    @Test
    void publishesAreConfirmedAndBacklogsReadMeanwhile() throws IOException {
        try (StoreFixture fixture = new StoreFixture(disk, StoreFixture.SMALL.withCheckpointBytes(100_000))) {
            disk.holdForces("catalog-");
            long rounds = 0;
            while (disk.heldForces() == 0) {
                publishRound(fixture, ++rounds);
            }
            long held = fixture.store.footprint().checkpointLsn();

            // Many times what another checkpoint is due after.
            for (int i = 0; i < ROUNDS; i++) {
                publishRound(fixture, ++rounds);
            }
            assertThat(Backlogs.all(fixture.store, QUEUES, rounds, 100, 1 << 20))
                    .extracting(RecoveredMessage::seq)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, rounds).boxed().toList());
            assertThat(fixture.store.footprint().checkpointLsn()).isEqualTo(held);

            disk.letForcesGo();
            await().until(() -> fixture.store.footprint().checkpointLsn() > held);
        }
    }
}
