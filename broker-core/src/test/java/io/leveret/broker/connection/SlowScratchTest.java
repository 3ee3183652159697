package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.loop.HalfReceived;
import io.leveret.broker.loop.Loop;
import io.leveret.broker.loop.LoopLimits;
import io.leveret.broker.queue.QueueCounts;
import io.leveret.broker.testing.ErrorLog;
import io.leveret.broker.testing.SteppedJournal;
import io.leveret.broker.testing.SteppedLoops;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.ConfirmMethod;
import io.leveret.codec.method.QueueMethod;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Transient messages that come faster than the disk takes those that leave memory. */
class SlowScratchTest {

    private static final int MEMORY_BYTES = 64 << 10;
    private static final int ADMISSION_BYTES = 32 << 10;
    private static final int COUNT = 20_000;
    private static final String BODY = "b".repeat(100);
    private static final ShortString Q = ShortString.of("q");

    private final SteppedJournal journal = new SteppedJournal();
    private final SteppedBroker broker = new SteppedBroker(
            2,
            new LoopLimits(ADMISSION_BYTES, HalfReceived.BYTES_MAX, MEMORY_BYTES, SteppedLoops.AMPLE_BYTES),
            1,
            journal,
            null);

    @BeforeEach
    void noErrorsYet() {
        ErrorLog.clear();
    }

    @AfterEach
    void noErrors() {
        ErrorLog.requireEmpty();
    }

    private SteppedClient open(int loop) {
        SteppedClient client = broker.open(loop);
        client.openChannel(1);
        client.send(1, new ConfirmMethod.Select(false));
        client.send(1, new QueueMethod.Declare(Q, false, false, false, false, false, FieldTable.EMPTY));
        client.feedAll();
        client.read();
        return client;
    }

    private Loop home() {
        return Objects.requireNonNull(broker.queue("q")).home();
    }

    /** Sends as much as the broker reads while nothing is written, and returns how much that was not. */
    private int publishAll(SteppedClient client) {
        for (int i = 0; i < COUNT; i++) {
            client.publish(1, "", "q", BODY);
        }
        int before;
        do {
            before = client.unsent();
            client.feed(4096);
            broker.loops.settle();
        } while (client.unsent() < before);
        return before;
    }

    private void writeAll(SteppedClient client) {
        journal.holdScratch(false);
        broker.loops.settle();
        client.feedAll();
        assertThat(client.unsent()).isZero();
        assertThat(home().memory().bytes()).isLessThan(2 * MEMORY_BYTES);
        QueueCounts counts = broker.loops.ask(
                home(), () -> Objects.requireNonNull(broker.queue("q")).counts());
        assertThat(counts).isEqualTo(new QueueCounts(COUNT, 0, 0, (long) COUNT * BODY.length()));
    }

    @Test
    @DisplayName("a publisher on the queue's loop is not read until pages are written, so that memory stays bounded")
    void sameLoop() {
        open(0);
        SteppedClient publisher = open(home().index());
        journal.holdScratch(true);
        assertThat(publishAll(publisher)).isPositive();
        assertThat(home().memory().bytes()).isBetween(2L * MEMORY_BYTES, 3L * MEMORY_BYTES);
        writeAll(publisher);
    }

    @Test
    @DisplayName("a publisher on another loop gets no further than its admission, and then is not read either")
    void otherLoop() {
        open(0);
        SteppedClient publisher = open(1 - home().index());
        journal.holdScratch(true);
        assertThat(publishAll(publisher)).isPositive();
        assertThat(home().memory().bytes()).isBetween(2L * MEMORY_BYTES, 3L * MEMORY_BYTES);
        writeAll(publisher);
        assertThat(broker.isAdmissionWhole(broker.loops.loop(1 - home().index())))
                .isTrue();
    }

    @Test
    @DisplayName("a disk that fails is no reason to wait, since then nothing gets better by it")
    void failingDisk() {
        open(0);
        SteppedClient publisher = open(home().index());
        journal.scratchDisk().fillUpAt(0);
        assertThat(publishAll(publisher)).isZero();
        assertThat(home().memory().bytes()).isGreaterThan(COUNT * 100L);
    }

    @Test
    @DisplayName("who only consumes and acknowledges is read while publishers wait")
    void consumersGoOn() {
        open(0);
        SteppedClient publisher = open(home().index());
        SteppedClient consumer = open(home().index());
        journal.holdScratch(true);
        publishAll(publisher);
        consumer.send(1, new BasicMethod.Qos(0, 1, false));
        consumer.send(1, new BasicMethod.Consume(Q, ShortString.of("t"), false, false, false, false, FieldTable.EMPTY));
        for (int tag = 1; tag <= 50; tag++) {
            consumer.feedAll();
            assertThat(consumer.read()).as("delivery %s", tag).isNotEmpty();
            consumer.send(1, new BasicMethod.Ack(tag, false));
        }
    }
}
