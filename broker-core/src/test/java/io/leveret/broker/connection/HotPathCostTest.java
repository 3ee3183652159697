package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.ThreadMXBean;
import io.leveret.broker.loop.HalfReceived;
import io.leveret.broker.loop.LoopLimits;
import io.leveret.broker.testing.ErrorLog;
import io.leveret.broker.testing.SteppedJournal;
import io.leveret.broker.testing.SteppedLoops;
import io.leveret.codec.method.BasicMethod;
import io.leveret.codec.method.ConfirmMethod;
import io.leveret.codec.method.QueueMethod;
import io.leveret.codec.value.FieldTable;
import io.leveret.codec.value.ShortString;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What a message costs, counted and not timed: a read that brings a hundred must not become a hundred writes, hand-overs
 * or batches of the journal, and what each leaves to the garbage collector has a limit.
 */
class HotPathCostTest {

    private static final int BATCH = 100;
    private static final int WARM_UP = 300;
    private static final int ATTEMPTS = 20;
    private static final String BODY = "x".repeat(16);

    /**
     * Per message, and with the test's own buffers: a message, its place in the queue and its octets, which come to 294 with
     * references of four octets. An object of more than 24 octets would show.
     */
    private static final long ALLOCATED_BYTES_MAX = 320;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final SteppedJournal journal = new SteppedJournal();
    private final SteppedBroker broker = new SteppedBroker(
            2,
            new LoopLimits(SteppedLoops.AMPLE_BYTES, HalfReceived.BYTES_MAX, SteppedLoops.AMPLE_BYTES),
            1,
            journal,
            null);
    private final SteppedLoops loops = broker.loops;
    private int home;

    @BeforeEach
    void noErrorsYet() {
        ErrorLog.clear();
    }

    @AfterEach
    void noErrors() {
        ErrorLog.requireEmpty();
    }

    private SteppedClient client(int loop) {
        SteppedClient client = broker.open(loop);
        client.openChannel(1);
        client.feedAll();
        client.read();
        return client;
    }

    private void declareQueue() {
        SteppedClient client = client(0);
        client.send(
                1, new QueueMethod.Declare(ShortString.of("q"), false, true, false, false, false, FieldTable.EMPTY));
        client.feedAll();
        journal.settle(loops);
        home = Objects.requireNonNull(broker.queue("q")).home().index();
    }

    private SteppedClient consumer(int loop, boolean noAck) {
        SteppedClient client = client(loop);
        client.send(
                1,
                new BasicMethod.Consume(
                        ShortString.of("q"), ShortString.EMPTY, false, noAck, false, false, FieldTable.EMPTY));
        client.feedAll();
        client.read();
        return client;
    }

    private static void writeBatch(SteppedClient publisher, boolean persistent) {
        for (int i = 0; i < BATCH; i++) {
            if (persistent) {
                publisher.publishPersistent(1, "", "q", BODY);
            } else {
                publisher.publish(1, "", "q", BODY);
            }
        }
    }

    /** Gives the broker in one read what was written. */
    private void feed(SteppedClient publisher) {
        publisher.feed(publisher.unsent());
        loops.settle();
    }

    private void publishBatch(SteppedClient publisher, boolean persistent) {
        writeBatch(publisher, persistent);
        feed(publisher);
    }

    private long allocatedByBatch(SteppedClient publisher, SteppedClient consumer) {
        writeBatch(publisher, false);
        long before = threads.getCurrentThreadAllocatedBytes();
        feed(publisher);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(consumer.read()).hasSize(BATCH);
        return allocated;
    }

    private long leastAllocatedPerMessage(SteppedClient publisher, SteppedClient consumer) {
        for (int i = 0; i < WARM_UP; i++) {
            allocatedByBatch(publisher, consumer);
        }
        // The JVM may allocate on our thread now and then; what the code itself allocates shows in every attempt.
        long least = Long.MAX_VALUE;
        for (int i = 0; i < ATTEMPTS; i++) {
            least = Math.min(least, allocatedByBatch(publisher, consumer));
        }
        return least / BATCH;
    }

    @Test
    @DisplayName("a hundred messages that one read brings leave in one write and are handed to nobody")
    void oneLoop() {
        declareQueue();
        SteppedClient publisher = client(home);
        SteppedClient consumer = consumer(home, true);
        long handOvers = loops.handOvers();
        int writes = consumer.socket.writes();
        publishBatch(publisher, false);

        assertThat(consumer.read()).hasSize(BATCH);
        assertThat(consumer.socket.writes() - writes).isEqualTo(1);
        assertThat(loops.handOvers() - handOvers).isZero();
    }

    @Test
    @DisplayName("what several publishers have sent at the same time leaves in one write")
    void severalPublishers() {
        declareQueue();
        SteppedClient consumer = consumer(home, true);
        List<SteppedClient> publishers = List.of(client(home), client(home), client(home));
        int writes = consumer.socket.writes();
        for (SteppedClient publisher : publishers) {
            publisher.publish(1, "", "q", BODY);
            publisher.feed(publisher.unsent());
        }
        loops.settle();

        assertThat(consumer.read()).hasSize(publishers.size());
        assertThat(consumer.socket.writes() - writes).isEqualTo(1);
    }

    @Test
    @DisplayName("consumers that take turns get several messages in a write")
    void manyConsumers() {
        declareQueue();
        List<SteppedClient> consumers = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            consumers.add(consumer(home, true));
        }
        SteppedClient publisher = client(home);
        int before = consumers.stream().mapToInt(each -> each.socket.writes()).sum();
        int rounds = 60;
        for (int i = 0; i < rounds * BATCH; i++) {
            publisher.publish(1, "", "q", BODY);
        }
        feed(publisher);

        assertThat(consumers).allSatisfy(each -> assertThat(each.read()).hasSize(rounds));
        int writes = consumers.stream().mapToInt(each -> each.socket.writes()).sum() - before;
        assertThat(writes).isLessThanOrEqualTo(BATCH);
    }

    @Test
    @DisplayName("a hundred messages by way of a queue on another loop are handed over, back, and paid for once each")
    void anotherLoop() {
        declareQueue();
        SteppedClient publisher = client(1 - home);
        SteppedClient consumer = consumer(1 - home, true);
        long handOvers = loops.handOvers();
        int writes = consumer.socket.writes();
        publishBatch(publisher, false);

        assertThat(consumer.read()).hasSize(BATCH);
        assertThat(consumer.socket.writes() - writes).isEqualTo(1);
        assertThat(loops.handOvers() - handOvers).isEqualTo(3);
    }

    @Test
    @DisplayName("a hundred persistent messages are one batch for the journal, and one confirm answers them")
    void oneBatch() {
        declareQueue();
        SteppedClient publisher = client(home);
        publisher.send(1, new ConfirmMethod.Select(false));
        publisher.feedAll();
        publisher.read();
        int submissions = journal.submissions();
        long handOvers = loops.handOvers();
        int writes = publisher.socket.writes();
        publishBatch(publisher, true);
        journal.settle(loops);

        assertThat(publisher.read())
                .extracting(SteppedClient.Received::method)
                .isEqualTo(List.of(new BasicMethod.Ack(BATCH, true)));
        assertThat(journal.submissions() - submissions).isEqualTo(1);
        assertThat(loops.handOvers() - handOvers)
                .as("the word that it is forced")
                .isEqualTo(1);
        assertThat(publisher.socket.writes() - writes).isEqualTo(1);
    }

    @Test
    @DisplayName("an acknowledgement of a hundred persistent messages is one batch for the journal")
    void oneAck() {
        declareQueue();
        SteppedClient publisher = client(home);
        SteppedClient consumer = consumer(home, false);
        publishBatch(publisher, true);
        journal.settle(loops);
        assertThat(consumer.read()).hasSize(BATCH);
        int submissions = journal.submissions();
        long handOvers = loops.handOvers();
        consumer.send(1, new BasicMethod.Ack(BATCH, true));
        consumer.feedAll();

        assertThat(journal.submissions() - submissions).isEqualTo(1);
        assertThat(loops.handOvers() - handOvers).isZero();
    }

    @Test
    @DisplayName("a message that passes through leaves the garbage collector three objects")
    void allocations() {
        String narrow = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption("UseCompressedOops")
                .getValue();
        assumeTrue(Boolean.parseBoolean(narrow), "wide references, as in a heap of more than 32 GiB");
        declareQueue();
        SteppedClient publisher = client(home);
        SteppedClient consumer = consumer(home, true);
        assertThat(leastAllocatedPerMessage(publisher, consumer)).isLessThan(ALLOCATED_BYTES_MAX);
    }
}
